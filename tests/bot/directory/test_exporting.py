"""A directory as a file: what stands in it, and that importing it changes nothing, whatever is in it."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.directory.reporting import report_lines
from storage.database import Database
from tests.bot.directory.books import HEAD, Books
from tests.bot.directory.filling import CONTACTS, PEOPLE, TOPICS, filled


@pytest.fixture
def books(sqlite_database: Database) -> Books:
    return Books(sqlite_database)


def rows(books: Books) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(books.exports())))


def test_each_contact_is_a_line_that_stands_for_itself(books: Books) -> None:
    ana, ben = books.adds("Ana Ruiz", side="sales"), books.adds("Ben Okoro", side="marketing")
    pricing = books.keeps("Pricing", "discounts", "rebates", steward=ben)
    books.names(pricing, ana, backup=ben, region="DACH", product="Sensor X", step="purchase")
    books.names(pricing, ben, segment="Retail", account="Acme, Inc.")
    text = books.exports()
    assert text.splitlines() == [
        HEAD,
        "Pricing,discounts;rebates,Ana Ruiz,ana@x.example,sales,DACH,Sensor X,,,purchase,ben@x.example,ben@x.example",
        'Pricing,discounts;rebates,Ben Okoro,ben@x.example,marketing,,,Retail,"Acme, Inc.",,,ben@x.example',
    ]


def test_a_topic_without_contacts_is_a_line_too_and_nothing_is_a_line_of_headings(books: Books) -> None:
    assert books.exports().splitlines() == [HEAD]
    books.keeps("Events", "fairs")
    assert books.exports().splitlines() == [HEAD, "Events,fairs,,,,,,,,,,"]


def test_no_cell_is_a_formula(books: Books) -> None:
    eve = books.adds("=HYPERLINK(1)", "+eve@x.example")
    topic = books.keeps("=cmd()", "@SUM(A1)", "fine", steward=eve)
    books.names(topic, eve, product="-2", segment="+1", account="'=1")
    (row,) = rows(books)
    assert row["topic"] == "'=cmd()"
    assert row["synonyms"] == "'@SUM(A1);fine"
    assert (row["product"], row["segment"], row["account"]) == ("'-2", "'+1", "''=1")
    assert (row["name"], row["email"], row["steward_email"]) == ("'=HYPERLINK(1)", "'+eve@x.example", "'+eve@x.example")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())


def test_another_company_takes_an_export_over_as_it_is(books: Books) -> None:
    ana, ben = books.adds("Ana Ruiz", side="sales"), books.adds("Ben Okoro", side="marketing")
    pricing = books.keeps("Pricing", "discounts", steward=ana)
    books.names(pricing, ana, backup=ben, region="DACH", state="confirmed")
    books.names(pricing, ben)
    other = Books(books.database, "Brightwater")
    assert report_lines(other.report(books.exports()))[-1] == "Imported."
    assert (other.exports(), other.contacts(), other.topics()) == (books.exports(), books.contacts(), books.topics())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topics=TOPICS, people=PEOPLE, contacts=CONTACTS, replace=st.booleans())
def test_importing_an_export_changes_nothing_twice(
    books: Books,
    topics: list[tuple[str, list[str]]],
    people: list[tuple[str, bool, bool]],
    contacts: list[tuple[int, int, int, dict[str, str]]],
    replace: bool,
) -> None:
    here = Books(books.database, "Anew")
    filled(here, topics, people, contacts)
    before, edition, text = here.rows(), here.edition(), here.exports()
    for _ in range(2):
        told = report_lines(here.report(here.exports(), replace=replace))
        assert told[-1] == "Imported."
        assert len(told) == 2, told
    assert (here.rows(), here.edition(), here.exports()) == (before, edition, text)
