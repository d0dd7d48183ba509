"""A gate is closed unless everything says that it is open."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.words import T
from bot.gates.looking import Gate
from bot.gates.machine import as_json
from bot.gates.naming import gate_name, read_gate
from bot.gates.verdict import Held, Passed, Verdict, Waiting
from bot.ports.directory import Concerning
from bot.ports.records import Subject
from bot.ports.rules import Unsure

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
moments = st.integers(0, 100).map(lambda hours: NOW + timedelta(hours=hours))
helds = st.builds(Held, st.integers(1, 9), st.just("Reviewed"), moments, st.just(()))
verdicts = st.builds(
    Verdict,
    st.booleans(),
    st.booleans(),
    st.lists(helds, max_size=2).map(tuple),
    st.lists(st.builds(Passed, st.just("Seen"), st.sampled_from(["met", "waived", "forced"])), max_size=2).map(tuple),
    st.lists(st.just(Unsure("Looked at", T("It is not filled in."))), max_size=1).map(tuple),
)


def _gate(verdict: Verdict) -> Gate:
    return Gate(Subject("collateral", 12, "Case study", {}, Concerning(), round=2), verdict)


@given(verdicts)
def test_only_what_nothing_holds_is_cleared(verdict: Verdict) -> None:
    free = verdict.looked_at and not verdict.withdrawn and not verdict.held and not verdict.unsure
    assert verdict.cleared is free
    told = as_json(_gate(verdict), NOW)
    assert told["cleared"] is free
    assert bool(told["missing"]) is not free  # whoever is told no is told why


def test_what_a_print_shop_reads() -> None:
    waits = (Waiting("Ben Okoro", NOW + timedelta(hours=4)), Waiting("Cleo Marsh", NOW, "Another price."))
    held = (Held(1, "Reviewed before print", NOW + timedelta(hours=4), waits), Held(2, "Legal", NOW))
    passed = (Passed("Brand", "forced", ("Ada Admin",), "The fair opens."),)
    assert as_json(_gate(Verdict(True, False, held, passed)), NOW) == {
        "id": "collateral-12",
        "name": "Case study",
        "round": 2,
        "cleared": False,
        "missing": [
            "Reviewed before print: waits for Ben Okoro, Cleo Marsh (wants changes).",
            "Legal: nobody was found to ask.",
        ],
        "by": "2027-01-11T12:00:00+00:00",
        "passed": [{"rule": "Brand", "how": "forced", "who": ["Ada Admin"], "reason": "The fair opens."}],
    }


@given(st.sampled_from(["deal", "review", "collateral", "campaign", "price"]), st.integers(1, 10**17))
def test_a_name_is_read_back(kind: str, number: int) -> None:
    assert read_gate(f" {gate_name(kind, number).upper()} ") == (kind, number)


@given(st.text())
def test_anything_else_is_no_name(text: str) -> None:
    found = read_gate(text)
    assert found is None or gate_name(*found) == text.strip().lower()
