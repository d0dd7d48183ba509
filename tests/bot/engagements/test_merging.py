"""Two records of one person were asked the same: the surer answer counts, and nothing is asked twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.events import TimerDue
from bot.engagements.leaving import merged
from bot.timing import Holidays
from bot.work import Work, key_of
from storage.database import Database
from storage.people import Organisation, People, Person
from storage.rules import Ask, Engagement, Rule, Rules

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kept", "gone", "left"),
    [
        ("asked", "joined", "joined"),
        ("joined", "asked", "joined"),
        ("handed", "asked", "asked"),
        ("changes", "declined", "changes"),
        ("released", "handed", "handed"),
    ],
)
def test_of_two_asks_for_the_same(kept: str, gone: str, left: str, sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        row = Organisation(name="Brightwater")
        session.add(row)
        session.flush()
        work = Work(People(session, row.id or 0), TimerDue(key="1", at=NOW, timer=1), NOW, Holidays())
        one, other = (work.people.add(Person(organisation=row.id or 0, name=name)) for name in ("Ann", "Ann Berg"))
        rule = {"key": "big", "name": "Big", "kind": "deal", "condition": "true", "created": NOW, "changed": NOW}
        number = work[Rules].add(Rule.model_validate({"organisation": row.id, **rule})).id or 0
        engagement = Engagement(organisation=row.id or 0, rule=number, kind="deal", subject=1, opened=NOW, due=NOW)
        work[Rules].add(engagement)
        for person, state, target in ((one, kept, 0), (other, gone, 0), (other, "asked", 1)):
            asked = Ask(
                organisation=row.id or 0,
                engagement=engagement.id or 0,
                target=target,
                person=key_of(person),
                state=state,
                asked=NOW,
                due=NOW + timedelta(hours=key_of(person)),
            )
            work[Rules].add(asked)
        merged(key_of(one), key_of(other), work)
        found = work[Rules].asks(engagement.id or 0)
        assert [(each.person, each.target, each.state) for each in found] == [
            (one.id, 0, left),
            (other.id, 1, "asked"),  # it is moved with all other rows
        ]
        assert found[0].due == NOW + timedelta(hours=key_of(other)), "the later deadline"
