"""An owner of a series has left: the co-owner and the leaver's manager are asked who takes over. The first word counts.

And two records of one person become one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.meetings.door import GONE_REPLY, may_change, refused
from bot.meetings.keeping import Keeping
from bot.meetings.owner_cards import ask_card, settled_card
from bot.meetings.ports import Ports
from bot.meetings.series_actions import NameOwner, TakeOver
from bot.meetings.series_forms import owner_form
from bot.meetings.setup import BOTH_SIDES, setup_of
from bot.meetings.standing import series_id
from bot.rights import Role
from bot.superiors import manager_of
from bot.work import Work, key_of
from storage.meetings import Meetings, Series
from storage.people import Person


@dataclass(frozen=True)
class Owners:
    ports: Ports

    def left(self, number: int, work: Work) -> None:
        """They have left, are back, or are away; only who has left is replaced."""
        person = work.people.get(number)
        if person is None or not person.left:
            return
        for series in work[Meetings].owned_by(number):
            for other in _asked(series, person, work):
                card = ask_card(series, person, _successor(series, person, work), key_of(other))
                key = ask_key(series, number, key_of(other))
                if not work.update(key, card):
                    work.send(other, card, key=key, attention=Attention.ALERT)

    def take_over(self, action: TakeOver, work: Work) -> Reply:
        found = self._open(action, work)
        if not isinstance(found, tuple):
            return found
        series, leaver = found
        to = _successor(series, leaver, work)
        if to is None:
            return Whisper(card=note(T("I know no manager of theirs who is here. Please name somebody.")))
        return self._settle(series, leaver, to, work)

    def name_form(self, action: NameOwner, work: Work) -> Form | Reply:
        found = self._open(action, work)
        if not isinstance(found, tuple):
            return found
        return owner_form(action, found[0], _successor(*found, work))

    def name(self, action: NameOwner, values: Values, work: Work) -> Reply:
        found = self._open(action, work)
        if not isinstance(found, tuple):
            return found
        series, leaver = found
        person = work.people.get(values["person"])
        if person is None or (wrong := _wrong(series, leaver, person, work)):
            words = T("I don't find this person. Please choose somebody else.") if person is None else wrong
            return FormErrors(errors={"person": words or T("Please choose somebody else.")})
        return self._settle(series, leaver, person, work)

    def _open(self, action: TakeOver | NameOwner, work: Work) -> tuple[Series, Person] | Reply:
        """A series whose owner has left, for somebody who may say who takes over; else what to tell them."""
        series = work[Meetings].locked_series(action.series)
        leaver = work.people.get(action.leaver)
        if series is None or leaver is None or series.state == "ended":
            return GONE_REPLY
        if action.leaver not in {series.owner, series.co_owner} or not leaver.left:
            return Update(card=settled_card(series, _owners(series, work)))
        asked = {key_of(each) for each in _asked(series, leaver, work)}
        if work.person_id not in asked and not may_change(series, work):
            return refused(series, work, "name a new owner")
        return series, leaver

    def _settle(self, series: Series, leaver: Person, to: Person, work: Work) -> Reply:
        asked = _asked(series, leaver, work)
        gone, number = key_of(leaver), key_of(to)
        setup = setup_of(series, work)
        owner, co_owner = (number if each == gone else each for each in (setup.owner, setup.co_owner))
        Keeping(self.ports).change(series, replace(setup, owner=owner, co_owner=co_owner), work)
        card = settled_card(series, _owners(series, work))
        for each in asked:
            work.update(ask_key(series, gone, key_of(each)), card)
        if number != work.person_id and number not in {key_of(each) for each in asked}:
            key = f"{ask_key(series, gone, number)} told"
            work.send(to, card, key=key, attention=Attention.ALERT)
        return Update(card=card)


def ask_key(series: Series, leaver: int, asked: int) -> str:
    return f"series {series_id(series)} owner {leaver} left {asked}"


def _asked(series: Series, leaver: Person, work: Work) -> Sequence[Person]:
    """Who is asked: the other owner, and the leaver's manager."""
    number = next((each for each in (series.owner, series.co_owner) if each not in {None, leaver.id}), None)
    other = work.people.get(number) if number is not None else None
    both = (other, manager_of(leaver, work))
    found = {key_of(each): each for each in both if each is not None and not each.left}
    if not found:
        found = {key_of(each): each for each in work.people.with_role(Role.LIAISON, Role.ADMINISTRATOR)}
    return list(found.values())


def _successor(series: Series, leaver: Person, work: Work) -> Person | None:
    """Who is suggested: the leaver's manager, if they may be the owner."""
    found = manager_of(leaver, work)
    return found if found is not None and _wrong(series, leaver, found, work) is None else None


def _wrong(series: Series, leaver: Person, to: Person, work: Work) -> Words | None:
    if to.left:
        return T("{who} is no longer here. Please choose somebody else.", who=to.name)
    number = next((each for each in (series.owner, series.co_owner) if each not in {None, leaver.id}), None)
    other = work.people.get(number) if number is not None else None
    sides = {to.side, other.side} if other is not None and not other.left else {to.side, *(BOTH_SIDES - {to.side})}
    if sides != BOTH_SIDES:
        return T("One owner is from Sales and the other from Marketing. Please choose one of each.")
    return None


def _owners(series: Series, work: Work) -> Sequence[Person]:
    people = work.people.some(each for each in (series.owner, series.co_owner) if each is not None)
    return [people[each] for each in (series.owner, series.co_owner) if each in people and not people[each].left]


def merged(kept: int, gone: int, work: Work) -> None:
    """Two records of one person become one: what both of them said is said once, and nobody owns a series twice."""
    meetings = work[Meetings]
    for row in meetings.twice(kept, gone):
        meetings.remove(row)
    for series in meetings.owned_by(gone):
        if {series.owner, series.co_owner} == {kept, gone}:
            series.owner, series.co_owner = kept, None
            meetings.add(series)
