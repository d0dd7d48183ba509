"""Records of one person become one on both kinds of database."""

from datetime import UTC, datetime
from typing import Any

from storage.database import Database
from storage.deliveries import Delivery
from storage.merging import point_to
from storage.people import Organisations, People, Person, PersonAccount, RoleGiven, SamePerson

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_every_row_of_the_one_is_the_others_from_then_on(database: Database) -> None:
    with database.write() as session:
        organisation = Organisations(session).add("Fernbrook").id or 0
        people = People(session, organisation)
        kept, gone, third = (
            people.add(Person(organisation=organisation, name=name)).id or 0 for name in ("Ana", "Ana too", "Ben")
        )
        for person, roles in ((kept, ["head"]), (gone, ["head", "liaison"])):
            people.set_roles(person, roles)
        for person, user in ((kept, "U1"), (gone, "U2")):
            people.add(
                PersonAccount(organisation=organisation, person=person, platform="slack", workspace="T", external=user)
            )
        people.add(SamePerson(organisation=organisation, one=kept, other=third))
        people.add(SamePerson(organisation=organisation, one=gone, other=third))
        ben = people.get(third)
        assert ben is not None
        ben.manager = ben.stand_in = gone
        waits: dict[str, Any] = {
            "key": "k",
            "attention": "alert",
            "priority": 1,
            "card": "{}",
            "not_before": NOW,
            "created": NOW,
        }
        session.add(Delivery(id="d", organisation=organisation, platform="slack", workspace="T", person=gone, **waits))
        point_to(session, kept, gone)
    with database.read() as session:
        people = People(session, organisation)
        assert people.get(gone) is None
        assert people.roles(kept) == {"head", "liaison"}
        assert [row.external for row in people.accounts(kept)] == ["U1", "U2"]
        assert [(row.one, row.other) for row in people.likenesses()] == [(kept, third)]
        ben = people.get(third)
        assert ben is not None
        assert (ben.manager, ben.stand_in) == (kept, kept)
        delivery = session.get(Delivery, "d")
        assert delivery is not None
        assert delivery.person == kept
        assert session.get(RoleGiven, 1) is not None
