"""Sides from user groups and teams: an administrator says which group is which side, and its members follow."""

import re
from collections.abc import Iterable
from datetime import datetime

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, Text, button, text
from bot.conversation.events import GroupLeft, GroupSeen
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import NOTHING, TN, Command, T, Words
from bot.people.actions import MapGroup, Side
from bot.people.words import SIDE_WORDS
from bot.rights import Right
from bot.work import Work, key_of
from storage.people import Person, SideGroup

MOST_SHOWN = 15

_SALES = re.compile(r"sales|account[-_ ]?exec|\bsdrs?\b|\bbdrs?\b|vertrieb|ventas|ventes", re.IGNORECASE)
_MARKETING = re.compile(r"marketing|\bbrand\b|\bdemand[-_ ]?gen", re.IGNORECASE)


def suggestion(handle: str) -> Side | None:
    """The side that a group's name speaks of; None if it speaks of neither, or of both."""
    sales, marketing = bool(_SALES.search(handle)), bool(_MARKETING.search(handle))
    if sales == marketing:
        return None
    return "sales" if sales else "marketing"


def group_seen(event: GroupSeen, work: Work) -> None:
    row = work.people.group(event.platform, event.workspace, event.group)
    if row is not None and row.seen_at is not None and event.at < row.seen_at:
        return
    row = row or SideGroup(
        organisation=work.people.organisation,
        platform=event.platform,
        workspace=event.workspace,
        external=event.group,
    )
    row.handle, row.seen_at = event.handle or row.handle, event.at
    work.people.add(row)
    if row.side in SIDE_WORDS and row.side != "other":
        _follow(row, event.members, work)


def group_left(event: GroupLeft, work: Work) -> None:
    """Who was taken out of a group loses the side it gave. Whether they have left the company, the platform is asked.

    What was seen of somebody later counts for more. Who can't be told by their id is found by reading everybody.
    """
    where = event.platform, event.workspace
    accounts = work.people.accounts_here(*where, set(event.members))
    gone = [each for each in accounts.values() if each.active and (each.seen_at is None or each.seen_at <= event.at)]
    row = work.people.group(*where, event.group)
    lost = _lose(row, event.at, {each.person for each in gone}, work) if row is not None else False
    for account in gone:
        work.look_for(account)
    if lost or len(accounts) < len(set(event.members)):
        work.read_roster(*where)


def _lose(row: SideGroup, at: datetime, outside: set[int], work: Work) -> bool:
    """Say whether somebody lost their side by it, and another group may give them theirs."""
    if row.seen_at is not None and at < row.seen_at:
        return False
    row.seen_at = at  # a reading that began before is out of date
    work.people.add(row)
    losing = [person for person in work.people.in_group(row.id or 0) if key_of(person) in outside]
    _take_sides(losing, work)
    others = (each for each in work.people.groups() if each is not row and each.platform == row.platform)
    return bool(losing) and any(each.side in {"sales", "marketing"} for each in others)


def _take_sides(people: Iterable[Person], work: Work) -> None:
    for person in people:
        person.side, person.side_from, person.side_group = "other", "", None
        work.people.add(person)


def _follow(row: SideGroup, members: tuple[str, ...], work: Work) -> None:
    """Members take the group's side, unless they or a file have said theirs; who left the group has none again."""
    accounts = work.people.accounts_here(row.platform, row.workspace, set(members))
    inside = {account.person for account in accounts.values()}
    for person in work.people.some(inside).values():
        if person.side_from == "" or (person.side_from == "group" and person.side_group in {None, row.id}):
            person.side, person.side_from, person.side_group = row.side, "group", row.id
            work.people.add(person)
    _let_go(row, inside, work)


def _let_go(row: SideGroup, inside: set[int], work: Work) -> None:
    _take_sides((each for each in work.people.in_group(row.id or 0) if key_of(each) not in inside), work)


def groups(_: str, work: Work) -> Reply:
    """The command."""
    return Whisper(card=groups_card(work))


def map_group(action: MapGroup, work: Work) -> Reply:
    work.require(Right.CHANGE_PEOPLE)
    row = work.people.group_by_id(action.group)
    if row is not None and row.side != action.side:
        row.side = action.side
        work.people.add(row)
        if action.side == "other":
            _let_go(row, set(), work)
        else:
            for person in work.people.in_group(action.group):
                person.side = action.side
                work.people.add(person)
            if row.platform != "web":
                work.read_roster(row.platform, row.workspace)  # it tells who is in the group
    return Update(card=groups_card(work))


def groups_card(work: Work) -> Card:
    rows = sorted(work.people.groups(), key=lambda row: (bool(row.side), not suggestion(row.handle), row.handle))
    if not rows:
        return Card(
            title=T("Sides from groups"),
            parts=(text(T("I know of no user groups or teams yet. They come with the next member list.")),),
        )
    parts: list[Part] = [text(T("Which of these groups are a side? Their members follow, also later on."))]
    for row in rows[:MOST_SHOWN]:
        parts += [Text(words=_state(row)), Buttons(buttons=_buttons(row))]
    if len(rows) > MOST_SHOWN:
        more = len(rows) - MOST_SHOWN
        parts.append(SmallPrint(words=TN("One more group is not shown.", "{count} more groups are not shown.", more)))
    parts.append(SmallPrint(words=T("What a file or the person says counts for more than a group.")))
    return Card(title=T("Sides from groups"), parts=tuple(parts))


def waiting_groups(work: Work) -> list[Part]:
    """At home, for those who may decide: groups that look like a side, and nobody has said."""
    if not work.may(Right.CHANGE_PEOPLE):
        return []
    count = sum(row.side == "" and suggestion(row.handle) is not None for row in work.people.groups())
    if not count:
        return []
    return [
        text(
            TN(
                "One user group looks like Sales or Marketing. Say which with {groups}.",
                "{count} user groups look like Sales or Marketing. Say which with {groups}.",
                count,
                groups=Command(text="groups"),
            )
        )
    ]


def _state(row: SideGroup) -> Words:
    name = row.handle or row.external
    match row.side:
        case "":
            return T("**{name}**: not decided", name=name)
        case "other":
            return T("**{name}**: neither", name=name)
        case side:
            return T("**{name}**: {side}", name=name, side=SIDE_WORDS.get(side, NOTHING))


def _buttons(row: SideGroup) -> tuple[Button, ...]:
    likely = suggestion(row.handle) if not row.side else None
    labels: tuple[tuple[Side, Words], ...] = (
        ("sales", T("Sales")),
        ("marketing", T("Marketing")),
        ("other", T("Neither")),
    )
    return tuple(
        button(label, MapGroup(group=row.id or 0, side=side), style="primary" if side == likely else "plain")
        for side, label in labels
        if side != row.side
    )
