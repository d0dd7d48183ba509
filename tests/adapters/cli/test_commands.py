"""Commands that come and go: databases, people, administrators, deliveries, and what Slack and Teams are given."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.conversation.cards import Card
from bot.conversation.words import T
from storage.database import Database
from storage.deliveries import Deliveries, Delivery
from storage.lock import alone
from storage.people import Organisations, People, Person
from tests.adapters.cli.conftest import Truce

PEOPLE = """name,email,side,roles
Alice Ober,alice@example.com,sales,head
Bob Unger,bob@example.com,marketing,
"""
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_help_names_every_command(truce: Truce) -> None:
    told = truce("--help")
    assert told.code == 0
    for command in ("demo", "serve", "doctor", "db", "people", "directory", "deliveries", "admin", "slack", "teams"):
        assert f" {command} " in told.out


def test_a_new_database_is_upgraded_once(truce: Truce, tmp_path: Path) -> None:
    before = truce("people", "import", "people.csv")
    (tmp_path / "people.csv").write_text(PEOPLE)
    assert (before.code, "people.csv can't be read" in before.err) == (2, True)
    assert "truce db upgrade" in truce("people", "import", "people.csv").err
    assert "is now at" in truce("db", "upgrade").out
    assert "was up to date" in truce("db", "upgrade").out
    assert truce("people", "import", "people.csv").code == 0


def test_upgrading_waits_for_a_server_to_stop(truce: Truce, sqlite_database: Database, url: str) -> None:
    with alone(sqlite_database):
        told = truce("db", "upgrade", DATABASE_URL=url)
    assert told.code == 2
    assert "A running Truce (process " in told.err
    assert "stop that one first" in " ".join(told.err.split())
    assert truce("db", "upgrade", DATABASE_URL=url).code == 0


def test_people_are_shown_first_and_imported_then(truce: Truce, url: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    dry = truce("people", "import", "people.csv", "--dry-run", DATABASE_URL=url)
    assert dry.code == 0
    assert "Alice Ober (alice@example.com)" in dry.out
    again = truce("people", "import", "people.csv", DATABASE_URL=url)
    assert again.code == 0
    assert "2 new" in again.out
    assert "2 unchanged" in truce("people", "import", "people.csv", DATABASE_URL=url).out


def test_a_bad_line_stops_the_import_and_says_so(truce: Truce, url: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE + "Carla,not an address,sales,\n")
    stopped = truce("people", "import", "people.csv", DATABASE_URL=url)
    assert stopped.code == 2
    assert "Line 4" in stopped.out
    assert truce("people", "import", "people.csv", "--skip-bad", DATABASE_URL=url).code == 0


def test_which_company_is_asked_where_there_are_several(
    truce: Truce, sqlite_database: Database, url: str, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE)
    with sqlite_database.write() as session:
        for name in ("Brightwater", "Fernbrook"):
            Organisations(session).add(name)
    asked = truce("people", "import", "people.csv", DATABASE_URL=url)
    assert asked.code == 2
    assert "'Brightwater', 'Fernbrook'" in asked.err
    assert truce("people", "import", "people.csv", "--organisation", "fernbrook", DATABASE_URL=url).code == 0
    with sqlite_database.read() as session:
        first, second = (People(session, each.id or 0).count() for each in Organisations(session).all())
    assert (first, second) == (0, 2)


def test_the_first_administrator_is_named_by_address(truce: Truce, sqlite_database: Database, url: str) -> None:
    assert "is an administrator now" in truce("admin", "add", "Eva@Example.com", DATABASE_URL=url).out
    assert truce("admin", "add", "eva@example.com", DATABASE_URL=url).code == 0
    with sqlite_database.read() as session:
        people = People(session, 1)
        (eva,) = people.with_role("administrator")
    assert eva.email == "eva@example.com"
    assert truce("admin", "add", "eva", DATABASE_URL=url).code == 2


@pytest.fixture
def stuck(sqlite_database: Database) -> Database:
    """Two messages that could not be sent, and one that was."""
    with sqlite_database.write() as session:
        organisation = Organisations(session).add("Brightwater").id or 0
        alice = People(session, organisation).add(Person(organisation=organisation, name="Alice [Ober]"))
        for number, state in enumerate(("held", "failed", "sent")):
            Deliveries(session, organisation).add(
                Delivery(
                    id=f"{number}{'abcdef' * 5}",
                    organisation=organisation,
                    key=str(number),
                    platform="teams",
                    workspace="T1",
                    user="U1",
                    person=alice.id,
                    attention="unasked",
                    priority=3,
                    card=Card(title=T("Twenty statements")).model_dump_json(),
                    state=state,
                    trouble="Truce is not installed for them in Teams." if state == "held" else "It was too long.",
                    not_before=NOW,
                    created=NOW,
                )
            )
    return sqlite_database


def test_what_could_not_be_sent_is_listed_with_the_reason(truce: Truce, stuck: Database, url: str) -> None:
    told = truce("deliveries", DATABASE_URL=url).out
    assert stuck.url == url
    for words in ("Alice [Ober] (Teams)", "Twenty statements", "not installed for them", "for good", "0abcdefa"):
        assert words in told
    assert "2abcdefa" not in told


def test_it_is_sent_again_on_demand(truce: Truce, stuck: Database, url: str) -> None:
    assert truce("deliveries", "--again", "7", DATABASE_URL=url).code == 2
    assert "1 will be sent again" in truce("deliveries", "--again", "0abc", DATABASE_URL=url).out
    assert "1 will be sent again" in truce("deliveries", "--again", "all", DATABASE_URL=url).out
    assert "Everything was delivered" in truce("deliveries", DATABASE_URL=url).out
    with stuck.read() as session:
        assert Deliveries(session, 1).counts() == {"waiting": 2, "sent": 1}


def test_slacks_manifest_is_for_a_host_or_for_socket_mode(truce: Truce) -> None:
    here = yaml.safe_load(truce("slack", "manifest").out)
    assert here["settings"]["socket_mode_enabled"] is True
    hosted = yaml.safe_load(truce("slack", "manifest", "--url", "https://truce.example").out)
    assert hosted["settings"]["event_subscriptions"]["request_url"] == "https://truce.example/slack/events"
    commands = {each["command"] for each in hosted["features"]["slash_commands"]}
    assert {"/truce", "/pulse"} <= commands
    fewer = yaml.safe_load(truce("slack", "manifest", "--without", "/pulse").out)
    assert {each["command"] for each in fewer["features"]["slash_commands"]} == commands - {"/pulse"}
    assert truce("slack", "manifest", "--url", "http://truce.example").code == 2


def test_the_package_for_teams_needs_the_apps_id(truce: Truce, tmp_path: Path) -> None:
    missing = truce("teams", "package")
    assert (missing.code, "MicrosoftAppId is missing" in missing.err) == (2, True)
    assert "is not one of Microsoft's" in truce("teams", "package", MicrosoftAppId="truce").err
    app = "5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a"
    made = truce("teams", "package", MicrosoftAppId=app, PUBLIC_URL="https://truce.example")
    assert made.code == 0
    with zipfile.ZipFile(tmp_path / "truce-teams.zip") as package:
        assert json.loads(package.read("manifest.json"))["bots"][0]["botId"] == app


def test_a_database_that_is_not_there_is_a_sentence(truce: Truce, tmp_path: Path) -> None:
    nowhere = truce("deliveries", DATABASE_URL="postgresql://nobody@127.0.0.1:1/truce")
    assert (nowhere.code, "Check DATABASE_URL" in nowhere.err) == (2, True)
    (tmp_path / "file.db").write_text("this is no database, but long enough to be taken for one\n" * 100)
    broken = truce("deliveries", DATABASE_URL=f"sqlite:///{tmp_path / 'file.db'}")
    assert (broken.code, "Check DATABASE_URL" in broken.err) == (2, True)
