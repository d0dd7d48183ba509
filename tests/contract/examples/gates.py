"""Gates, and what is handed in to be looked at."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from bot.conversation.cards import Card, Fact
from bot.conversation.forms import Form
from bot.conversation.words import T, verbatim
from bot.deals import handing_cards, handing_in
from bot.deals.handing_actions import ChangeHandedIn, HandIn, ListHandedIn
from bot.deals.handing_forms import handing_form
from bot.gates import cards
from bot.gates.actions import Force, ShowGate
from bot.gates.handlers import GateDesk
from bot.gates.looking import Gate
from bot.gates.ports import Ports
from bot.gates.verdict import Held, Passed, Verdict, Waiting
from bot.ports.directory import Concerning
from bot.ports.records import Subject
from bot.ports.rules import Outcome, Unsure
from bot.rules.undecided import OpenGates
from bot.work import Work, key_of
from storage.deals import Deal, Submission
from storage.rules import Engagement, Rule
from tests.contract.stage import NOW, Stage

OUTCOMES: tuple[Literal["waiting", "agreed", "not agreed"], ...] = ("waiting", "agreed", "not agreed")
TOMORROW = NOW + timedelta(days=1)


def _gate(stage: Stage, verdict: Verdict) -> Gate:
    shown = (Fact(label=T("Segment"), value=verbatim(stage.text("Manufacturing"))),)
    subject = Subject(
        kind="collateral",
        id=12,
        name=stage.text("Acme case study"),
        facts={},
        concerning=Concerning(),
        url="https://example.com/draft",
        shown=shown,
    )
    return Gate(subject, verdict)


def _verdict(stage: Stage) -> Verdict:
    waits = [Waiting(stage.text("Ben Okoro"), TOMORROW)] * stage.many(1, 20)
    waits.append(Waiting(stage.text("Cleo Marsh"), TOMORROW, stage.text("The price on page two is last year's.", 500)))
    rule = stage.text("Sales reviews collateral before print", 100)
    return Verdict(
        looked_at=True,
        withdrawn=False,
        held=(Held(1, rule, TOMORROW, tuple(waits)), Held(2, rule, TOMORROW)),
        unsure=(Unsure(rule, T("Something that the rule asks about is not filled in.")),),
        passed=(
            Passed(rule, "met", (stage.text("Ada Admin"),)),
            Passed(rule, "met"),
            Passed(rule, "waived", (stage.text("Ada Admin"),), stage.text("It is only a reprint.", 500)),
            Passed(rule, "waived"),
            Passed(rule, "forced", (stage.text("Ada Admin"),), stage.text("The fair opens tomorrow.", 500)),
            *(
                Passed(rule, "met", outcome=Outcome(state, (stage.text("Finn Hart"),), stage.text("Too low.", 500)))
                for state in OUTCOMES
            ),
        ),
    )


def gate_that_waits(stage: Stage) -> Card:
    return cards.gate_card(_gate(stage, _verdict(stage)), may_force=True)


def gate_of_a_moment_ago(stage: Stage) -> Card:
    return cards.gate_card(_gate(stage, Verdict(looked_at=False, withdrawn=False)), may_force=False)


def gate_of_what_was_withdrawn(stage: Stage) -> Card:
    return cards.gate_card(_gate(stage, Verdict(looked_at=True, withdrawn=True)), may_force=False)


def gate_without_rules(stage: Stage) -> Card:
    return cards.gate_card(_gate(stage, Verdict(looked_at=True, withdrawn=False)), may_force=False)


def forcing(stage: Stage) -> Form:
    return cards.force_form(Force(kind="collateral", record=12), _gate(stage, _verdict(stage)))


def forcing_what_nobody_was_asked_for(stage: Stage) -> Form:
    verdict = Verdict(looked_at=True, withdrawn=False, held=(Held(1, "Reviewed", TOMORROW),))
    return cards.force_form(Force(kind="collateral", record=12), _gate(stage, verdict))


def heads_are_told(stage: Stage) -> Card:
    without = tuple(stage.text("Ben Okoro") for _ in range(stage.many(1, 20)))
    reason = stage.text("The fair opens tomorrow.", 500)
    return cards.told_card(_gate(stage, _verdict(stage)), stage.text("Ada Admin"), reason, without)


def unknown_gate(stage: Stage) -> Card:
    return cards.unknown_card(stage.text("brochure"))


def no_gate_named(_: Stage) -> Card:
    return cards.unknown_card("")


class _Records:
    """The only record is what was handed in."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def known(self, _: str) -> tuple[()]:
        return ()

    def get(self, *_: object) -> Subject:
        return self._subject


class _Anybody:
    def may(self, *_: object) -> bool:
        return True

    def force(self, *_: object) -> None:
        return


class _Nothing:
    """Nothing was passed on."""

    def outcome(self, *_: object) -> None:
        return


def _held(stage: Stage) -> tuple[Ports, Work]:
    """A gate in the records, which waits for somebody."""
    work = stage.work(stage.person("Ada Admin", "head"))
    row = _submission(stage, work)
    rule = stage.people.add(
        Rule(
            organisation=stage.organisation,
            key="print",
            name=stage.text("Sales reviews collateral before print", 100),
            kind="collateral",
            condition="true",
            gate=True,
            created=NOW,
            changed=NOW,
        )
    )
    stage.people.add(
        Engagement(
            organisation=stage.organisation,
            rule=rule.id or 0,
            kind="collateral",
            subject=row.id or 0,
            opened=NOW,
            due=TOMORROW,
        )
    )
    subject = Subject(kind="collateral", id=row.id or 0, name=row.name, facts={}, concerning=Concerning())
    records = _Records(subject)
    return Ports(records, _Anybody(), OpenGates(records), _Nothing()), work


def gate_in_the_records(stage: Stage) -> Card:
    ports, work = _held(stage)
    reply = GateDesk(ports).command("collateral-1", work)
    assert reply.reply == "whisper"
    return reply.card


def gate_looked_at_again(stage: Stage) -> Card:
    ports, work = _held(stage)
    reply = GateDesk(ports).show(ShowGate(kind="collateral", record=1), work)
    assert reply.reply == "update"
    return reply.card


def gate_to_be_forced(stage: Stage) -> Form:
    ports, work = _held(stage)
    form = GateDesk(ports).force_form(Force(kind="collateral", record=1), work)
    assert isinstance(form, Form)
    return form


# Handing in


def _submission(stage: Stage, work: Work, state: str = "submitted", *, due: bool = True) -> Submission:
    row = Submission(
        organisation=stage.organisation,
        system="truce",
        external=f"{state} {due}",
        kind="collateral",
        name=stage.text("Acme case study", 150),
        link="https://example.com/draft",
        segment=stage.text("Manufacturing", 100),
        due=date(2027, 2, 1) if due else None,
        owner=work.person_id,
        state=state,
        created=NOW,
        changed=NOW,
    )
    return stage.people.add(row)


def _work(stage: Stage) -> Work:
    return stage.work(stage.person("Mia Novak", side="marketing"))


def handed_in(stage: Stage) -> Card:
    return handing_cards.handed_in(_submission(stage, _work(stage)))


def changed_and_looked_at_again(stage: Stage) -> Card:
    return handing_cards.changed(_submission(stage, _work(stage)), anew=True)


def changed_to_the_same(stage: Stage) -> Card:
    return handing_cards.changed(_submission(stage, _work(stage)), anew=False)


def withdrawn(stage: Stage) -> Card:
    return handing_cards.withdrawn(_submission(stage, _work(stage), "withdrawn"))


def handed_in_so_far(stage: Stage) -> Card:
    work = _work(stage)
    for number in range(handing_in.PAGE + 1):
        row = _submission(stage, work, "submitted" if number % 3 else "withdrawn", due=number % 2 > 0)
        row.external = str(number)
        stage.people.add(row)
    reply = handing_in.show_list(ListHandedIn(), work)
    assert reply.reply == "update"
    return reply.card


def older_ones(stage: Stage) -> Card:
    work = _work(stage)
    return handing_cards.list_card([_submission(stage, work)], 1, more=False)


def nothing_handed_in(stage: Stage) -> Card:
    reply = handing_in.command("", _work(stage))
    assert reply.reply == "whisper"
    return reply.card


def handing_in_collateral(stage: Stage) -> Form:
    return handing_in.hand_in_form(HandIn(kind="collateral"), _work(stage))


def handing_in_a_campaign(stage: Stage) -> Form:
    return handing_in.hand_in_form(HandIn(kind="campaign"), _work(stage))


def asking_for_a_price(stage: Stage) -> Form:
    work = _work(stage)
    for number in range(stage.many(3, 99)):
        deal = Deal(
            organisation=stage.organisation,
            system="truce",
            external=str(number),
            name=f"{number} {stage.text('Acme renewal', 150)}",
            owner=work.person_id,
            created=NOW,
            changed=NOW,
        )
        stage.people.add(deal)
    return handing_in.hand_in_form(HandIn(kind="price"), work)


def changing_a_price(stage: Stage) -> Form:
    work = _work(stage)
    deal = Deal(
        organisation=stage.organisation, system="truce", external="1", name="Acme", owner=None, created=NOW, changed=NOW
    )
    stage.people.add(deal)
    row = _submission(stage, work)
    row.kind, row.deal, row.discount = "price", deal.id, Decimal("12.5")
    form = handing_in.change_form(ChangeHandedIn(submission=row.id or 0), work)
    assert isinstance(form, Form)
    return form


def changing_collateral(stage: Stage) -> Form:
    row = _submission(stage, _work(stage))
    return handing_form(ChangeHandedIn(submission=row.id or 0), "collateral", row, (), today=NOW.date())


def owner_of(stage: Stage) -> Card:
    """Somebody else's can't be changed."""
    row = _submission(stage, _work(stage))
    other = stage.person("Ben Okoro")
    assert key_of(other) != row.owner
    reply = handing_in.change_form(ChangeHandedIn(submission=row.id or 0), stage.work(other))
    assert not isinstance(reply, Form)
    assert reply.reply == "whisper"
    return reply.card
