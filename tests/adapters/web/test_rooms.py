"""What many write at once into the playground's rooms."""

import asyncio

import pytest

from adapters.web.rooms import Rooms
from storage.database import Database
from storage.people import Organisation, Organisations
from storage.records import Session


def _named(name: str) -> Organisation:
    return Organisation(name=name)


async def test_everybody_gets_their_own_result(sqlite_database: Database) -> None:
    rooms = Rooms(sqlite_database)

    async def write(name: str) -> str:
        def job(session: Session) -> str:
            session.add(_named(name))
            return name

        return await rooms.write(job)

    names = [f"Company {number}" for number in range(20)]
    assert await asyncio.gather(*map(write, names)) == names
    with sqlite_database.read() as session:
        assert [each.name for each in Organisations(session).all()] == names


async def test_what_the_database_refuses_is_told_and_the_next_goes_on(sqlite_database: Database) -> None:
    rooms = Rooms(sqlite_database)

    def fails(_: Session) -> None:
        raise LookupError("no such room")

    with pytest.raises(LookupError, match="no such room"):
        await rooms.write(fails)
    assert await rooms.write(lambda _: "well") == "well"
