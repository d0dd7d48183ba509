"""The directory at a glance, how well it is kept, and its topics, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Option,
    Part,
    SmallPrint,
    button,
    note,
    text,
)
from bot.conversation.payloads import Action, press
from bot.conversation.words import TN, Command, T, Words, verbatim
from bot.directory.edit_actions import (
    FindTopic,
    GetDirectoryFile,
    ListTopics,
    NewTopic,
    ShowOverview,
    ShowRegions,
    ShowTopic,
)
from storage.directory import Topic

PAGE: Final = 25
"""So many topics are offered at once."""
MOST_WAITING: Final = 10
STATE_WORDS: Final[Mapping[str, Words]] = {
    "confirmed": T("Confirmed"),
    "new": T("Not confirmed yet"),
    "stale": T("Not confirmed in time"),
    "declined": T("Says that it is somebody else"),
    "left": T("The person has left"),
}


@dataclass(frozen=True)
class Standing:
    """A topic, and how many of its contacts are in which state."""

    topic: Topic
    states: Mapping[str, int]

    @property
    def contacts(self) -> int:
        return sum(self.states.values())

    @property
    def waits(self) -> bool:
        """Whether somebody should look at it."""
        return not self.contacts or any(self.states.get(state) for state in ("left", "declined", "stale"))


def overview_card(standings: Sequence[Standing], waiting: Sequence[Standing], *, may_tend: bool) -> Card:
    """`waiting`: what whoever looks may put right. `may_tend`: they may change all of the directory."""
    if not standings:
        return _nothing_yet(may_tend=may_tend)
    parts: list[Part] = [text(_how_many(standings)), *_states(standings)]
    if waiting:
        parts.append(_choice(T("Needs looking at"), waiting[:MOST_WAITING], _trouble))
    if len(standings) <= PAGE:
        parts.append(_choice(T("Look at a topic"), standings, _contacts))
    shown: list[Button] = [button(T("New topic"), NewTopic(), style="primary")] if may_tend else []
    if len(standings) > PAGE:
        shown += [button(T("Find a topic"), FindTopic()), button(T("All topics"), ListTopics())]
    if len(waiting) > MOST_WAITING:
        shown.append(button(T("All to look at"), ListTopics(waiting=True)))
    shown.append(button(T("Own regions"), ShowRegions()))
    if may_tend:
        shown.append(button(T("Get it as a CSV"), GetDirectoryFile()))
    parts.append(Buttons(buttons=tuple(shown)))
    parts.append(_how_to_ask())
    return Card(title=T("Who to contact"), parts=tuple(parts))


def _nothing_yet(*, may_tend: bool) -> Card:
    said = T(
        "There are no topics yet. A topic is what people ask about, such as “pricing exceptions”; its contacts are "
        "who answers, for a region or product each."
    )
    parts: list[Part] = [text(said)]
    if may_tend:
        new = button(T("New topic"), NewTopic(), style="primary")
        parts.append(Buttons(buttons=(new, button(T("Own regions"), ShowRegions()))))
    return Card(title=T("Who to contact"), parts=tuple(parts))


def _how_many(standings: Sequence[Standing]) -> Words:
    return T(
        "{topics} with {contacts}.",
        topics=TN("One topic", "{count} topics", len(standings)),
        contacts=TN("one contact", "{count} contacts", sum(each.contacts for each in standings)),
    )


def _states(standings: Sequence[Standing]) -> tuple[Part, ...]:
    counts = {state: sum(each.states.get(state, 0) for each in standings) for state in STATE_WORDS}
    facts = tuple(
        Fact(label=words, value=T("{count}", count=counts[state]))
        for state, words in STATE_WORDS.items()
        if counts[state]
    )
    return (Facts(facts=facts),) if facts else ()


def _choice(label: Words, standings: Sequence[Standing], said: Callable[[Standing], Words]) -> Choices:
    options = (Option(label=said(each), press=press(ShowTopic(topic=each.topic.id or 0))) for each in standings)
    return Choices(label=label, options=tuple(options))


def _contacts(each: Standing) -> Words:
    if not each.contacts:
        return T("{name}, no contact", name=each.topic.name)
    return TN("{name}, one contact", "{name}, {count} contacts", each.contacts, name=each.topic.name)


def _trouble(each: Standing) -> Words:
    name = each.topic.name
    if left := each.states.get("left", 0):
        return TN("{name}: one contact has left", "{name}: {count} contacts have left", left, name=name)
    if declined := each.states.get("declined", 0):
        return TN("{name}: one says it is not them", "{name}: {count} say it is not them", declined, name=name)
    if stale := each.states.get("stale", 0):
        return TN("{name}: one is not confirmed", "{name}: {count} are not confirmed", stale, name=name)
    return T("{name}: no contact yet", name=name)


def _how_to_ask() -> SmallPrint:
    return SmallPrint(
        words=T("{who} finds the right person: say in your own words what you need.", who=Command(text="who"))
    )


# The topics


def topics_card(standings: Sequence[Standing], action: ListTopics) -> Card:
    """A page of those that an action asks for: all of them are given, in their order."""
    if not standings:
        return _none_like(action)
    pages = -(-len(standings) // PAGE)
    page = min(max(action.page, 0), pages - 1)
    shown = standings[page * PAGE : (page + 1) * PAGE]
    parts: list[Part] = []
    if action.typed:
        parts.append(text(T("Topics that are called something like “{typed}”.", typed=action.typed)))
    if action.waiting:
        parts.append(text(T("Their contacts have left, are not confirmed, or there are none yet.")))
    parts.append(_choice(_which(page, pages, len(standings)), shown, _trouble if action.waiting else _contacts))
    beside = turns(action, page, pages)
    parts.append(
        Buttons(buttons=(*beside, button(T("Find a topic"), FindTopic()), button(T("Overview"), ShowOverview())))
    )
    title = T("To look at") if action.waiting else T("Topics")
    return Card(title=title, parts=tuple(parts))


def _none_like(action: ListTopics) -> Card:
    if action.typed:
        words = T("No topic is called anything like “{typed}”.", typed=action.typed)
    elif action.waiting:
        words = T("Nothing to look at: every topic has contacts, and all of them are confirmed or were named lately.")
    else:
        words = T("There are no topics yet.")
    back = Buttons(buttons=(button(T("Overview"), ShowOverview()),))
    return Card(parts=(text(words), back))


def turns(action: Action, page: int, pages: int) -> tuple[Button, ...]:
    """The buttons to the pages beside this one, for an action that has a `page`."""
    there = ((T("Previous"), page - 1), (T("Next"), page + 1))
    return tuple(button(label, action.model_copy(update={"page": to})) for label, to in there if 0 <= to < pages)


def _which(page: int, pages: int, count: int) -> Words:
    if pages == 1:
        return TN("One topic", "{count} topics", count)
    first, last = page * PAGE + 1, min((page + 1) * PAGE, count)
    return T("{first} to {last} of {count}", first=first, last=last, count=count)


def file_card(content: str) -> Card:
    """`content`: the directory as a CSV."""
    words = T(
        "All topics and contacts. On the server **{command}** reads it in again.",
        command=verbatim("truce directory import"),
    )
    file = File(name="directory.csv", media_type="text/csv", content=content)
    return Card(title=T("The directory"), parts=(text(words), file))


def too_big_card(contacts: int) -> Card:
    """Instead of a file that no chat takes."""
    return note(
        T(
            "{contacts} contacts are too many for a file in a chat. On the server **{command}** writes it.",
            contacts=contacts,
            command=verbatim("truce directory export"),
        )
    )


def gone_card() -> Card:
    return note(T("This is not in the directory any more. Perhaps somebody else has removed it."))
