"""A file of 5,000 lines, 37 of them bad in different ways: each is told, and the others can be taken."""

import re

import pytest

from bot.directory.reporting import report_lines
from bot.directory.sheet_lines import COLUMNS
from storage.database import Database
from tests.bot.directory.books import HEAD, Books

LINES = 5_000
GOOD = (
    "Pricing {n},discounts {n},Person {n},p{n}@x.example,sales,DACH,Sensor {n},,Acme {n},purchase,p{other}@x.example,"
)

BAD: tuple[tuple[str, str], ...] = (
    ("", "There is no topic."),
    ("Pricing,,Nora,,,,,,,,,", "There is no email."),
    ("Pricing,,,nora@x.example,,,,,,,,", "Nobody here has the address nora@x.example."),
    ("Pricing,,Nora,nora at x.example,,,,,,,,", "“nora at x.example” is not an e-mail address."),
    ("Pricing,,Nora,nora@x.example,purchasing,,,,,,,", "There is no side “purchasing”."),
    ("Pricing,,Nora,nora@x.example,,Germny,,,,,,", "There is no region “Germny”. Did you mean Germany?"),
    ("Pricing,,Nora,nora@x.example,,Zone 51 QX,,,,,,", "add it to your own regions first"),
    (f"Pricing,,Nora,nora@x.example,,{'Ö' * 81},,,,,,", "is longer than 80 characters"),
    ("Pricing,,Nora,nora@x.example,,🎉,,,,,,", "“🎉” has no letters or digits"),
    ("Pricing,,Nora,nora@x.example,,,,,,lead,,", "There is no step “lead”."),
    (f"{'P' * 81},,Nora,nora@x.example,,,,,,,,", "is longer than 80 characters"),
    ("!!!,,Nora,nora@x.example,,,,,,,,", "“!!!” has no letters or digits"),
    ("=cmd(),,Nora,nora@x.example,,,,,,,,", "“=cmd()” begins like a formula."),
    ("Pricing,,Nora,nora@x.example,,,@SUM(A1:A9),,,,,", "“@SUM(A1:A9)” begins like a formula."),
    ("Pricing,,Nora,nora@x.example,,,,+1-1,,,,", "“+1-1” begins like a formula."),
    ("Pricing,,Nora,nora@x.example,,,,,-2+3,,,", "“-2+3” begins like a formula."),
    ("Pricing,offers;=HYPERLINK(1),Nora,nora@x.example,,,,,,,,", "“=HYPERLINK(1)” begins like a formula."),
    ("Pricing,,\t=1+1,nora@x.example,,,,,,,,", "“=1+1” begins like a formula."),
    (f"Pricing,,Nora,nora@x.example,,,{'x' * 121},,,,,", "is longer than 120 characters"),
    (f"Pricing,,Nora,nora@x.example,,,,{'y' * 121},,,,", "is longer than 120 characters"),
    (f"Pricing,,Nora,nora@x.example,,,,,{'z' * 121},,,", "is longer than 120 characters"),
    (f"Pricing,{'s' * 121},Nora,nora@x.example,,,,,,,,", "is longer than 120 characters"),
    (f"Pricing,,{'N' * 201},noreen@x.example,,,,,,,,", "The name is longer than 200 characters."),
    ("Pricing,,Nora,nora@x.example", "This line has 4 cells; the first line names 12 columns."),
    ("Pricing,,Nora,nora@x.example,,,,,,,,,,more", "This line has 14 cells; the first line names 12 columns."),
    ("Pric\x00ing,,Nora,nora@x.example,,,,,,,,", "characters that can't be shown"),
    ("Pr\udce4mie,,Nora,nora@x.example,,,,,,,,", "letters that are not UTF-8"),
    ('"Pricing,,Nora,nora@x.example,,,,,,,,', "quotation mark that is never closed"),
    ('"Pricing"s,,Nora,nora@x.example,,,,,,,,', "quotation mark too many"),
    (GOOD.format(n=7, other=6), "Line 10 has the same contact for the same."),
    ("Pricing,,Person 8,p8@x.example,,,,,,,p8@x.example,", "The backup is the contact."),
    ("Pricing,,Person 8,p8@x.example,,,,,,,nobody@x.example,", "There is no backup nobody@x.example"),
    ("Pricing,,Person 8,p8@x.example,,,,,,,,nobody@x.example", "There is no steward nobody@x.example"),
    ("Events,,Person 9,p9@x.example,,,,,,,,p4@x.example", "names another steward for Events: p3@x.example."),
    ("Pricing,,Somebody Else,p9@x.example,,,,,,,,", "Another line calls p9@x.example Person 9."),
    ("Pricing,,,p9@x.example,marketing,,,,,,,", "Another line puts p9@x.example on the side sales."),
    ("Pricing,,Lea,lea@x.example,,,,,,,,", "Lea has left."),
)


def whole_file(lines: int = LINES) -> tuple[bytes, dict[int, str]]:
    """The file, and what is wrong with it by line. Bad lines stand among the good ones, all over the file."""
    every = lines // (len(BAD) + 1)
    rows, wrong = [HEAD, "Events,fairs,Person 3,p3@x.example,sales,,,,,,,p3@x.example"], {}
    bad = list(BAD)
    for n in range(lines - len(BAD) - 1):
        rows.append(GOOD.format(n=n, other=n ^ 1))
        if bad and n % every == every - 1:
            row, reason = bad.pop(0)
            rows.append(row or ",,Nora,nora@x.example,,,,,,,,")
            wrong[len(rows)] = reason
    assert not bad
    return "\r\n".join(rows).encode("utf-8", "surrogateescape"), wrong


@pytest.fixture
def books(database: Database) -> Books:
    books = Books(database)
    books.adds("Lea", left=True)
    return books


def test_all_of_37_bad_lines_are_told_and_the_other_4963_can_be_taken(books: Books) -> None:
    content, wrong = whole_file()
    assert (content.count(b"\n"), len(wrong)) == (LINES, 37)
    stopped = report_lines(books.report(content))
    told = {
        int(number): reason for number, reason in re.findall(r"^Line (\d+): (.*)$", "\n".join(stopped), re.MULTILINE)
    }
    assert list(told) == list(wrong)
    assert [(number, told[number]) for number in wrong if wrong[number] not in told[number]] == []
    assert stopped[-1] == "Nothing was imported. Mend the bad lines, or leave them out with --skip-bad."
    assert (books.contacts(), books.topics()) == ([], {})

    taken = report_lines(books.report(content, skip_bad=True))
    assert taken[-2:] == [
        "Contacts: 4,963 new, 0 changed, 0 unchanged, 0 removed. Bad lines: 37.",
        "Imported.",
    ]
    assert len(books.rows()["Contact"]) == 4_963
    again = report_lines(books.report(content, skip_bad=True))
    assert "0 changed, 4,963 unchanged, 0 removed." in again[-2]


def test_exporting_all_of_it_and_importing_that_changes_nothing(books: Books) -> None:
    books.report(whole_file(LINES // 5)[0], skip_bad=True)
    before, edition, text = books.rows(), books.edition(), books.exports()
    for replace in (False, True):
        told = report_lines(books.report(text, replace=replace))
        assert told == ["Contacts: 0 new, 0 changed, 963 unchanged, 0 removed. Bad lines: 0.", "Imported."]
    assert (books.rows(), books.edition(), books.exports()) == (before, edition, text)


def test_the_whole_of_it_can_be_taken_away_again_by_a_file(books: Books) -> None:
    books.report(whole_file(LINES // 5)[0], skip_bad=True)
    told = report_lines(books.report(f"{','.join(COLUMNS)}\n", replace=True))
    assert told[-2] == "Contacts: 0 new, 0 changed, 0 unchanged, 963 removed. Bad lines: 0."
    assert (books.contacts(), books.topics()) == ([], {})
