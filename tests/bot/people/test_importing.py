import pytest

from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.events import MembersSeen, Profile
from bot.conversation.model import Platform
from bot.conversation.words import T
from bot.people.importing import report_lines
from bot.timing import Holidays
from bot.work import Work
from storage.people import People
from tests.bot.people.house import TEAM, House

FILE = """name,email,side,title,manager_email,timezone,language,slack_id,teams_id,roles
Ana Ruiz,ana@example.com,sales,Head of Sales,,Europe/Madrid,es,U000ANA,,head;administrator
Ben Okoro,ben@example.com,marketing,Writer,ana@example.com,Europe/London,en,,ben@tenant.example,
"""


def test_a_file_is_imported_and_again_changes_nothing(house: House) -> None:
    report = house.imports(FILE)
    assert report_lines(report) == [
        "+ Ana Ruiz (ana@example.com)",
        "+ Ben Okoro (ben@example.com)",
        "2 new, 0 changed, 0 unchanged, 0 bad.",
        "Imported.",
    ]
    ana, ben = house.by_email("ana@example.com"), house.by_email("ben@example.com")
    assert (ana.side, ana.side_from, ana.zone, ben.manager) == ("sales", "file", "Europe/Madrid", ana.id)
    assert report_lines(house.imports(FILE))[0] == "0 new, 0 changed, 2 unchanged, 0 bad."


def test_what_differs_is_changed_and_whoever_is_not_in_the_file_stays(house: House) -> None:
    house.imports(FILE)
    report = house.imports("name,email,title\nAna Ruiz,ana@example.com,Chief of Sales")
    assert report_lines(report) == [
        "~ Ana Ruiz (ana@example.com): title",
        "One person here is not in the file, and stays.",
        "0 new, 1 changed, 0 unchanged, 0 bad.",
        "Imported.",
    ]
    assert house.everybody() == ["Ana Ruiz", "Ben Okoro"]
    assert house.by_email("ana@example.com").zone == "Europe/Madrid"


def test_a_dry_run_says_the_same_and_changes_nothing(house: House) -> None:
    report = house.imports(FILE, dry_run=True)
    assert report_lines(report)[-2:] == ["2 new, 0 changed, 0 unchanged, 0 bad.", "A dry run: nothing was changed."]
    assert house.everybody() == []


def test_one_bad_line_stops_all_unless_bad_lines_are_left_out(house: House) -> None:
    text = FILE + "Cleo,cleo,sales,,,,,,,\n"
    report = house.imports(text)
    assert report_lines(report)[0] == "Line 4: “cleo” is not an e-mail address."
    assert "Nothing was imported" in report_lines(report)[-1]
    assert house.everybody() == []
    assert house.imports(text, skip_bad=True).written
    assert house.everybody() == ["Ana Ruiz", "Ben Okoro"]


def test_a_file_that_can_t_be_used_is_not_imported_even_without_its_bad_lines(house: House) -> None:
    report = house.imports(b"Ana,ana@example.com\n", skip_bad=True)
    assert not report.written
    assert report_lines(report)[-1] == "Nothing was imported: please mend the file first."


def test_an_id_is_in_the_one_workspace_there_is(house: House) -> None:
    house.installs()
    house.imports(FILE)
    assert house.person("U000ANA").name == "Ana Ruiz"


def test_an_id_imported_before_its_workspace_waits_for_it(house: House) -> None:
    house.imports(FILE)
    house.installs()
    assert house.person("U000ANA").name == "Ana Ruiz"


@pytest.mark.parametrize("first", ["act", "member list"])
def test_where_there_are_several_workspaces_an_id_waits_until_it_is_seen_in_one(house: House, first: str) -> None:
    house.installs(("slack", "T0"))
    house.installs()
    house.imports(FILE)
    if first == "act":
        house.command("U000ANA", "help")
    else:
        house.sees(Profile(user="U000ANA", name="ana"))
    assert house.person("U000ANA").name == "Ana Ruiz"
    assert len(house.everybody()) == 2


def test_a_teams_name_to_sign_in_by_is_found_in_the_member_list(house: House) -> None:
    tenant: tuple[Platform, str] = ("teams", "tenant")
    house.imports(FILE)
    house.installs(tenant)
    house.sees(Profile(user="6f03675a", name="Ben O.", email="Ben@tenant.example"), where=tenant)
    assert house.person("6f03675a", tenant).name == "Ben Okoro"


def test_what_a_file_says_is_not_changed_by_a_profile(house: House) -> None:
    house.installs()
    house.imports(FILE)
    house.sees(Profile(user="U000ANA", name="anita", title="boss", zone="Asia/Tokyo", email="other@example.com"))
    ana = house.person("U000ANA")
    assert (ana.name, ana.title, ana.zone, ana.email) == (
        "Ana Ruiz",
        "Head of Sales",
        "Europe/Madrid",
        "ana@example.com",
    )


def test_whoever_wrote_before_the_import_is_the_person_in_the_file(house: House) -> None:
    house.installs()
    house.command("U000ANA", "help")
    house.imports(FILE)
    house.passes()
    assert house.person("U000ANA").email == "ana@example.com"
    assert house.everybody() == ["Ana Ruiz", "Ben Okoro"]


def test_somebody_known_by_address_and_by_an_account_becomes_one(house: House) -> None:
    house.installs()
    house.imports("name,email\nAna Ruiz,ana@example.com")
    house.command("U000ANA", "help")
    assert len(house.everybody()) == 2
    house.imports(FILE)
    house.passes()
    assert house.everybody() == ["Ana Ruiz", "Ben Okoro"]
    assert house.person("U000ANA").email == "ana@example.com"


def test_what_was_held_for_want_of_an_account_goes_out_when_there_is_one(house: House) -> None:
    house.installs()
    house.imports("name,email\nAna Ruiz,ana@example.com")
    with house.database.write() as session:
        people = People(session, house.organisation)
        event = MembersSeen(**house.news(), members=())
        work = Work(people, event, house.clock.now(), Holidays())
        ana = people.by_email("ana@example.com")
        assert ana is not None
        work.send(ana, note(T("Hello.")), key="hello", attention=Attention.URGENT)
    assert house.outbox("hello")[0].state == "held"
    house.imports(FILE)
    (row,) = house.outbox("hello")
    assert (row.state, row.platform, row.workspace, row.user) == ("waiting", *TEAM, "U000ANA")


def test_ten_thousand_lines_are_imported_at_once(house: House) -> None:
    head = "name,email,side,manager_email,slack_id\n"
    rows = [
        f"Person {n},p{n}@example.com,sales,{f'p{n // 10}@example.com' if n else ''},U{n:06}" for n in range(10_000)
    ]
    report = house.imports(head + "\n".join(rows))
    assert report_lines(report)[-2:] == ["10,000 new, 0 changed, 0 unchanged, 0 bad.", "Imported."]
    assert len(report_lines(report)) == 23
    with house.database.read() as session:
        assert People(session, house.organisation).count() == 10_000


def test_a_file_can_t_take_away_the_last_administrator(house: House) -> None:
    house.installs(by="U000ANA")
    house.imports(FILE)
    report = house.imports("name,email,roles\nAna Ruiz,ana@example.com,head")
    assert "nobody as administrator" in report_lines(report)[0]
    assert house.roles("U000ANA") == {"head", "administrator"}
