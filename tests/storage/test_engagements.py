"""Engagements, asks and their record, as the queries find them; on both kinds of database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.database import Database
from storage.people import Organisation, People, Person
from storage.records import Session
from storage.rules import Ask, Engagement, Entry, Rule, Rules

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


def company(session: Session, name: str = "Brightwater") -> Rules:
    """An organisation with one rule and one person."""
    row = Organisation(name=name)
    session.add(row)
    session.flush()
    rules = Rules(session, row.id or 0)
    rule = {"key": "big", "name": "Big", "kind": "deal", "condition": "true", "created": NOW, "changed": NOW}
    rules.add(Rule.model_validate({"organisation": rules.organisation, **rule}))
    People(session, rules.organisation).add(Person(organisation=rules.organisation, name="Olga"))
    return rules


def engagement(rules: Rules, state: str = "open", subject: int = 7, post: str = "", opened: datetime = NOW) -> int:
    row = Engagement(organisation=rules.organisation, rule=rules.all()[0].id or 0, kind="deal", subject=subject)
    row.state, row.post, row.opened, row.due = state, post, opened, opened
    return rules.add(row).id or 0


def ask(rules: Rules, of: int, target: int = 0, **more: object) -> int:
    person = People(rules.session, rules.organisation).all()[0].id or 0
    row = Ask(organisation=rules.organisation, engagement=of, target=target, person=person, asked=NOW, due=NOW)
    for field, value in more.items():
        setattr(row, field, value)
    return rules.add(row).id or 0


def test_engagements_by_state_post_and_subject(session: Session) -> None:
    rules, others = company(session), company(session, "Somebody else")
    first, second = engagement(rules, post="p"), engagement(rules, "overdue", post="p")
    third = engagement(rules, "open", subject=8)
    engagement(others, post="p")
    assert [each.id for each in rules.posted("p")] == [first, second]
    assert [each.id for each in rules.in_state("open", 5)] == [third, first]
    assert [each.id for each in rules.in_state("open", 5, skip=1)] == [first]
    assert rules.count_by_state() == {"open": 2, "overdue": 1}
    assert [each.id for each in rules.engagements("deal", 7)] == [first, second]
    assert [each.id for each in rules.opened_since(NOW - timedelta(hours=1))] == [first, second, third]
    assert rules.opened_since(NOW + timedelta(hours=1)) == []


def test_one_is_locked_and_seen_as_it_is(session: Session) -> None:
    rules, others = company(session), company(session, "Somebody else")
    number = engagement(rules)
    row = rules.engagement(number)
    assert row is not None
    row.level = 2
    locked = rules.locked(number)
    assert locked is row
    assert locked.level == 2, "what this transaction has changed is not lost"
    assert others.locked(number) is None


def test_asks_by_person_message_and_state(session: Session) -> None:
    rules, others = company(session), company(session, "Somebody else")
    first, second = engagement(rules), engagement(rules)
    asked, declined = ask(rules, first, message="m"), ask(rules, second, state="declined", message="m")
    ask(others, engagement(others), message="m", state="declined")
    person = People(session, rules.organisation).all()[0].id or 0
    assert [each.id for each in rules.in_message("m")] == [asked, declined]
    assert [each.id for each in rules.asked_of(person)] == [asked]
    assert [each.id for each in rules.asked_of(person, "asked", "declined")] == [asked, declined]
    assert [each.id for each in rules.asks_of_person(person)] == [asked, declined]
    assert list(rules.to_decide()) == [second]
    assert {number: [each.id for each in some] for number, some in rules.asks_of_many([first, second]).items()} == {
        first: [asked],
        second: [declined],
    }
    row = rules.ask(asked)
    assert row is not None
    rules.remove(row)
    assert rules.asks(first) == []
    assert others.ask(declined) is None


def test_the_record_in_its_order(session: Session) -> None:
    rules = company(session)
    number, other = engagement(rules), engagement(rules)
    for of, what in ((number, "opened"), (number, "waived"), (other, "waived"), (number, "forced")):
        rules.add(Entry(organisation=rules.organisation, engagement=of, moment=NOW, what=what))
    assert [each.what for each in rules.entries(number)] == ["opened", "waived", "forced"]
    found = rules.entries_of_many([number, other], "waived", "forced")
    assert {key: [each.what for each in some] for key, some in found.items()} == {
        number: ["waived", "forced"],
        other: ["waived"],
    }
