"""A directory from a file: what is taken, what is refused and why, what stays and what goes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.checking import MOST_SYNONYMS
from bot.directory.places import Places
from bot.directory.reporting import report_lines
from bot.directory.sheet_lines import read_lines
from storage.database import Database
from storage.directory import Directory
from tests.bot.directory.books import HEAD, Books

PRICING = "Pricing exceptions,discounts;rebates,Ana Ruiz,ana@x.example,sales,DACH,,,,,ben@x.example,cleo@x.example"
CASES = "Case studies,,Ben Okoro,ben@x.example,marketing,,Sensor X,,,Brand-Awareness,,"
ALSO = "pricing exceptions,special prices,Cleo Ma,cleo@x.example,sales,worldwide,,,,,,"


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database)


@pytest.fixture
def small(sqlite_database: Database) -> Books:
    """On SQLite only, for what is not about storage."""
    return Books(sqlite_database)


def bad(lines: list[str]) -> dict[int, str]:
    found = (re.fullmatch(r"Line (\d+): (.*)", line) for line in lines)
    return {int(each[1]): each[2] for each in found if each}


def test_a_file_becomes_topics_contacts_and_people(books: Books) -> None:
    assert books.imports(PRICING, CASES, ALSO) == [
        "+ person Ana Ruiz (ana@x.example)",
        "+ person Ben Okoro (ben@x.example)",
        "+ person Cleo Ma (cleo@x.example)",
        "+ topic Pricing exceptions",
        "+ topic Case studies",
        "+ Ana Ruiz: Pricing exceptions, DACH",
        "+ Cleo Ma: Pricing exceptions",
        "+ Ben Okoro: Case studies, Sensor X, brand awareness",
        "Contacts: 3 new, 0 changed, 0 unchanged, 0 removed. Bad lines: 0.",
        "Imported.",
    ]
    assert books.contacts() == [
        ("Case studies", "Ben Okoro", "Sensor X", "brand awareness"),
        ("Pricing exceptions", "Ana Ruiz", "DACH", "(Ben Okoro)"),
        ("Pricing exceptions", "Cleo Ma"),
    ]
    assert books.topics() == {
        "Case studies": ([], ""),
        "Pricing exceptions": (["discounts", "rebates", "special prices"], "Cleo Ma"),
    }
    assert books.people()[0] == ("Ana Ruiz", "ana@x.example", "sales", "file")
    assert {row["state"] for row in books.rows()["Contact"]} == {"new"}


def test_the_same_file_again_changes_nothing_not_even_the_edition(books: Books) -> None:
    books.imports(PRICING, CASES, ALSO)
    before, edition = books.rows(), books.edition()
    assert books.imports(PRICING, CASES, ALSO) == [
        "Contacts: 0 new, 0 changed, 3 unchanged, 0 removed. Bad lines: 0.",
        "Imported.",
    ]
    assert (books.rows(), books.edition()) == (before, edition)


def test_whatever_a_file_changes_gives_the_words_a_new_edition(books: Books) -> None:
    edition = {books.edition()}
    for row in (
        "Pricing,,Ana,ana@x.example,,,,,,,,",
        "Pricing,discounts,Ana,ana@x.example,,,,,,,,",
        "Pricing,,Ana,ana@x.example,,DACH,,,,,,",
        "PRICING,,Ana,ana@x.example,,Dach,,,,,,",
        "Events,,,,,,,,,,,",
    ):
        books.imports(row)
        assert books.edition() not in edition
        edition.add(books.edition())


def test_a_dry_run_says_the_same_and_changes_nothing(books: Books) -> None:
    before, edition = books.rows(), books.edition()
    told = books.imports(PRICING, CASES, dry_run=True)
    assert told[-1] == "A dry run: nothing was changed."
    assert (books.rows(), books.edition()) == (before, edition)
    assert books.imports(PRICING, CASES)[:-1] == told[:-1]


def test_what_differs_is_changed_and_stays_confirmed(books: Books) -> None:
    books.imports(PRICING, CASES, ALSO)
    ana = next(row for row in books.rows()["Person"] if row["name"] == "Ana Ruiz")["id"]
    dora = books.adds("Dora")
    with books.database.write() as session:
        Directory(session, books.organisation).mark(ana, "confirmed")
    told = books.imports(
        "Pricing Exceptions,discounts,,ana@x.example,,German-speaking countries,,,,,dora@x.example,dora@x.example"
    )
    assert told == [
        "~ topic Pricing Exceptions: name, steward",
        "~ Ana Ruiz: Pricing Exceptions, German-speaking countries: region, backup",
        "2 contacts here are not in the file, and stay.",
        "Contacts: 0 new, 1 changed, 0 unchanged, 0 removed. Bad lines: 0.",
        "Imported.",
    ]
    row = next(row for row in books.rows()["Contact"] if row["person"] == ana)
    assert (row["region"], row["backup"], row["state"]) == ("German-speaking countries", dora, "confirmed")
    assert books.topics()["Pricing Exceptions"] == (["discounts", "rebates", "special prices"], "Dora")


def test_empty_cells_and_what_is_not_in_the_file_change_nothing(books: Books) -> None:
    books.imports(PRICING, CASES, ALSO)
    before = books.rows()
    told = books.imports("Pricing exceptions,,,ana@x.example,,DACH,,,,,,")
    assert told[0] == "2 contacts here are not in the file, and stay."
    assert books.rows() == before
    assert books.topics()["Pricing exceptions"] == (["discounts", "rebates", "special prices"], "Cleo Ma")


def test_columns_may_be_left_out(books: Books) -> None:
    told = books.imports("ana@x.example,Pricing,Ana Ruiz", head="E-Mail,TOPIC,Name")
    assert told[-2:] == ["Contacts: 1 new, 0 changed, 0 unchanged, 0 removed. Bad lines: 0.", "Imported."]


def test_a_file_may_replace_all_there_is(books: Books) -> None:
    books.imports(PRICING, CASES, ALSO, "Events,,Ana Ruiz,ana@x.example,,,,,,,,")
    told = books.imports("Pricing exceptions,rebates,Ana Ruiz,ana@x.example,,DACH,,,,,,", CASES, replace=True)
    assert told == [
        "~ topic Pricing exceptions: synonyms, steward",
        "~ Ana Ruiz: Pricing exceptions, DACH: backup",
        "- topic Events",
        "- Cleo Ma: Pricing exceptions",
        "- Ana Ruiz: Events",
        "Contacts: 0 new, 1 changed, 1 unchanged, 2 removed. Bad lines: 0.",
        "Imported.",
    ]
    assert books.topics() == {"Case studies": ([], ""), "Pricing exceptions": (["rebates"], "")}
    assert books.contacts() == [
        ("Case studies", "Ben Okoro", "Sensor X", "brand awareness"),
        ("Pricing exceptions", "Ana Ruiz", "DACH"),
    ]
    assert len(books.people()) == 3


def test_a_file_that_replaces_all_keeps_what_its_columns_don_t_name(books: Books) -> None:
    books.imports(PRICING, CASES, ALSO)
    told = books.imports(
        "Pricing exceptions,ana@x.example,DACH", "Case studies,,", head="topic,email,region", replace=True
    )
    assert told[-2] == "Contacts: 0 new, 0 changed, 1 unchanged, 2 removed. Bad lines: 0."
    assert books.contacts() == [("Pricing exceptions", "Ana Ruiz", "DACH", "(Ben Okoro)")]
    assert books.topics()["Pricing exceptions"] == (["discounts", "rebates", "special prices"], "Cleo Ma")


def test_a_file_that_replaces_all_with_a_bad_line_removes_nothing(books: Books) -> None:
    books.imports(PRICING, CASES)
    before = books.rows()
    told = books.imports("Pricing exceptions,,Ana Ruiz,ana@x.example,,DAHC,,,,,,", replace=True)
    assert told[0] == "Line 2: There is no region “DAHC”. Did you mean DACH?"
    assert "Nothing was imported" in told[-1]
    assert books.rows() == before


def test_leaving_bad_lines_out_of_a_file_that_replaces_all_is_refused(books: Books) -> None:
    with pytest.raises(ValueError, match="can't be left out"):
        books.imports(PRICING, replace=True, skip_bad=True)


def test_one_company_s_file_leaves_the_other_company_alone(books: Books) -> None:
    other = Books(books.database, "Brightwater")
    other.imports(PRICING, CASES)
    before, edition = other.rows(), other.edition()
    books.imports(ALSO)
    books.imports("Events,,Ana,ana@x.example,,,,,,,,", replace=True)
    assert (other.rows(), other.edition()) == (before, edition)
    assert list(books.topics()) == ["Events"]


def test_people_who_are_here_stay_as_they_are_and_the_report_says_so(small: Books) -> None:
    small.adds("Ana Ruiz", side="marketing", side_from="person")
    told = small.imports("Pricing,,Anita R.,ANA@x.example,sales,,,,,,,", CASES)
    assert told[:2] == [
        "Line 2, taken: ana@x.example is Ana Ruiz here, and stays so.",
        "Line 2, taken: Ana Ruiz is on the side marketing here, and stays there.",
    ]
    assert small.people()[0] == ("Ana Ruiz", "ana@x.example", "marketing", "person")
    assert ("Pricing", "Ana Ruiz") in small.contacts()


def test_somebody_without_an_address_is_known_by_name(small: Books) -> None:
    small.adds("Sam Lee", None)
    small.adds("Ana Ruiz")
    told = small.imports("Pricing,,Sam Lee,,,,,,,,,", "Events,,,ana@x.example,,,,,,,Sam Lee,Sam Lee")
    assert told[-1] == "Imported."
    assert small.contacts() == [("Events", "Ana Ruiz", "(Sam Lee)"), ("Pricing", "Sam Lee")]
    assert small.topics()["Events"] == ([], "Sam Lee")
    small.adds("Sam Lee", None)
    assert bad(small.imports("Cases,,Sam Lee,,,,,,,,,")) == {
        2: "Several people here are called Sam Lee. Please give the e-mail address."
    }


def test_a_line_may_be_about_a_topic_alone(small: Books) -> None:
    assert small.imports("Events,fairs;shows,,,,,,,,,,")[0] == "+ topic Events"
    assert (small.contacts(), small.topics()) == ([], {"Events": (["fairs", "shows"], "")})


def test_a_topic_that_is_called_like_another_one_s_synonym_is_told(small: Books) -> None:
    small.imports(PRICING, CASES, ALSO)
    told = small.imports("Discounts,,Ana Ruiz,ana@x.example,,,,,,,,")
    assert told[0] == "Line 2, taken: Discounts is a synonym of Pricing exceptions here. It becomes a topic, too."


def test_synonyms_stand_in_lines_of_a_cell_or_between_semicolons_and_count_once(small: Books) -> None:
    small.imports(
        'Pricing,"discounts; Rebates\nspecial  prices\n\nDiscounts;pricing",,ana@x.example,,,,,,,,',
        *["Pricing,rebates;list prices,Ana,ana@x.example,,DACH,,,,,,"],
    )
    assert small.topics()["Pricing"][0] == ["Rebates", "discounts", "list prices", "special prices"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_come_as_spreadsheets_write_them(mark: str, bom: bytes, end: str) -> None:
    rows = [
        [" Backup E-Mail ", "REGION", "Funnel Step", "Topic", "e-mail", "Steward", "Synonyms", "Account"],
        [
            "Ben@X.example",
            " dach ",
            "Purchase",
            "Pricing",
            "ANA@x.example",
            "cleo@x.example",
            '"a;b"',
            f'"Acme{mark}\nInc."',
        ],
    ]
    content = bom + end.join(mark.join(row) for row in [*rows, [""] * 8]).encode()
    sheet = read_lines(content, Places())
    assert sheet.bad == []
    (line,) = sheet.lines
    assert (line.number, line.topic, line.email, line.backup) == (2, "Pricing", "ana@x.example", "ben@x.example")
    assert (line.fields["region"], line.fields["step"]) == ("dach", "purchase")
    assert (line.synonyms, line.fields["account"]) == (("a", "b"), f"Acme{mark.strip()} Inc.")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b",,Ana,ana@x.example,,,,,,,,", "There is no topic."),
        (b"Pricing,,Ana,,,,,,,,,", "There is no email."),
        (b"Pricing,,,,,DACH,,,,,,", "There is no email."),
        (b"Pricing,,,zoe@x.example,,,,,,,,", "Nobody here has the address zoe@x.example. Please give their name, too."),
        (b"Pricing,,Ana,ana at x,,,,,,,,", "“ana at x” is not an e-mail address."),
        (b"Pricing,,Ana,ana@x.example,saless,,,,,,,", "There is no side"),
        (b"Pricing,,Ana,ana@x.example,,Zone 51 QX,,,,,,", "add it to your own regions first"),
        (b"Pricing,,Ana,ana@x.example,,,,,,lead,,", "There is no step"),
        (b"=cmd(),,Ana,ana@x.example,,,,,,,,", "begins like a formula"),
        (b"Pricing,,Ana,ana@x.example,,,,,,,ana@x.example,", "The backup is the contact."),
        (b"Pricing,,Ana,ana@x.example,,,,,,,nobody@x.example,", "There is no backup nobody@x.example"),
        (b"Pricing,,Ana,ana@x.example,,,,,,,bob at x,", "There is no backup bob at x"),
        (b"Pricing,,Ana,ana@x.example,,,,,,,bob@x,", "is not an e-mail address."),
        (b"Pricing,,Ana,ana@x.example,,,,,,,,nobody@x.example", "There is no steward nobody@x.example"),
        (b"Pricing,,Lea Left,lea@x.example,,,,,,,,", "Lea Left has left. Please name somebody else."),
        (b"Pricing,,Ana,ana@x.example,,,,,,,lea@x.example,", "Lea Left has left."),
        (b"Pricing,,Ana,ana@x.example,,,,,,,,lea@x.example", "Lea Left has left."),
        (b"Pricing,,Ana,ana@x.example,,,,,,,", "This line has 11 cells; the first line names 12 columns."),
        (b"Pri\x07cing,,Ana,ana@x.example,,,,,,,,", "characters that can't be shown"),
        (b"Pr\xe4mie,,Ana,ana@x.example,,,,,,,,", "CSV UTF-8"),
        (b'"Pricing,,Ana,ana@x.example,,,,,,,,', "quotation mark that is never closed"),
        (b'"Pricing"x,,Ana,ana@x.example,,,,,,,,', "quotation mark too many"),
    ],
)
def test_every_bad_line_has_its_number_and_reason_and_spoils_no_other(small: Books, row: bytes, reason: str) -> None:
    small.adds("Lea Left", "lea@x.example", left=True)
    content = b"\n".join((HEAD.encode(), CASES.encode(), row, PRICING.encode()))
    with_cleo = content + b"\nEvents,,Cleo Ma,cleo@x.example,,,,,,,,\n"
    told = report_lines(small.report(with_cleo))
    assert list(bad(told)) == [3]
    assert reason in bad(told)[3]
    assert told[-1] == "Nothing was imported. Mend the bad lines, or leave them out with --skip-bad."
    assert small.contacts() == []
    assert small.report(with_cleo, skip_bad=True).written
    assert [each[0] for each in small.contacts()] == ["Case studies", "Events", "Pricing exceptions"]


@pytest.mark.parametrize(
    ("rows", "number", "reason"),
    [
        ([PRICING, PRICING], 3, "Line 2 has the same contact for the same."),
        (
            [PRICING, ALSO, PRICING.replace("DACH", "German-speaking countries")],
            4,
            "Line 2 has the same contact for the same.",
        ),
        ([ALSO, "Pricing-Exceptions,,,CLEO@x.example,,all,,,,,,"], 3, "Line 2 has the same contact for the same."),
        (
            ["Pricing,,A,a@x.example,,,,,,,,a@x.example", "Pricing,,B,b@x.example,,,,,,,,b@x.example"],
            3,
            "Line 2 names another steward for Pricing: a@x.example.",
        ),
        (["Pricing,,A,a@x.example,,,,,,,,", "Events,,B,a@x.example,,,,,,,,"], 3, "Another line calls a@x.example A."),
        (
            ["Pricing,,A,a@x.example,sales,,,,,,,", "Events,,,a@x.example,other,,,,,,,"],
            3,
            "Another line puts a@x.example on the side sales.",
        ),
        ([f"Pricing,,{'A' * 201},a@x.example,,,,,,,,"], 2, "The name is longer than 200 characters."),
    ],
)
def test_lines_that_don_t_go_together_are_told(small: Books, rows: list[str], number: int, reason: str) -> None:
    small.adds("Ben Okoro")
    small.adds("Cleo Ma")
    assert bad(small.imports(*rows)) == {number: reason}


def test_whoever_is_known_by_a_bad_line_only_is_not_known(small: Books) -> None:
    told = small.imports(
        "Pricing,,Ana,ana@x.example,,Germny,,,,,,",
        "Pricing,,Ben,ben@x.example,,,,,,,ana@x.example,",
        "Events,,Cleo,cleo@x.example,,,,,,,ben@x.example,",
        "Cases,,Dora,dora@x.example,,,,,,,,",
        skip_bad=True,
    )
    assert sorted(bad(told)) == [2, 3, 4]
    assert small.contacts() == [("Cases", "Dora")]
    assert [each[0] for each in small.people()] == ["Dora"]


def test_a_topic_has_only_so_many_synonyms(small: Books) -> None:
    half = MOST_SYNONYMS // 2
    rows = [
        f"Pricing,{';'.join(f's{n}' for n in range(start, start + half))},Ana,ana@x.example,,,P{start},,,,,"
        for start in (0, half, 2 * half)
    ]
    assert bad(small.imports(*rows)) == {4: f"With this line, Pricing has more than {MOST_SYNONYMS} synonyms."}


def test_a_person_who_has_left_stays_where_they_are_named_already(small: Books) -> None:
    small.imports(PRICING, CASES, ALSO)
    for row in small.rows()["Person"]:
        small.changes(row["id"], left=True)
    assert small.imports(PRICING, CASES, ALSO)[-2:] == [
        "Contacts: 0 new, 0 changed, 3 unchanged, 0 removed. Bad lines: 0.",
        "Imported.",
    ]


@pytest.mark.parametrize("cell", ["=cmd()", "+1", "-2", "@SUM(A1)", "＝1", " =1", "''"])
def test_a_name_that_begins_like_a_formula_needs_an_apostrophe(small: Books, cell: str) -> None:
    row = "Pricing,{0},Ana,ana@x.example,,,{0} x,{0} y,{0} z,,,"
    if cell == "''":
        assert small.imports("'Pricing,'tis,Ana,ana@x.example,,,,,,,,")[-1] == "Imported."
        assert list(small.topics()) == ["'Pricing"]
        return
    assert "begins like a formula" in bad(small.imports(row.format(cell)))[2]
    small.imports("Pricing,'{0} w,Ana,ana@x.example,,,'{0} x,'{0} y,'{0} z,,,".format(cell.strip()))
    assert small.contacts() == [("Pricing", "Ana", *(f"{cell.strip()} {each}" for each in "xyz"))]
    assert small.topics()["Pricing"][0] == [f"{cell.strip()} w"]


def test_an_unknown_column_is_named_with_the_known_ones(small: Books) -> None:
    told = small.imports("Pricing,ana@x.example,Ana,1", head="topic,email,name,phone")
    assert bad(told)[1].startswith("There is no column “phone”. Known are topic, synonyms, name, email, side, region")
    assert small.imports("Pricing,ana@x.example,Ana,1", head="topic,email,name,phone", skip_bad=True)[-1] == "Imported."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "This file is empty."),
        (b"Pricing,Ana\n", "there is no topic and email"),
        (b"topic,email,E-Mail\n", "The column email is there twice."),
        ("topic,email".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_can_t_be_used_at_all_says_so_once(small: Books, content: bytes, reason: str) -> None:
    told = report_lines(small.report(content, skip_bad=True))
    assert list(bad(told)) == [1]
    assert reason in told[0]
    assert told[-1] == "Nothing was imported: please mend the file first."


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.lists(
        st.sampled_from(
            ["topic", "email", "name", "synonyms", "\n", ",", ";", '"', "a@b.cd", "DACH", "=", "\x00", "'"]
        ),
        max_size=60,
    ).map(lambda parts: ("topic,email\n" + "".join(parts)).encode())
)
def test_no_bytes_can_break_reading(content: bytes) -> None:
    sheet = read_lines(content, Places())
    assert all(each.number >= 1 and each.reason for each in sheet.bad)
    assert len({line.number for line in sheet.lines}) == len(sheet.lines)
