"""Brightwater's directory: who answers for what, on both sides."""

from collections.abc import Mapping

from bot.directory.tokens import key
from storage.directory import Contact, Directory
from storage.people import People
from tests.driver import World

PRICING = "Pricing exceptions"
STORIES = "Case studies"
BRAND = "Brand guidelines"

_TOPICS: Mapping[str, tuple[str, ...]] = {
    PRICING: ("special prices", "discount approval"),
    STORIES: ("success stories", "customer references"),
    BRAND: ("logo", "corporate design"),
}
_CONTACTS = (
    (PRICING, "Carla Diaz", "DACH", "Dan Wolf"),
    (PRICING, "Ben Stone", "North America", ""),
    (STORIES, "Olga Petrova", "", ""),
    (BRAND, "Rosa Stein", "", ""),
)
STEWARD = "Tara Uhl"
NAMED = (STEWARD, *(name for contact in _CONTACTS for name in (contact[1], contact[3]) if name))
"""Without these people it can't be filled."""


def fill(world: World) -> None:
    """Keep the directory, and make somebody its steward."""
    with world.database.write() as session:
        people, directory = People(session, world.organisation), Directory(session, world.organisation)
        ids = {person.name: person.id or 0 for person in people.all()}
        people.set_roles(ids[STEWARD], {"member", "steward"})
        topics = {}
        for name, synonyms in _TOPICS.items():
            topics[name] = directory.add_topic(name, key(name), {key(each): each for each in synonyms}).id or 0
        for topic, name, region, backup in _CONTACTS:
            row = Contact(organisation=world.organisation, topic=topics[topic], person=ids[name])
            row.region, row.region_key, row.backup = region, key(region), ids.get(backup)
            directory.add_contact(row)


def hand_over(world: World, topic: str, before: str, after: str) -> None:
    """Somebody else is the contact from now on."""
    with world.database.write() as session:
        people, directory = People(session, world.organisation), Directory(session, world.organisation)
        ids = {person.name: person.id or 0 for person in people.all()}
        found = directory.topic_by_key(key(topic))
        assert found is not None
        for row in directory.contacts(found.id):
            if row.person == ids[before]:
                row.person, row.state = ids[after], "new"
                directory.change_contact(row)
