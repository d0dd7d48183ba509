"""The directory in practices.yaml: what a file would change, what is refused and where; an export changes nothing."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from bot.directory.practice import DirectoryPractice, RegionPractice
from bot.practices import applying
from storage.database import Database
from storage.directory import Directory
from tests.bot.directory.books import NOW, Books
from tests.bot.directory.filling import CONTACTS, PEOPLE, TOPICS, filled

PRACTICES = (RegionPractice(), DirectoryPractice())
FILE = """\
regions:
  - name: Alpine South
    holds: [Switzerland, Northern Desk]
  - name: Northern Desk
    holds: [Austria, Munich]
directory:
  - name: Pricing
    synonyms: [discounts, rebates]
    steward: ANA@x.example
    contacts:
      - person: ana@x.example
        region: Alpine South
        step: Purchase
        backup: Sam Lee
      - person: Sam Lee
  - name: Events
"""
EVENTS = "directory:\n  - name: Events\n"
SAM = EVENTS + "    contacts:\n      - person: Sam Lee\n"


@pytest.fixture
def books(sqlite_database: Database) -> Books:
    books = Books(sqlite_database)
    books.adds("Ana Ruiz")
    books.adds("Sam Lee", None)
    return books


def applies(books: Books, text: str) -> list[str]:
    """What the file would change, or what is wrong; done, unless something is."""
    with books.database.write() as session:
        planned = applying.run(text.encode(), PRACTICES, applying.working(session, books.organisation, NOW))
        if planned.bad:
            session.rollback()
    return applying.plan_lines(planned, NOW)


def exports(books: Books) -> str:
    with books.database.read() as session:
        return applying.export(PRACTICES, applying.working(session, books.organisation, NOW))


def regions(books: Books) -> dict[str, list[str]]:
    with books.database.read() as session:
        return {each.name: each.holds.split("\n") for each in Directory(session, books.organisation).own_regions()}


def test_a_file_sets_up_regions_topics_and_contacts(books: Books) -> None:
    assert applies(books, FILE) == [
        "+ regions: Alpine South (new)",
        "    holds: Switzerland, Northern Desk",
        "+ regions: Northern Desk (new)",
        "    holds: Austria, Munich",
        "+ directory: Pricing (new)",
        "    synonyms: discounts, rebates",
        "    steward: ana@x.example",
        "    contacts: ana@x.example, Alpine South, purchase, (Sam Lee)",
        "    contacts: Sam Lee",
        "+ directory: Events (new)",
    ]
    assert regions(books) == {"Alpine South": ["Switzerland", "Northern Desk"], "Northern Desk": ["Austria", "Munich"]}
    assert books.contacts() == [
        ("Pricing", "Ana Ruiz", "Alpine South", "purchase", "(Sam Lee)"),
        ("Pricing", "Sam Lee"),
    ]
    assert books.topics() == {"Events": ([], ""), "Pricing": (["discounts", "rebates"], "Ana Ruiz")}
    assert {row["state"] for row in books.rows()["Contact"]} == {"new"}


def test_the_same_file_or_an_export_changes_nothing(books: Books) -> None:
    applies(books, FILE)
    before, edition = books.rows(), books.edition()
    for text in (FILE, exports(books)):
        assert applies(books, text) == ["Everything is as the file says."]
    assert (books.rows(), books.edition()) == (before, edition)


def test_what_is_left_out_stays_and_a_list_says_all(books: Books) -> None:
    applies(books, FILE)
    assert applies(books, "directory:\n  - name: pricing\n") == [
        "~ directory: pricing (changed)",
        "    name: Pricing -> pricing",
        "One that is set up here is not in the file, and stays as it is.",
    ]
    assert (len(books.contacts()), books.topics()["pricing"]) == (2, (["discounts", "rebates"], "Ana Ruiz"))
    text = """\
directory:
  - name: pricing
    synonyms: [rebates]
    steward: ""
    contacts:
      - person: Sam Lee
        product: Sensor X
      - person: ana@x.example
        region: Alpine South
        step: purchase
"""
    assert applies(books, text)[:-1] == [
        "~ directory: pricing (changed)",
        "    synonyms: discounts, rebates -> rebates",
        "    steward: ana@x.example -> nothing",
        "    contacts: nothing -> Sam Lee, Sensor X",
        "    contacts: ana@x.example, Alpine South, purchase, (Sam Lee) -> ana@x.example, Alpine South, purchase",
        "    contacts: Sam Lee -> nothing",
    ]
    assert books.contacts() == [
        ("pricing", "Ana Ruiz", "Alpine South", "purchase"),
        ("pricing", "Sam Lee", "Sensor X"),
    ]


def test_a_region_is_changed_and_removed_by_holding_nothing(books: Books) -> None:
    applies(books, FILE)
    edition = books.edition()
    assert applies(books, "regions:\n  - name: northern desk\n    holds: [Austria]\n")[:3] == [
        "~ regions: northern desk (changed)",
        "    holds: Austria, Munich -> Austria",
        "    name: Northern Desk -> northern desk",
    ]
    assert books.edition() != edition
    assert applies(books, "regions:\n  - name: Alpine South\n    holds: []\n")[0] == "- regions: Alpine South (ends)"
    assert regions(books) == {"northern desk": ["Austria"]}
    # A contact names it still, and may go on doing so.
    assert applies(books, exports(books)) == ["Everything is as the file says."]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("regions:\n  - name: Alps\n    holds: [Austria, Swizerland]\n", 2, "Did you mean Switzerland?"),
        ("regions:\n  - name: Alps\n    holds: [Austria]\n  - name: ALPS\n    holds: [Italy]\n", 4, "two of this name"),
        ("regions:\n  - name: Worldwide\n    holds: [Austria]\n", 2, "means everywhere already"),
        ("regions:\n  - name: Alps\n", 2, "“holds” is missing."),
        ("directory:\n  - name: '!!!'\n", 2, "no letters or digits"),
        (EVENTS + "  - name: event\n", 3, "two of this name"),
        (EVENTS + "    synonyms: ['a;b']\n", 3, "has a semicolon"),
        (
            EVENTS + "    steward: zoe@x.example\n",
            3,
            "I know nobody with the address zoe@x.example. Import them first.",
        ),
        (EVENTS + "    contacts:\n      - person: Zoe\n", 4, "I know nobody"),
        (EVENTS + "    contacts:\n      - region: DACH\n", 4, "“person” is missing."),
        (SAM + "        step: lead\n", 4, "no step “lead”"),
        (SAM + "        region: DAHC\n", 4, "Did you mean DACH?"),
        (SAM + "        backup: Sam Lee\n", 4, "The backup is the contact."),
        (SAM + "      - person: Sam Lee\n", 5, "stands here twice"),
        (EVENTS + "    contacts:\n      - person: Lea\n", 4, "Lea has left."),
        (EVENTS + "    contact: []\n", 3, "Did you mean “contacts”?"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_done(books: Books, text: str, line: int, said: str) -> None:
    books.adds("Lea", None, left=True)
    before = books.rows(), books.edition()
    (told,) = applies(books, text)
    assert re.match(rf"Line {line}: ", told), told
    assert said in told
    assert (books.rows(), books.edition()) == before


@pytest.mark.parametrize(("topics", "contacts", "whole"), [(20, 40, True), (20, 200, False), (3_000, 1, False)])
def test_a_directory_that_is_too_big_for_it_is_left_to_the_csv(
    books: Books, topics: int, contacts: int, *, whole: bool
) -> None:
    rows = [f"Topic {n % topics},s;t;u,,ana@x.example,,,P{n},,,,," for n in range(topics * contacts)]
    books.imports(*rows)
    text = exports(books)
    assert ("contacts:" in text) == whole
    assert ("name: Topic 7" in text) == (topics < 1_000)
    assert applies(books, text) == ["Everything is as the file says."]
    assert len(books.contacts()) == topics * contacts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topics=TOPICS, people=PEOPLE, contacts=CONTACTS)
def test_applying_an_export_changes_nothing_twice(
    books: Books,
    topics: list[tuple[str, list[str]]],
    people: list[tuple[str, bool, bool]],
    contacts: list[tuple[int, int, int, dict[str, str]]],
) -> None:
    here = Books(books.database, "Anew")
    filled(here, topics, people, contacts)
    before, edition, text = here.rows(), here.edition(), exports(here)
    for _ in range(2):
        assert applies(here, exports(here)) == ["Everything is as the file says."]
    assert (here.rows(), here.edition(), exports(here)) == (before, edition, text)
