"""A topic, and a region of the company's own, as they stand in practices.yaml."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field

from bot.conversation.model import Frozen
from bot.directory.checking import FOR, MOST_HELD, shown
from bot.directory.sheet_model import Here, Somebody, TopicHere
from storage.directory import Found, OwnRegion

MOST_ENTRIES: Final = 1_000
"""A topic's contacts, in this file."""
_MOST_VALUES: Final = 6_000
_MOST_LETTERS: Final = 300_000


def _on_one_line(given: object) -> object:
    """What can't be seen is a space: files and chats disagree about what such characters are."""
    return shown(given) if isinstance(given, str) else given


Text = Annotated[str, BeforeValidator(_on_one_line), Field(max_length=500)]
Name = Annotated[str, BeforeValidator(_on_one_line), Field(min_length=1, max_length=500)]


class ContactEntry(Frozen):
    """Who answers, by e-mail address, and for what. Empty: everywhere, for all."""

    person: Name
    region: Text = ""
    product: Text = ""
    segment: Text = ""
    account: Text = ""
    step: Text = ""
    backup: Text = ""


class TopicEntry(Frozen):
    """What is None is left out of the file, and stays as it is."""

    name: Name
    synonyms: Annotated[tuple[Name, ...], Field(max_length=MOST_ENTRIES)] | None = None
    steward: Text | None = None
    contacts: Annotated[tuple[ContactEntry, ...], Field(max_length=MOST_ENTRIES)] | None = None


class RegionEntry(Frozen):
    """A region that holds nothing is removed."""

    name: Name
    holds: Annotated[tuple[Name, ...], Field(max_length=MOST_HELD)]


def topic_entries(there: Here) -> Sequence[dict[str, Any]]:
    """All topics with their contacts; without these, or none at all, where that is too much for a file to be read.

    A directory that is too big is for the CSV.
    """
    people = {each.id: each for each in there.people}
    contacts: dict[int, list[Found]] = {each.id: [] for each in there.topics}
    for each in there.contacts:
        contacts[each.topic].append(each)
    topics = [_topic(each, people) for each in there.topics]
    whole = [
        topic | {"contacts": [_contact(row, people) for row in contacts[each.id]]}
        for each, topic in zip(there.topics, topics, strict=True)
    ]
    few = all(len(each) <= MOST_ENTRIES for each in contacts.values())
    return whole if few and fits(whole) else topics if fits(topics) else []


def region_entry(row: OwnRegion) -> dict[str, Any]:
    return {"name": row.name, "holds": row.holds.split("\n")}


def fits(entries: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a file with these, and the other sections, can still be read."""
    values, letters = _size(list(entries))
    return values <= _MOST_VALUES and letters <= _MOST_LETTERS


def _size(value: Any) -> tuple[int, int]:
    if not isinstance(value, list | Mapping):
        return 1, len(str(value)) + len("product: ")
    sizes = [_size(each) for each in (value.values() if isinstance(value, Mapping) else value)]
    return 1 + sum(each[0] for each in sizes), sum(each[1] for each in sizes)


def _topic(topic: TopicHere, people: Mapping[int, Somebody]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": topic.name, "synonyms": list(topic.synonyms.values())}
    steward = people.get(topic.steward) if topic.steward is not None else None
    return entry | ({"steward": steward.called} if steward else {})


def _contact(row: Found, people: Mapping[int, Somebody]) -> dict[str, Any]:
    backup = people.get(row.backup) if row.backup is not None else None
    named = {each: getattr(row, each) for each in ("region", *FOR, "step")} | {
        "backup": backup.called if backup else ""
    }
    return {"person": people[row.person].called} | {field: value for field, value in named.items() if value}
