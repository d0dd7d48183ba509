import csv
import io
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.people.lines import COLUMNS, SIDES, read_lines
from bot.people.plan import Known, Plan, plan
from bot.rights import Role

READER = Reader(now=datetime(2026, 3, 2, tzinfo=UTC))
SAMPLE = Path(__file__).parents[3] / "adapters" / "web" / "sample.csv"


def bad(planned: Plan) -> dict[int, str]:
    return {each.number: READER.plain(each.reason) for each in planned.bad}


def lines(*rows: str, head: str = "name,email,side,manager_email,timezone,slack_id,roles") -> str:
    return "\n".join((head, *rows))


def test_the_sample_company_has_no_bad_line() -> None:
    planned = plan(SAMPLE.read_bytes(), [])
    assert not planned.bad
    assert len(planned.added) == 27
    (felix,) = [line for line in planned.added if line.name == "Felix Aigner"]
    assert felix.roles == frozenset({"liaison", "steward"})


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_come_as_spreadsheets_write_them(mark: str, bom: bytes, end: str) -> None:
    rows = [
        [" E-Mail ", "Name", "ROLES", "Time Zone"],
        ["Ana@Example.com", "Ana  Ruiz", "head|Manager", "europe/madrid"],
    ]
    content = bom + end.join(mark.join(row) for row in [*rows, ["", "", "", ""]]).encode()
    planned = plan(content, [])
    assert not planned.bad
    (ana,) = planned.added
    assert (ana.email, ana.name, ana.timezone) == ("ana@example.com", "Ana Ruiz", "Europe/Madrid")
    assert ana.roles == frozenset({"head", "manager"})


@pytest.mark.parametrize("roles", ['"head;manager"', "head|manager", '"head, manager"', "manager head"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_roles_are_separated_by_whatever_the_file_allows(roles: str, mark: str) -> None:
    planned = plan(f"name{mark}email{mark}roles\nAna{mark}ana@example.com{mark}{roles}", [])
    assert planned.added[0].roles == frozenset({"head", "manager"})


def test_excel_may_say_which_mark_it_uses_and_numbers_still_fit() -> None:
    planned = plan("sep=;\nname;email;side\nAna;ana@example.com;sales\nBen;nobody;sales", [])
    assert [line.number for line in planned.added] == [3]
    assert list(bad(planned)) == [4]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a@example.com,,,,,", "There is no name."),
        ("Ana,,,,,,", "There is no email."),
        ("Ana,ana at example,,,,,", "“ana at example” is not an e-mail address."),
        ("Ana,a@example.com,saless,,,,", "There is no side “saless”. Known are sales, marketing, and other."),
        ("Ana,a@example.com,,,Europe/Viena,,", "There is no time zone “Europe/Viena”. Did you mean Europe/Vienna?"),
        ("Ana,a@example.com,,,W. Europe Standard Time,,", "Did you mean Europe/Berlin?"),
        ("Ana,a@example.com,,,qqqq,,", "They look like Europe/Vienna."),
        ("Ana,a@example.com,,,,anna,", "“anna” is not a Slack member id."),
        ("Ana,a@example.com,,,,,king", "There is no role “king”. Known are member, manager, head, liaison, steward"),
        ("Ana,a@example.com,,boss@example.com,,,", "There is no manager boss@example.com"),
        ("Ana,a@example.com,,a@example.com,,,", "Nobody is their own manager"),
        ("Ana,a@example.com", "This line has 2 cells; the first line names 7 columns."),
        ("Ana,a@example.com,,,,,,,more", "This line has 9 cells; the first line names 7 columns."),
        ("An\x00a,a@example.com,,,,,", "characters that can't be shown"),
        (f"{'A' * 201},a@example.com,,,,,", "The name is longer than 200 characters."),
    ],
)
def test_every_bad_line_has_its_number_and_reason(row: str, reason: str) -> None:
    planned = plan(lines("Ben,ben@example.com,sales,,,,", row), [])
    assert list(bad(planned)) == [3]
    assert reason in bad(planned)[3]
    assert [line.name for line in planned.added] == ["Ben"]


def test_letters_of_another_encoding_are_bad_at_their_line_only() -> None:
    planned = plan(b"name,email\nAna,ana@example.com\nJ\xf6rg,joerg@example.com\nBen,ben@example.com", [])
    assert list(bad(planned)) == [3]
    assert "CSV UTF-8" in bad(planned)[3]
    assert [line.name for line in planned.added] == ["Ana", "Ben"]


def test_a_quotation_mark_that_is_never_closed_is_found() -> None:
    planned = plan('name,email\nAna,ana@example.com\n"Ben,ben@example.com\nCleo,cleo@example.com\n', [])
    assert list(bad(planned)) == [3]
    assert "never closed" in bad(planned)[3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "This file is empty."),
        (b"\n\n", "This file is empty."),
        ("name,email\nAna,a@b.example".encode("utf-16"), "UTF-16"),
        (b"Ana,ana@example.com\n", "there is no name and email"),
        (b"name,email,E-mail\n", "The column email is there twice."),
    ],
)
def test_a_file_that_can_t_be_used_at_all_says_so_once(content: bytes, reason: str) -> None:
    planned = plan(content, [])
    assert not planned.usable
    assert not planned.added
    assert len(planned.bad) == 1
    assert reason in bad(planned)[1]


def test_an_unknown_column_is_named_with_the_known_ones() -> None:
    planned = plan("name,email,phone\nAna,ana@example.com,1", [])
    assert bad(planned)[1].startswith("There is no column “phone”. Known are name, email, side")
    assert planned.usable


def test_the_same_address_and_the_same_slack_id_may_be_there_once() -> None:
    planned = plan(
        lines(
            "Ana,ana@example.com,,,,U0001,",
            "Ana,ANA@example.com,,,,,",
            "Ben,ben@example.com,,,,U0001,",
        ),
        [],
    )
    assert bad(planned) == {3: "Line 2 has the same e-mail address.", 4: "Line 2 has the same Slack id."}


def test_managers_may_be_anywhere_in_the_file_or_among_the_people() -> None:
    boss = Known(id=7, name="Boss", email="boss@example.com")
    planned = plan(lines("Ana,ana@example.com,,ben@example.com,,,", "Ben,ben@example.com,,boss@example.com,,,"), [boss])
    assert not planned.bad


def test_whoever_reports_to_a_line_that_can_t_be_taken_can_t_be_taken_either() -> None:
    planned = plan(
        lines(
            "Ana,ana@example.com,,ben@example.com,,,",
            "Ben,ben@example.com,,nobody@example.com,,,",
            "Cleo,cleo@example.com,,,,,",
        ),
        [],
    )
    assert list(bad(planned)) == [2, 3]


def test_circles_of_managers_are_found_with_all_who_are_in_them() -> None:
    planned = plan(
        lines(
            "Ana,ana@example.com,,ben@example.com,,,",
            "Ben,ben@example.com,,cleo@example.com,,,",
            "Cleo,cleo@example.com,,ana@example.com,,,",
            "Dan,dan@example.com,,,,,",
        ),
        [],
    )
    assert list(bad(planned)) == [2, 3, 4]
    assert "ana@example.com → ben@example.com → cleo@example.com" in bad(planned)[2]


def test_a_circle_through_somebody_who_is_there_already_is_found() -> None:
    ana = Known(id=1, name="Ana", email="ana@example.com", manager=2)
    ben = Known(id=2, name="Ben", email="ben@example.com")
    planned = plan(lines("Ben,ben@example.com,,ana@example.com,,,"), [ana, ben])
    assert list(bad(planned)) == [2]


def test_what_would_change_is_named_field_by_field() -> None:
    ana = Known(id=1, name="Ana", email="ana@example.com", side="sales", roles=frozenset({"head"}), timezone="UTC")
    ben = Known(id=2, name="Ben", email="ben@example.com")
    gone = Known(id=3, name="Gone", email="gone@example.com", left=True)
    planned = plan(lines("Ana Ruiz,ana@example.com,marketing,,,U0001,manager"), [ana, ben, gone])
    (match,) = planned.changed
    assert match.fields == ("name", "side", "roles", "slack_id")
    assert [person.name for person in planned.absent] == ["Ben"]


def test_an_empty_cell_changes_nothing() -> None:
    ana = Known(id=1, name="Ana", email="ana@example.com", side="sales", roles=frozenset({"head"}), manager=2)
    planned = plan(lines("Ana,ana@example.com,,,,,"), [ana])
    assert not planned.changed
    assert len(planned.unchanged) == 1


def test_an_account_that_is_somebody_else_s_is_not_taken_away() -> None:
    ana = Known(id=1, name="Ana", email="ana@example.com", accounts=frozenset({("slack", "U0001")}))
    planned = plan(lines("Ana,ana@example.com,,,,,", "Ben,ben@example.com,,,,U0001,"), [ana])
    assert bad(planned) == {3: "Its Slack or Teams account is that of Ana (ana@example.com)."}


def test_somebody_with_a_new_address_is_known_by_the_account() -> None:
    ana = Known(id=1, name="Ana", email="ana.old@example.com", accounts=frozenset({("slack", "U0001")}))
    planned = plan(lines("Ana,ana.new@example.com,,,,U0001,"), [ana])
    assert [match.fields for match in planned.changed] == [("email",)]


def test_a_file_can_t_take_away_the_last_administrator() -> None:
    ana = Known(id=1, name="Ana", email="ana@example.com", roles=frozenset({"administrator"}))
    rows = ("Ana,ana@example.com,,,,,head", "Ben,ben@example.com,,,,,")
    assert bad(plan(lines(*rows), [ana])) == {
        2: "This would leave nobody as administrator. Please name another one first."
    }
    assert not plan(lines(rows[0], "Ben,ben@example.com,,,,,administrator"), [ana]).bad


ADDRESSES = st.text(string.ascii_lowercase, min_size=1, max_size=8).map(lambda text: f"{text}@example.com")
NAMES = st.text(string.ascii_letters + "äéøß,;\"'|", min_size=1, max_size=20).map(lambda text: f"N{text}")
PEOPLE = st.lists(
    st.tuples(NAMES, ADDRESSES, st.sampled_from(SIDES), st.sets(st.sampled_from([r for r in Role if r != "member"]))),
    unique_by=lambda row: row[1],
    max_size=8,
)


@given(PEOPLE, st.sampled_from([",", ";", "\t"]), st.permutations(range(4)), st.booleans())
def test_what_was_written_is_read_again(
    people: list[tuple[str, str, str, set[Role]]], mark: str, order: list[int], bom: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerow([("name", "email", "side", "roles")[at] for at in order])
    for name, email, side, roles in people:
        row = (name, email, side, "|".join(sorted(roles)))
        writer.writerow([row[at] for at in order])
    planned = plan((b"\xef\xbb\xbf" if bom else b"") + out.getvalue().encode(), [])
    assert not planned.bad
    read = [(line.name, line.email, line.side, set(line.roles or ())) for line in planned.added]
    assert read == [(name, email, side, roles) for name, email, side, roles in people]


@given(st.binary() | st.binary().map(lambda rest: b"name,email,side,roles,manager_email\n" + rest))
@settings(max_examples=300)
def test_no_bytes_whatever_raise(content: bytes) -> None:
    planned = plan(content, [])
    assert all(each.number >= 1 and READER.plain(each.reason) for each in planned.bad)
    assert planned.usable or not planned.added


@given(st.text(alphabet='nameil,;"\n\r\t\ud800\x00@.x', max_size=200))
@settings(max_examples=300)
def test_no_text_whatever_raises(content: str) -> None:
    read_lines(",".join(COLUMNS) + "\n" + content)
    read_lines(content)
