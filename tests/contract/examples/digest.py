"""The Monday digest: all of it, and what it tells of changes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from bot.conversation.cards import Card, Part, heading, text
from bot.conversation.words import T
from bot.digest.digest_cards import digest_card
from bot.ports import DigestWeek
from bot.routes import DIGEST, DIGESTS
from bot.work import key_of
from storage.audit import Audit, Trail
from tests.contract.stage import Stage

WEEK = DigestWeek(
    begins=date(2027, 1, 4),
    zone="Europe/Vienna",
    start=datetime(2027, 1, 3, 23, tzinfo=UTC),
    end=datetime(2027, 1, 10, 23, tzinfo=UTC),
)
STEPS = ("created", "changed", "switched off", "switched on", "removed", "changed", "paused")


def _changes(stage: Stage) -> int:
    """A week in which practices changed; returns who reads of it."""
    head, ada = stage.person("Rosa Stein", "head"), stage.person("Ada Berg", "manager", side="marketing")
    trail = stage.work(head)[Audit]
    names = ("Brand manager on big deals", "Collateral before print", "Weekly pulse", "Sales and Marketing")
    for number in range(stage.many(6, 60)):
        name = stage.text(names[number % len(names)], 80)
        row = Trail(organisation=stage.organisation, what=STEPS[number % len(STEPS)], name=name)
        row.name = name if stage.tone == "ordinary" else f"{name} {number}"
        row.kind = ("rule", "rule", "pulse", "series", "gate")[number % 5]
        row.person = key_of(ada) if number % 3 else None
        row.moment = WEEK.start + timedelta(hours=number)
        row.words = stage.text("hours: 8 -> 16\nask: nothing -> Join it.", 500) if row.what == "changed" else ""
        trail.add(row)
    return key_of(head)


def what_changed(stage: Stage) -> Sequence[Part]:
    reader = _changes(stage)
    return DIGEST[-1](WEEK, stage.work(stage.person()), reader)


def a_whole_digest(stage: Stage) -> Card:
    reader = _changes(stage)
    return digest_card(DIGESTS.told(WEEK, stage.work(stage.person()), reader))


def a_short_digest(stage: Stage) -> Card:
    return digest_card([(heading(T("Next meetings")), text(T("{name}", name=stage.text("Sales and Marketing"))))])
