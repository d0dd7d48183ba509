"""Who is asked about an action item: its owner, or who acts for them; and who may decide about it."""

from collections.abc import Sequence

from bot.rights import Right, Role, may
from bot.superiors import heads_of, is_away, manager_of
from bot.work import Work, key_of
from storage.action_items import ActionItem
from storage.meetings import Meetings
from storage.people import Person


def owner_of(item: ActionItem, work: Work) -> Person | None:
    return work.people.get(item.owner) if item.owner is not None else None


def answering(item: ActionItem, work: Work) -> Person | None:
    """Who answers for it now: its owner, their stand-in while they are away, the manager of somebody who has left."""
    owner = owner_of(item, work)
    if owner is None:
        return decider(item, work)
    if owner.left:
        return successor(owner, work)
    return stand_in(owner, work) or owner


def stand_in(person: Person, work: Work) -> Person | None:
    """Who stands in for somebody that is out of office; None where nobody does, so that it waits for them."""
    if not is_away(person, work) or person.stand_in is None:
        return None
    row = work.people.get(person.stand_in)
    return row if row is not None and not row.left and not is_away(row, work) else None


def successor(person: Person, work: Work) -> Person | None:
    """Who is asked about what somebody left behind: the nearest manager who is here, else the heads, the liaison."""
    found = manager_of(person, work)
    others = work.people.with_role(Role.LIAISON, Role.HEAD, Role.ADMINISTRATOR)
    return found or next((each for each in others if key_of(each) != key_of(person)), None)


def chairs(item: ActionItem, work: Work) -> Sequence[Person]:
    """The owners of the meeting that it belongs to."""
    series = work[Meetings].series(item.series) if item.series is not None else None
    found = (work.people.get(each) for each in (series.owner, series.co_owner) if each is not None) if series else ()
    return [each for each in found if each is not None and not each.left]


def decider(item: ActionItem, work: Work) -> Person | None:
    """Who is told that it is declined, or that another day is proposed: who asked, else an owner of the meeting."""
    asker = work.people.get(item.asked_by) if item.asked_by is not None else None
    if asker is not None and not asker.left:
        return asker
    owner = owner_of(item, work)
    return next(iter((*chairs(item, work), *(heads_of(owner.side, work) if owner is not None else ()))), None)


def answers(item: ActionItem, person: int, work: Work) -> bool:
    """Whether somebody may answer for it. Who is away may still do so themselves."""
    owner = owner_of(item, work)
    if owner is not None and not owner.left and key_of(owner) == person:
        return True
    found = answering(item, work)
    return found is not None and key_of(found) == person


def decides(item: ActionItem, person: int, work: Work) -> bool:
    """Whether somebody may say when it is due, who does it, and that it is dropped."""
    if item.asked_by == person:
        return True
    if any(key_of(each) == person for each in chairs(item, work)):
        return True
    owner = owner_of(item, work)
    return may(work.people.roles(person), Right.CHANGE_MEETINGS) or (
        (owner is None or owner.left) and answers(item, person, work)
    )


def may_see(item: ActionItem, work: Work) -> bool:
    """What was agreed in a meeting is no secret; else it is the business of both, and of their sides."""
    person = work.person_id
    if item.series is not None or answers(item, person, work) or decides(item, person, work):
        return True
    people = work.people.some(each for each in (item.owner, item.asked_by) if each is not None)
    return any(each.side == work.person.side and each.side != "other" for each in people.values())
