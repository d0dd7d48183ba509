"""`truce export` and `truce apply`: what is shown, what is refused and where; applying an export changes nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.practices import applying
from bot.pulse.plan_actions import OpenPulse
from bot.pulse.questions import read
from bot.routes import PRACTICES
from storage.database import Database
from storage.people import Organisation, Organisations, People, Person
from storage.pulse import Pulse, Pulses, Wave
from storage.timers import Timer
from tests.adapters.cli.conftest import Ran, Truce

FILE = """\
company:
  name: Brightwater
  time_zone: Europe/Vienna
pulses:
  - name: Weekly pulse
    asks: three in turn
    every: week
    weekday: Tuesday
    at: 9:30
    smallest_group: 3
    owner: P1@x.example
  - name: After the fair
    asks: own questions
    names: true
    questions:
      - text: How was it?
      - text: Which hall?
        kind: choice
        options: [North, South]
"""
FIRST = """\
pulses:
  - name: Weekly pulse
    asks: three in turn
    every: week
    weekday: Tuesday
    smallest_group: 3
"""


class Company:
    """Six people at a company, and its practices by the command line."""

    def __init__(self, truce: Truce, database: Database) -> None:
        self.truce, self.database = truce, database
        with database.write() as session:
            self.number = Organisations(session).add("Fernbrook").id or 0
            for each in range(6):
                People(session, self.number).add(
                    Person(organisation=self.number, name=f"P{each}", email=f"p{each}@x.example", side="sales")
                )

    def applies(self, text: str | bytes, *more: str) -> Ran:
        Path("practices.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
        return self.truce("apply", "practices.yaml", *more, DATABASE_URL=self.database.url)

    def exports(self) -> str:
        ran = self.truce("export", DATABASE_URL=self.database.url)
        assert ran.code == 0, ran
        return ran.out

    def rows(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(table).order_by(table.id)).all())

    def pulse(self, name: str) -> Pulse:
        with self.database.read() as session:
            found = Pulses(session, self.number).by_name(name)
        assert found is not None
        return found

    def timers(self) -> list[str]:
        return [row.key for row in self.rows(Timer) if row.kind == OpenPulse.NAME]


@pytest.fixture
def company(truce: Truce, sqlite_database: Database) -> Iterator[Company]:
    return Company(truce, sqlite_database)  # type: ignore[return-value]


def bad_lines(ran: Ran) -> list[int]:
    assert ran.code == 2, ran
    assert "Nothing was changed: please mend the file first." in ran.out
    return [int(number) for number in re.findall(r"^Line (\d+): ", ran.out, re.MULTILINE)]


def test_what_a_file_would_do_is_shown_and_done_after_a_yes_only(company: Company) -> None:
    shown = company.applies(FILE)
    assert shown.code == 0
    assert "~ company: Fernbrook (changed)" in shown.out
    assert "    time_zone: UTC -> Europe/Vienna" in shown.out
    assert "+ pulses: Weekly pulse (new)" in shown.out
    assert "    weekday: Tuesday" in shown.out
    assert "Add --yes" in shown.out
    assert company.rows(Pulse) == []
    assert [row.name for row in company.rows(Organisation)] == ["Fernbrook"]

    done = company.applies(FILE, "--yes")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Applied.")
    weekly, fair = company.pulse("Weekly pulse"), company.pulse("After the fair")
    assert (weekly.kind, weekly.state, weekly.rule, weekly.zone) == (
        "pulse",
        "active",
        "FREQ=WEEKLY;BYDAY=TU",
        "Europe/Vienna",
    )
    assert datetime.fromisoformat(weekly.first).time() == time(9, 30)
    assert weekly.started_by == next(row.id for row in company.rows(Person) if row.name == "P1")
    assert (fair.kind, fair.state, fair.named, fair.first) == ("survey", "draft", True, "")
    assert [each.text for each in read(fair.questions)] == ["How was it?", "Which hall?"]
    assert company.timers() == [str(weekly.id)]


def test_applying_an_export_or_the_same_file_again_changes_nothing(company: Company) -> None:
    company.applies(FILE, "--yes")
    before = [row.model_dump() for row in company.rows(Pulse)]
    for text in (company.exports(), FILE):
        again = company.applies(text, "--yes")
        assert (again.code, again.out) == (0, "Everything is as the file says.\n")
    assert [row.model_dump() for row in company.rows(Pulse)] == before


def test_an_export_sets_up_another_company_alike(company: Company, tmp_path: Path) -> None:
    company.applies(FILE, "--yes")
    text = company.exports().replace("    owner: p1@x.example\n", "")
    with company.database.write() as session:
        for row in session.exec(select(Pulse)).all():
            session.delete(row)
    company.applies(text, "--yes")
    assert company.exports() == text
    assert not list(tmp_path.glob("*.tmp"))


def test_a_change_names_the_field_as_it_was_and_as_it_will_be(company: Company) -> None:
    company.applies(FIRST, "--yes")
    first = company.pulse("Weekly pulse")
    ran = company.applies(FIRST.replace("Tuesday", "Friday") + "    open_for: 3\n", "--yes")
    assert "~ pulses: Weekly pulse (changed)" in ran.out
    assert "    weekday: Tuesday -> Friday" in ran.out
    assert "    open_for: 4 -> 3" in ran.out
    assert "smallest_group" not in ran.out
    changed = company.pulse("Weekly pulse")
    assert (changed.id, changed.rule, changed.days) == (first.id, "FREQ=WEEKLY;BYDAY=FR", 3)


def test_what_a_file_leaves_out_stays_as_it_is(company: Company) -> None:
    company.applies(FIRST + "    open_for: 3\n    comments: false\n", "--yes")
    assert company.applies(FIRST, "--yes").out == "Everything is as the file says.\n"
    other = FIRST.replace("Weekly pulse", "Another").replace("three in turn", "all twenty")
    ran = company.applies(other, "--yes")
    assert "One that is set up here is not in the file, and stays as it is." in ran.out
    kept = company.pulse("Weekly pulse")
    assert (kept.state, kept.days, kept.comments) == ("active", 3, False)


def test_pausing_going_on_and_ending_by_the_file(company: Company) -> None:
    company.applies(FIRST, "--yes")
    assert "= pulses: Weekly pulse (paused)" in company.applies(FIRST + "    state: paused\n", "--yes").out
    assert company.timers() == []
    assert "> pulses: Weekly pulse (goes on)" in company.applies(FIRST + "    state: active\n", "--yes").out
    assert len(company.timers()) == 1
    ends = FIRST + "    state: ended\n"
    assert "- pulses: Weekly pulse (ends)" in company.applies(ends, "--yes").out
    assert company.timers() == []
    assert company.applies(ends, "--yes").out == "Everything is as the file says.\n"
    assert "pulses: []" in company.exports()
    assert "> pulses: Weekly pulse (goes on)" in company.applies(FIRST + "    state: active\n", "--yes").out
    assert company.rows(Wave) == []


def test_a_question_keeps_its_number_and_a_new_one_gets_a_new_one(company: Company) -> None:
    company.applies(FILE, "--yes")
    swapped = """\
pulses:
  - name: After the fair
    questions:
      - text: Which hall?
        kind: choice
        options: [North, South]
      - text: How was it?
        kind: recommend
"""
    company.applies(swapped, "--yes")
    questions = read(company.pulse("After the fair").questions)
    assert [(each.number, each.text, each.kind) for each in questions] == [
        (2, "Which hall?", "choice"),
        (3, "How was it?", "recommend"),
    ]


BAD = """\
company:
  time_zone: Europe/Wien
  smallest_group: 2
pulses:
  - name: One
    asks: al twenty
    every: weeks
    open_fr: 4
    weekday: 3
  - name: Two
  - asks: all twenty
  - name: Four
    asks: own questions
    every: once
    starts: 2026-02-30
    questions:
      - text: Which?
        kind: choice
        option: [a, b]
  - name: Five
    asks: three in turn
    rule: FREQ=SOMETIMES
  - name: Six
    asks: three in turn
    every: week
    weekday: Monday
    owner: nobody@x.example
    questions: []
  - name: six
    asks: three in turn
  - just words
  - name: Seven
    asks: own questions
    questions:
      - text: Which?
        kind: choice
        options: [a]
      - text: which?
      - text: Really?
        kind: yes_no
        options: [a, b]
  - name: Eight
    asks: three in turn
    every: once
  - name: Nine
    asks: three in turn
    state: draft
  - name: Ten
    asks: all twenty
    every: month
  - name: Eleven
    asks: all twenty
    every: month
    weekday: Monday
    names: true
    smallest_group: 7
  - name: Twelve
    asks: all twenty
    every: month
    weekday: Monday
    smallest_group: 7
pulse: []
"""


LINES = (3, 6, 7, 8, 9, 10, 11, 15, 19, 22, 27, 28, 29, 31, 37, 38, 41, 44, 47, 50, 55, 57, 62)


def test_every_mistake_is_shown_with_its_line_and_nothing_is_applied(company: Company) -> None:
    ran = company.applies(BAD, "--yes")
    assert bad_lines(ran) == [*LINES]
    assert "Line 8: I don't know “open_fr”. Did you mean “open_for”?" in ran.out
    assert "Line 11: “name” is missing." in ran.out
    assert "Line 62: I don't know “pulse”. Did you mean “pulses”?" in ran.out
    assert company.rows(Pulse) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "The file is empty."),
        ("just words", 1, "The file begins with the name of a section: company:, pulses:, regions:, directory:, "),
        ("- a\n- b\n", 1, "The file begins with the name of a section"),
        ("pulses:\n\t- name: a\n", 2, "This is not YAML"),
        ("pulses:\n  - name: a\n    name: b\n", 3, "“name” stands here twice. Keep one."),
        ("pulses: [\n", 2, "This is not YAML"),
        ("pulses:\n  name: a\n", 1, "“pulses” is a list"),
        ("company: []\n", 1, "This is no entry"),
        (b"pulses:\n  - name: \xff\n", 2, "This is not UTF-8"),
        (b"pulses:\n  - name: \x07\n", 2, "This is not YAML"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b]\n", 1, "I don't know “a”"),
        (f"pulses: {'[' * 20}{']' * 20}\n", 1, "too deep"),
        ("pulses:\n  - name: a\n    asks: all twenty\n    every: {week: 1}\n", 4, "“every” is 'week'"),
        ("company:\n  smallest_group: yes please\n", 2, "“smallest_group” is a whole number, such as 5"),
        ("company:\n  messages_a_week: 21\n", 2, "“messages_a_week” is 20 at most, not “21”."),
        ("company:\n  holidays_of: XX\n", 2, "two letters"),
    ],
)
def test_what_is_no_file_of_practices_is_said_where(company: Company, text: str | bytes, line: int, said: str) -> None:
    ran = company.applies(text)
    assert bad_lines(ran)[0] == line
    assert said in ran.out


def test_a_kind_can_not_be_changed(company: Company) -> None:
    company.applies(FIRST, "--yes")
    assert bad_lines(company.applies(FIRST.replace("three in turn", "all twenty"))) == [3]


@pytest.mark.parametrize("written", ["nowhere.yaml", "."])
def test_a_file_that_can_not_be_read_is_said(company: Company, written: str) -> None:
    ran = company.truce("apply", written, DATABASE_URL=company.database.url)
    assert ran.code == 2
    assert "can't be read" in ran.err


def test_an_export_goes_into_a_file(company: Company) -> None:
    company.applies(FILE, "--yes")
    ran = company.truce("export", "out.yaml", DATABASE_URL=company.database.url)
    assert (ran.code, ran.out) == (0, "Wrote out.yaml.\n")
    assert Path("out.yaml").read_text() == company.exports()
    wrong = company.truce("export", "no/such/folder.yaml", DATABASE_URL=company.database.url)
    assert wrong.code == 2
    assert "can't be written" in wrong.err


def test_the_example_of_the_page_can_be_applied(company: Company) -> None:
    page = (Path(__file__).parents[3] / "docs" / "pulses.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert example
    assert company.applies(example[1], "--yes").out.endswith("Applied.\n")
    assert [row.state for row in company.rows(Pulse)] == ["active", "active", "draft"]
    assert company.applies(example[1], "--yes").out == "Everything is as the file says.\n"
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert told == list(PRACTICES[1].model.model_fields)


# Whatever is in the file

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
names = st.text(min_size=1, max_size=40).map(str.strip).filter(lambda name: any(map(str.isprintable, name)))
entries = st.fixed_dictionaries(
    {
        "asks": st.sampled_from(["three in turn", "all twenty"]),
        "every": st.sampled_from(["week", "two weeks", "month", "quarter"]),
        "weekday": st.sampled_from(["Monday", "Sunday"]),
    },
    optional={
        "at": st.times().map(lambda clock: clock.strftime("%H:%M")),
        "starts": st.dates(date(2026, 1, 1), date(2028, 1, 1)),
        "time_zone": st.sampled_from(["Europe/Vienna", "America/New_York", "Pacific/Apia"]),
        "open_for": st.integers(1, 40),
        "comments": st.booleans(),
        "state": st.sampled_from(["active", "paused"]),
    },
)


@given(st.dictionaries(names, entries, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_an_export_applied_anywhere_is_the_same_export(sqlite_database: Database, said: dict[str, Any]) -> None:
    unique = {name.casefold(): (name, entry) for name, entry in said.items()}
    with sqlite_database.write() as session:
        company = Organisations(session).add("Fernbrook").id or 0
        for each in range(5):
            People(session, company).add(Person(organisation=company, name=f"P{each}", side="sales"))
        work = applying.working(session, company, NOW)
        for name, entry in unique.values():
            made = PRACTICES[1].model.model_validate({"name": name, **entry})
            changes, problems = PRACTICES[1].plan([made], work)
            assert problems == []
            for change in changes:
                change.apply()
        text = applying.export(PRACTICES, work)
        later = applying.working(session, company, NOW + timedelta(days=100))
        planned = applying.run(text.encode(), PRACTICES, later)
        assert (planned.bad, planned.changes) == ((), ())
        assert applying.export(PRACTICES, later) == text
        session.rollback()


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_no_bytes_break_it(sqlite_database: Database, content: bytes) -> None:
    with sqlite_database.write() as session:
        company = Organisations(session).add("Fernbrook").id or 0
        work = applying.working(session, company, NOW)
        planned = applying.run(b"pulses:\n  - " + content, PRACTICES, work)
        for line in applying.plan_lines(planned, NOW):
            assert line
        session.rollback()
