"""`truce directory`: who to contact from a file and into one, as people type it."""

import re
from pathlib import Path

import pytest

from adapters.cli.directory import COLUMNS
from bot.directory import sheet_lines
from storage.database import Database
from storage.people import Organisations
from tests.adapters.cli.conftest import Ran, Truce
from tests.bot.directory.books import HEAD, Books

ROWS = """Pricing,discounts,Ana Ruiz,ana@x.example,sales,DACH,,,,,,
Café visits,,Ben Øster,ben@x.example,marketing,,,,,,ana@x.example,
"""
FILE = f"{HEAD}\n{ROWS}"
DOCS = Path(__file__).parents[3] / "docs"


class Desk:
    """Somebody at the command line, with files."""

    def __init__(self, truce: Truce, database: Database) -> None:
        self.truce, self.url, self.books = truce, database.url, Books(database)

    def imports(self, text: str, *more: str) -> Ran:
        Path("contacts.csv").write_bytes(text.encode())
        return self.truce("directory", "import", "contacts.csv", *more, DATABASE_URL=self.url)

    def exports(self, *more: str) -> Ran:
        return self.truce("directory", "export", *more, DATABASE_URL=self.url)


@pytest.fixture
def desk(truce: Truce, sqlite_database: Database) -> Desk:
    return Desk(truce, sqlite_database)


def test_a_file_is_shown_first_and_imported_then(desk: Desk) -> None:
    dry = desk.imports(FILE, "--dry-run")
    assert (dry.code, dry.out.splitlines()[-1]) == (0, "A dry run: nothing was changed.")
    assert "+ Ana Ruiz: Pricing, DACH" in dry.out
    assert desk.books.contacts() == []
    done = desk.imports(FILE)
    assert (done.code, done.out.splitlines()[-1]) == (0, "Imported.")
    assert desk.books.contacts() == [("Café visits", "Ben Øster", "(Ana Ruiz)"), ("Pricing", "Ana Ruiz", "DACH")]
    assert "2 unchanged" in desk.imports(FILE).out


def test_one_bad_line_stops_all_unless_it_is_left_out(desk: Desk) -> None:
    text = FILE + "=cmd(),,Ana Ruiz,ana@x.example,,,,,,,,\n"
    stopped = desk.imports(text)
    assert stopped.code == 2
    assert stopped.out.startswith("Line 4: “=cmd()” begins like a formula.")
    assert "--skip-bad" in stopped.out
    assert desk.books.contacts() == []
    assert desk.imports(text, "--skip-bad").code == 0
    assert len(desk.books.contacts()) == 2


def test_a_dry_run_of_a_file_with_bad_lines_shows_them_and_is_fine(desk: Desk) -> None:
    dry = desk.imports(FILE + "Pricing\n", "--dry-run")
    assert dry.code == 0
    assert "Line 4: This line has 1 cells" in dry.out
    assert "nothing was changed" in dry.out


def test_what_is_not_in_the_file_goes_only_when_it_replaces_all(desk: Desk) -> None:
    desk.imports(FILE)
    one = f"{HEAD}\n{ROWS.splitlines()[0]}\n"
    assert "One contact here is not in the file, and stays." in desk.imports(one).out
    assert "- Ben Øster: Café visits" in desk.imports(one, "--replace").out
    assert desk.books.contacts() == [("Pricing", "Ana Ruiz", "DACH")]
    both = desk.imports(one, "--replace", "--skip-bad")
    assert both.code == 2
    assert "don't go together" in both.err


def test_an_export_is_printed_or_written_for_spreadsheets_and_changes_nothing(desk: Desk) -> None:
    desk.imports(FILE)
    printed = desk.exports()
    assert printed.code == 0
    assert printed.out.splitlines() == [
        HEAD,
        "Café visits,,Ben Øster,ben@x.example,marketing,,,,,,ana@x.example,",
        "Pricing,discounts,Ana Ruiz,ana@x.example,sales,DACH,,,,,,",
    ]
    assert desk.exports("out.csv").out == "Wrote out.csv.\n"
    content = Path("out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbftopic,")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    before = desk.books.rows()
    again = desk.truce("directory", "import", "out.csv", "--replace", DATABASE_URL=desk.url)
    assert again.out.splitlines() == [
        "Contacts: 0 new, 0 changed, 2 unchanged, 0 removed. Bad lines: 0.",
        "Imported.",
    ]
    assert desk.books.rows() == before


def test_files_that_can_t_be_read_or_written_are_named(desk: Desk) -> None:
    missing = desk.truce("directory", "import", "nowhere.csv", DATABASE_URL=desk.url)
    assert (missing.code, "nowhere.csv can't be read: No such file" in missing.err) == (2, True)
    unwritten = desk.exports("no/such/folder.csv")
    assert (unwritten.code, "can't be written" in unwritten.err) == (2, True)


def test_where_there_are_several_companies_one_is_named(desk: Desk) -> None:
    with desk.books.database.write() as session:
        Organisations(session).add("Brightwater")
    assert "--organisation: 'Fernbrook', 'Brightwater'" in desk.imports(FILE).err
    assert desk.imports(FILE, "--organisation", "fernbrook").code == 0
    assert len(desk.exports("--organisation", "Brightwater").out.splitlines()) == 1
    assert len(desk.exports("--organisation", "Fernbrook").out.splitlines()) == 3


def test_the_columns_are_everywhere_the_same() -> None:
    assert COLUMNS.split(",") == list(sheet_lines.COLUMNS)
    page = (DOCS / "directory.md").read_text(encoding="utf-8")
    table = page[page.index("| column |") :].split("\n\n", 1)[0]
    told = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert told == list(sheet_lines.COLUMNS)


def test_the_example_of_the_docs_can_be_imported(desk: Desk) -> None:
    page = (DOCS / "directory.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", page, re.DOTALL)
    assert example
    done = desk.imports(example[1])
    assert (done.code, "3 new" in done.out, list(desk.books.topics())) == (
        0,
        True,
        ["Case studies", "Pricing exceptions", "Trade fairs"],
    )
    sections = re.search(r"```yaml\n(regions:.*?)```", page, re.DOTALL)
    assert sections
    Path("practices.yaml").write_text(sections[1])
    applied = desk.truce("apply", "practices.yaml", "--yes", DATABASE_URL=desk.url)
    assert (applied.code, applied.out.splitlines()[-1]) == (0, "Applied.")
    assert ("Pricing exceptions", "Alice Ober", "Alpine South", "(Ben Stone)") in desk.books.contacts()
    assert desk.truce("apply", "practices.yaml", "--yes", DATABASE_URL=desk.url).out.startswith("Everything is as")


def test_the_whole_of_an_export_can_be_applied_to_change_nothing(desk: Desk) -> None:
    desk.imports(FILE)
    text = desk.truce("export", DATABASE_URL=desk.url).out
    assert "person: ben@x.example" in text
    Path("practices.yaml").write_text(text, encoding="utf-8")
    assert desk.truce("apply", "practices.yaml", DATABASE_URL=desk.url).out == "Everything is as the file says.\n"
