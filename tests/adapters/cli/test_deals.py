"""`truce deals`, `truce reviews` and `truce rates`: files in and out, as people type it."""

from decimal import Decimal
from pathlib import Path

import pytest

from adapters.cli import deals as commands
from bot.deals import sheet
from storage.database import Database
from storage.deals import Deal, Deals, Review
from storage.timers import AllTimers
from tests.adapters.cli.conftest import Ran, Truce
from tests.bot.deals.books import NOW, hires, opened, working

HEAD = "id,name,account,amount,currency,stage,state,owner_email,close_date,discount"
FILE = f"""{HEAD}
1,Acme renewal,Acme,"2,100,000.00",EUR,Negotiation,,ana@brightwater.example,31.3.2027,12.5 %
2,Globex expansion,Globex,$1.9M,,Qualified,open,who@elsewhere.example,2027-04-30,
3,Initech,Initech,750000,,Closed Won,,,2027-01-15,
"""


class Desk:
    """Somebody at the command line, with files and a company."""

    def __init__(self, truce: Truce, database: Database) -> None:
        self.truce, self.database = truce, database
        self.home = opened(database)
        with database.write() as session:
            hires(working(session, self.home), "Ana", "ana@brightwater.example")

    def runs(self, *words: str, text: str = "") -> Ran:
        if text:
            Path("file.csv").write_text(text, encoding="utf-8")
        return self.truce(*words, DATABASE_URL=self.database.url)

    def deals(self) -> dict[str, Deal]:
        with self.database.read() as session:
            return {each.external: each for each in Deals(session, self.home).all_deals(after=0, most=1000)}


@pytest.fixture
def desk(truce: Truce, sqlite_database: Database) -> Desk:
    return Desk(truce, sqlite_database)


def test_a_file_of_deals_is_shown_first_and_imported_then(desk: Desk) -> None:
    desk.runs("rates", "import", "file.csv", text="currency,rate,day\nEUR,1.08,2026-01-01\n")
    dry = desk.runs("deals", "import", "file.csv", "--dry-run", text=FILE)
    assert (dry.code, dry.out.splitlines()[-1]) == (0, "A dry run: nothing was changed.")
    assert "3 new deals" in dry.out
    assert desk.deals() == {}
    done = desk.runs("deals", "import", "file.csv")
    assert (done.code, done.out.splitlines()[-1]) == (0, "Imported.")
    assert "who@elsewhere.example" in done.out
    found = desk.deals()
    assert [(each.amount, each.currency, each.home_amount) for each in found.values()] == [
        (Decimal(2_100_000), "EUR", Decimal(2_268_000)),
        (Decimal(1_900_000), "USD", Decimal(1_900_000)),
        (Decimal(750_000), "", None),
    ]
    assert [each.state for each in found.values()] == ["open", "open", "won"]
    assert found["1"].owner is not None
    assert "3 deals as they were" in desk.runs("deals", "import", "file.csv").out


def test_one_bad_line_stops_all_unless_it_is_left_out(desk: Desk) -> None:
    text = FILE + "4,Hooli,Hooli,much,USD,,,,,\n5,Piper,Piper,1,USD,,,,2/3/2027,\n5,Again,,,,,,,,\n"
    stopped = desk.runs("deals", "import", "file.csv", text=text)
    assert stopped.code == 2
    assert "Line 5: “much” is no amount" in stopped.out
    assert "Line 6: “2/3/2027” may be two different days" in stopped.out
    assert "--skip-bad" in stopped.out
    assert desk.deals() == {}
    assert desk.runs("deals", "import", "file.csv", "--skip-bad").code == 0
    assert set(desk.deals()) == {"1", "2", "3", "5"}  # the second line 5 is the first good one


def test_what_is_exported_changes_nothing_when_it_comes_back(desk: Desk) -> None:
    desk.runs("deals", "import", "file.csv", text=FILE)
    assert desk.runs("deals", "export", "file.csv").out.splitlines()[-1] == "Wrote file.csv."
    again = desk.runs("deals", "import", "file.csv")
    assert again.code == 0
    assert "3 deals as they were" in again.out
    assert "new" not in again.out


def test_ids_of_a_crm_find_its_deals(desk: Desk) -> None:
    desk.runs("deals", "import", "file.csv", "--from", "HubSpot", text=FILE)
    assert {each.system for each in desk.deals().values()} == {"hubspot"}


def test_a_long_file_goes_in_pages(desk: Desk) -> None:
    lines = "\n".join(f"{number},Deal {number},,{number},USD" for number in range(1, 451))
    assert (
        "450 new deals"
        in desk.runs("deals", "import", "file.csv", text=f"id,name,account,amount,currency\n{lines}").out
    )
    assert len(desk.deals()) == 450


def test_rates_come_and_go(desk: Desk) -> None:
    done = desk.runs("rates", "import", "file.csv", text="currency;rate;day\neur;1,08;1.1.2027\nCHF;1.12;2027-01-01\n")
    assert (done.code, "2 new rates" in done.out) == (0, True)
    with desk.database.read() as session:
        assert [(each.currency, each.home, each.rate) for each in Deals(session, desk.home).all_rates()] == [
            ("CHF", "USD", Decimal("1.12")),
            ("EUR", "USD", Decimal("1.08")),
        ]
        waiting = [each.key for each in AllTimers(session).due(NOW.replace(year=2999), 100)]
        assert any(each.startswith("EUR ") for each in waiting)  # deals that wait for it
    desk.runs("rates", "export", "file.csv")
    assert "2 rates as they were" in desk.runs("rates", "import", "file.csv").out
    bad = desk.runs(
        "rates", "import", "file.csv", text="currency,rate,day\nUSD,1,2027-01-01\nEUR,0,2027-01-01\nEUR,x,\n"
    )
    assert bad.code == 2
    assert "Line 2: USD is what your company counts in" in bad.out
    assert "Line 3: Please give a rate above zero" in bad.out
    assert "Line 4: “x” is no rate" in bad.out


def test_rates_stand_in_practices_yaml_too(desk: Desk) -> None:
    desk.runs(
        "rates", "import", "file.csv", text="currency,rate,day\nEUR,1.08,2027-01-01\nEUR,1.0912345678,2027-02-01\n"
    )
    out = desk.runs("export").out
    assert "1.0912345678" in out
    Path("practices.yaml").write_text(out, encoding="utf-8")
    assert "Everything is as the file says" in desk.runs("apply", "practices.yaml", "--yes").out
    Path("practices.yaml").write_text(out.replace("1.0912345678", "1.1"), encoding="utf-8")
    assert "2027-02-01: 1.0912345678 -> 1.1" in desk.runs("apply", "practices.yaml", "--yes").out


def test_reviews_come_from_a_file(desk: Desk) -> None:
    text = """name,kind,account,starts,attendees,owner_email
Acme autumn,account review,Acme,2027-10-04 14:00,ana@brightwater.example; who@elsewhere.example,ana@brightwater.example
Bad,party,Acme,,,
"""
    done = desk.runs("reviews", "import", "file.csv", "--skip-bad", text=text)
    assert "Line 3: “party” is no kind of review" in done.out
    assert "One new review" in done.out
    with desk.database.read() as session:
        found = Deals(session, desk.home).review_by_external("file", "acme/acmeautumn")
        assert isinstance(found, Review)
        assert found.starts is not None
        assert (found.starts.isoformat(), len(Deals(session, desk.home).attendees(found.id or 0))) == (
            "2027-10-04T14:00:00+00:00",
            1,
        )


def test_the_help_names_the_columns_that_are_read() -> None:
    assert tuple(commands.DEAL_COLUMNS.split(",")) == sheet.DEAL_COLUMNS
    assert tuple(commands.REVIEW_COLUMNS.split(",")) == sheet.REVIEW_COLUMNS
    assert tuple(commands.RATE_COLUMNS.split(",")) == sheet.RATE_COLUMNS
