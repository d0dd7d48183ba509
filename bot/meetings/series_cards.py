"""How meeting series look: all of them, one of them, a single meeting, and what is said in their channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import (
    Buttons,
    Card,
    Choices,
    Divider,
    Fact,
    Facts,
    Option,
    Part,
    SmallPrint,
    button,
    heading,
    note,
    text,
)
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, Command, Listing, T, When, Who, Words, verbatim
from bot.meetings.series_actions import (
    CallOff,
    ChangeReaders,
    ChangeSeries,
    EndSeries,
    ListSeries,
    Move,
    NewSeries,
    PauseSeries,
    ResumeSeries,
    ShowMeeting,
    ShowSeries,
)
from bot.meetings.series_forms import POLICY
from bot.meetings.setup import seldom_words
from bot.meetings.standing import policy_of
from bot.meetings.upcoming import Slot
from storage.meetings import Series

MOST_SHOWN: Final = 12
MOST_NAMED: Final = 8
GONE: Final = note(T("This meeting is not there any more."))


@dataclass(frozen=True)
class Standing:
    """How a series stands: `ahead` are its next meetings, called off ones included.

    `solved` counts the problems that its meetings have solved.
    """

    series: Series
    number: int
    rhythm: Words
    ahead: tuple[Slot, ...] = ()
    owners: tuple[Who, ...] = ()
    readers: tuple[str, ...] = ()
    channels: int = 0
    seldom: bool = False
    may_change: bool = False
    solved: int = 0


# All of them


def list_card(standings: Sequence[Standing], *, may_set_up: bool) -> Card:
    parts: list[Part] = []
    for each in standings[:MOST_SHOWN]:
        parts += [text(_line(each)), Buttons(buttons=(button(T("Open"), ShowSeries(series=each.number)),)), Divider()]
    if not standings:
        parts.append(
            text(
                T(
                    "No meeting of Sales and Marketing is set up yet. I bring its agenda two days before, and remember "
                    "who does what until it is done."
                )
            )
        )
    if (more := len(standings) - MOST_SHOWN) > 0:
        parts.append(SmallPrint(words=TN("One more is not shown.", "{count} more are not shown.", more)))
    if may_set_up:
        parts.append(Buttons(buttons=(button(T("Set up a new one"), NewSeries(), style="primary"),)))
    return Card(title=T("Meetings"), parts=tuple(parts))


def _line(each: Standing) -> Words:
    about = T("**{name}**, {rhythm}.", name=each.series.name, rhythm=each.rhythm)
    return T("{about} {state}", about=about, state=_state(each))


def _state(each: Standing) -> Words:
    if each.series.state == "paused":
        return T("Paused.")
    following = next((slot for slot in each.ahead if not slot.off), None)
    if following is None:
        return T("No meeting is ahead.")
    return T("Next {when}.", when=When(at=following.starts))


# One of them


def series_card(each: Standing, thanks: Words = NOTHING) -> Card:
    series = each.series
    parts: list[Part] = [text(thanks)] if thanks else []
    if series.purpose:
        parts.append(text(verbatim(series.purpose)))
    parts.append(Facts(facts=_facts(each)))
    if each.seldom:
        parts.append(text(seldom_words(series.name)))
    parts.append(_where(each))
    if each.ahead:
        parts += [heading(T("Next meetings")), *(text(slot_line(slot)) for slot in each.ahead)]
    if each.may_change:
        parts += _changes(each)
    return Card(title=verbatim(series.name), parts=tuple(parts))


def _facts(each: Standing) -> tuple[Fact, ...]:
    series = each.series
    owners = Listing(items=each.owners) if each.owners else T("nobody")
    holidays = POLICY[policy_of(series)]
    facts = [
        Fact(label=T("When"), value=T("{rhythm} ({zone})", rhythm=each.rhythm, zone=series.zone)),
        Fact(label=T("How long"), value=TN("one minute", "{count} minutes", series.minutes)),
        Fact(label=T("Owners"), value=T("{owners}", owners=owners)),
        Fact(label=T("Agenda"), value=TN("a business day before", "{count} business days before", series.lead)),
        Fact(label=T("On a public holiday"), value=holidays),
    ]
    if each.readers:
        named = each.readers[:MOST_NAMED]
        more = len(each.readers) - len(named)
        people: Words = T("{people}", people=Listing(items=named))
        if more:
            people = TN("{people} and one more", "{people} and {count} more", more, people=people)
        facts.append(Fact(label=T("On Monday also to"), value=people))
    if each.solved:
        facts.append(Fact(label=T("Problems solved so far"), value=T("{number}", number=each.solved)))
    if series.state == "paused":
        facts.append(Fact(label=T("State"), value=T("paused")))
    return tuple(facts)


def _where(each: Standing) -> Part:
    here = Command(text=f"meetings here {each.series.name}")
    if not each.channels:
        return text(
            T(
                "It has no channel yet: until then its owners get the agenda directly. Type {command} in the channel "
                "where it belongs, on Slack, in Teams, or in both.",
                command=here,
            )
        )
    return SmallPrint(
        words=TN(
            "Agendas and minutes go to one channel. Type {command} in another one to add it.",
            "Agendas and minutes go to {count} channels. Type {command} in another one to add it.",
            each.channels,
            command=here,
        )
    )


def slot_line(slot: Slot) -> Words:
    """A meeting among others: when, and whether it was moved or called off."""
    when = When(at=slot.starts)
    why = slot.known.why if slot.known is not None else ""
    if slot.off:
        because = verbatim(why) if why else T("a public holiday")
        return T("{when}, called off ({why})", when=when, why=because)
    if slot.moved:
        return T("{when}, moved ({why})", when=when, why=verbatim(why))
    return T("{when}", when=when)


def _changes(each: Standing) -> tuple[Part, ...]:
    number = each.number
    singles = tuple(
        Option(label=slot_line(slot), press=press(ShowMeeting(series=number, occurrence=slot.key)))
        for slot in each.ahead
        if not slot.off
    )
    again = (
        button(T("Resume"), ResumeSeries(series=number), style="primary")
        if each.series.state == "paused"
        else button(T("Pause"), PauseSeries(series=number))
    )
    end = button(
        T("End it"),
        EndSeries(series=number),
        style="danger",
        confirm=T("There is no agenda any more. What was agreed stays."),
    )
    buttons = Buttons(
        buttons=(
            button(T("Change"), ChangeSeries(series=number)),
            button(T("Who reads of it"), ChangeReaders(series=number)),
            again,
            end,
            button(T("All of them"), ListSeries()),
        )
    )
    pick = (Choices(label=T("Move one, or call it off"), options=singles),) if singles else ()
    return (*pick, buttons)


def meeting_card(series: Series, number: int, slot: Slot) -> Card:
    """A single meeting, with what can be done about it."""
    where = {"series": number, "occurrence": slot.key}
    return Card(
        title=verbatim(series.name),
        parts=(
            text(slot_line(slot)),
            Buttons(buttons=(button(T("Move it"), Move(**where)), button(T("Call it off"), CallOff(**where)))),
        ),
    )


def here_card(series: Series, *, comes: bool, invite: bool) -> Card:
    """What is said where a channel was added, or taken away. `invite`: Truce may not be in it yet."""
    if not comes:
        return note(T("Agendas and minutes of “{name}” no longer come here.", name=series.name))
    words = T("Agendas and minutes of “{name}” come here from now on.", name=series.name)
    hint = SmallPrint(words=T("If I am not in this channel yet, invite me: /invite @Truce"))
    return Card(parts=(text(words), *((hint,) if invite else ())))


# Said in its channels


def called_off_card(series: Series, slot: Slot, who: Who, why: str, following: Slot | None) -> Card:
    words = T(
        "**{name}** on {when} does not take place. {who}: {why}",
        name=series.name,
        when=When(at=slot.starts),
        who=who,
        why=verbatim(why),
    )
    after = T("Next {when}.", when=When(at=following.starts)) if following is not None else NOTHING
    return Card(parts=(text(words), *((SmallPrint(words=after),) if after else ())))


def moved_card(series: Series, slot: Slot, to: When, who: Who, why: str) -> Card:
    return note(
        T(
            "**{name}** moves from {old} to {new}. {who}: {why}",
            name=series.name,
            old=When(at=slot.starts),
            new=to,
            who=who,
            why=verbatim(why),
        )
    )
