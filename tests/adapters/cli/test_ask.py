"""`truce ask`: the same answers as in chat, for people at a terminal and for programs."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.directory.tokens import key
from storage.database import Database
from storage.directory import Contact, Directory
from storage.people import Organisation, People, Person
from tests.adapters.cli.conftest import Truce

Types = Callable[[bytes], None]
FAR = datetime(2999, 1, 7, tzinfo=UTC)


@pytest.fixture
def directory(sqlite_database: Database) -> int:
    """A small directory; everybody works at all hours, so that nobody is away at the time of the test."""
    with sqlite_database.write() as session:
        home = Organisation(name="Brightwater", zone="Europe/Vienna", country="")
        session.add(home)
        session.flush()
        company = home.id or 0
        people, rows = People(session, company), Directory(session, company)
        ids = {}
        for name in ("Carla Diaz", "Ben Stone", "Rosa Stein", "Leo Marx", "Tara Uhl", "Alice Ober"):
            mail = f"{name.split()[0].lower()}@brightwater.example"
            person = Person(organisation=company, name=name, email=mail, side="sales", zone="UTC", country="QQ")
            person.day_starts, person.day_ends = (
                person.day_starts.replace(0),
                person.day_ends.replace(23, 59, 59, 999999),
            )
            person.days = "0123456"
            ids[name] = people.add(person).id or 0
        people.set_roles(ids["Tara Uhl"], {"steward"})
        people.set_roles(ids["Alice Ober"], {"head"})
        pricing = rows.add_topic(
            "Pricing exceptions", key("Pricing exceptions"), {key("special prices"): "special prices"}
        )
        brand = rows.add_topic("Brand guidelines", key("Brand guidelines"), {})
        for topic, name, region in (
            (pricing, "Carla Diaz", "DACH"),
            (pricing, "Ben Stone", "Spain"),
            (brand, "Rosa Stein", ""),
        ):
            row = Contact(organisation=company, topic=topic.id or 0, person=ids[name], backup=ids["Leo Marx"])
            row.region, row.region_key = region, key(region)
            rows.add_contact(row)
    return company


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Lets standard input hold these bytes."""

    def hold(content: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return hold


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def emails(answer: dict[str, Any]) -> list[str]:
    return [each["email"] for each in answer["answers"]]


@pytest.mark.usefixtures("directory")
def test_a_question_is_answered_for_people(truce: Truce, url: str) -> None:
    told = truce("ask", "who approves special prizes in Austria?", DATABASE_URL=url)
    assert told.code == 0
    assert "Carla Diaz owns Pricing exceptions for DACH." in told.out
    assert "carla@brightwater.example" in told.out
    assert "Nobody is named for Austria alone." in told.out

    told = truce("ask", "who fixes laptops?", DATABASE_URL=url)
    assert "I don't know who to ask about “fixes laptops”." in told.out
    assert "Tara Uhl may know" in told.out


@pytest.mark.usefixtures("directory")
def test_each_line_gets_one_object(truce: Truce, url: str, types: Types) -> None:
    types("\ufeffpricing exceptions spain\r\n\nlaptop\nbrand guidelines\nwho is the head of Sales?\nthanks".encode())
    told = truce("ask", "--json", DATABASE_URL=url)
    found = objects(told.out)
    assert [each["question"] for each in found] == [
        "pricing exceptions spain",
        "",
        "laptop",
        "brand guidelines",
        "who is the head of Sales?",
        "thanks",
    ]
    assert [each["known"] for each in found] == [True, False, False, True, True, False]
    assert [emails(each) for each in found] == [
        ["ben@brightwater.example"],
        [],
        [],
        ["rosa@brightwater.example"],
        ["alice@brightwater.example"],
        [],
    ]
    assert found[0]["answers"][0] == {
        "name": "Ben Stone",
        "email": "ben@brightwater.example",
        "why": "owns Pricing exceptions for Spain",
    }
    assert found[4]["answers"][0]["why"] == "heads Sales"


def test_asking_counts_and_files_as_in_chat(
    truce: Truce, sqlite_database: Database, url: str, directory: int, types: Types
) -> None:
    types(b"laptop\nwho has a laptop?\nbrand guidelines\nhello\n\n")
    truce("ask", "--json", DATABASE_URL=url)
    with sqlite_database.read() as session:
        rows = Directory(session, directory)
        (filed,) = rows.open_questions()
        uses = {row.topic: (row.asked, row.answered) for row in rows.uses(date(2000, 1, 1))}
    assert (filed.words, filed.count) == ("laptop", 2)
    assert sorted(uses.values()) == [(1, 1), (2, 0)]


def test_who_is_away_or_has_left_is_not_named_first(
    truce: Truce, sqlite_database: Database, url: str, directory: int
) -> None:
    with sqlite_database.write() as session:
        people = People(session, directory)
        carla, ben = (people.by_email(f"{each}@brightwater.example") for each in ("carla", "ben"))
        assert carla is not None
        assert ben is not None
        carla.away_until, ben.left = FAR, True
        people.add(carla)
        people.add(ben)
    (away,) = objects(truce("ask", "--json", "pricing exceptions in Vienna", DATABASE_URL=url).out)
    assert emails(away) == ["leo@brightwater.example", "carla@brightwater.example"]
    assert "stands in for Carla Diaz, who owns Pricing exceptions for DACH" in away["answers"][0]["why"]
    assert "back 7 January 2999" in away["answers"][1]["why"]
    (left,) = objects(truce("ask", "--json", "pricing exceptions in Spain", DATABASE_URL=url).out)
    assert (left["known"], left["answers"]) == (False, [])


@pytest.mark.parametrize(
    "question",
    [
        "x" * 10_000,
        "pricing " * 5_000,
        "🤷" * 200,
        "من المسؤول عن الأسعار؟",
        "'; DROP TABLE contact; --",
        "<b>bold</b> <@U123> *x* {name} [a](https://b)",
        "\x00\x1b[31m",
        "?!",
        "%s %d {0}",
    ],
)
@pytest.mark.usefixtures("directory")
def test_whatever_is_asked_is_answered_politely(truce: Truce, url: str, types: Types, question: str) -> None:
    types(question.encode() + b"\n")
    told = truce("ask", "--json", DATABASE_URL=url)
    (found,) = objects(told.out)
    assert (told.code, found["question"], found["answers"] == []) == (0, question, not found["known"])


@pytest.mark.usefixtures("directory")
def test_bytes_that_are_no_text_do_no_harm(truce: Truce, url: str, types: Types) -> None:
    types(b"brand \xff\xfe guidelines\n\xc3\n")
    found = objects(truce("ask", "--json", DATABASE_URL=url).out)
    assert emails(found[0]) == ["rosa@brightwater.example"]
    assert [each["known"] for each in found] == [True, False]


@pytest.mark.usefixtures("directory")
def test_nothing_to_read_says_nothing(truce: Truce, url: str, types: Types) -> None:
    types(b"")
    told = truce("ask", "--json", DATABASE_URL=url)
    assert (told.code, told.out) == (0, "")


def test_an_empty_directory_says_so(truce: Truce, url: str) -> None:
    assert "The directory is empty so far." in truce("ask", "who does pricing?", DATABASE_URL=url).out


@pytest.mark.usefixtures("directory")
def test_hundreds_of_lines_are_each_answered(truce: Truce, url: str, types: Types) -> None:
    types(b"who handles pricing exceptions in germany\nlaptop number nine\n" * 125)
    found = objects(truce("ask", "--json", DATABASE_URL=url).out)
    assert [each["known"] for each in found] == [True, False] * 125
