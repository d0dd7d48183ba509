"""What is wrong with a contact that somebody has filled in, by field: against the records there are."""

from collections.abc import Mapping
from typing import Final

from bot.conversation.forms import Values
from bot.conversation.words import T, Words
from bot.directory.assigning import not_to_be_named
from bot.directory.checking import FOR, check_name, check_region, spot
from bot.directory.finding import vocabulary_of
from bot.directory.places import Places
from bot.work import Work
from storage.directory import Contact, Directory
from storage.directory_pages import DirectoryPages

_KEYS: Final = (*(f"{field}_key" for field in FOR), "step")


def contact_errors(
    topic: int, contact: Contact | None, values: Values, scope: Mapping[str, str], work: Work
) -> dict[str, Words]:
    """`contact` is what it is now, if it is there; `scope` what it would be for, as it is kept."""
    places = vocabulary_of(work[Directory]).places
    found: dict[str, Words | None] = {field: check_name(field, scope[field]) for field in FOR}
    if contact is None or contact.region_key != scope["region_key"]:
        found["region"] = check_region(scope["region"], places)
    found["person"] = not_to_be_named(work.people.get(values["person"]))
    if values["backup"] is not None:
        found["backup"] = not_to_be_named(work.people.get(values["backup"])) or _same_one(values)
    errors = {field: words for field, words in found.items() if words}
    return errors or _there_already(topic, contact, values["person"], scope, places, work)


def _same_one(values: Values) -> Words | None:
    if values["backup"] != values["person"]:
        return None
    return T("That is who answers already. Please pick somebody else, or leave it empty.")


def _there_already(
    topic: int, contact: Contact | None, person: int, scope: Mapping[str, str], places: Places, work: Work
) -> dict[str, Words]:
    for other in work[DirectoryPages].of(topic, person):
        if other is not contact and _for_the_same(other, scope, places):
            name = work.people.some({person})[person].name
            words = T(
                "{name} is named for just this already. Please change that contact, or pick other words.", name=name
            )
            return {"person": words}
    return {}


def _for_the_same(other: Contact, scope: Mapping[str, str], places: Places) -> bool:
    """Whether they are for the same, also where one says Germany and the other Deutschland."""
    if any(getattr(other, field) != scope[field] for field in _KEYS):
        return False
    return spot(other.region, places) == spot(scope["region"], places)
