"""`truce doctor` looks at everything, and says of what is wrong how to mend it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from adapters.doctor import examine
from bot.settings import Settings
from storage.answer_tables import Tally
from storage.answers import Answers
from storage.database import Database
from storage.installations import Installation, Installations
from storage.people import Organisations
from storage.pulse import Pulses, Wave
from storage.reports import Connection, Connections, Report, Reports
from storage.sealing import Sealer
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.storage.test_repositories import NOW

SECRET = "s" * 40


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack(limits=False).in_thread() as made:
        yield made


def look(**given: Any) -> tuple[bool, str]:
    told: list[str] = []
    well = examine(told.append, Settings.read(env_file=None, **given))
    return well, "\n".join(told)


def on(database: Database, slack: FakeSlack | None = None) -> dict[str, Any]:
    given: dict[str, Any] = {"DATABASE_URL": database.url, "TRUCE_SECRET": SECRET}
    if slack is not None:
        given |= {
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
            "SLACK_APP_TOKEN": slack.app_token,
            "PUBLIC_URL": "https://truce.example",
        }
    return given


def test_where_all_is_well_nothing_is_to_be_mended(database: Database, slack: FakeSlack) -> None:
    with database.write() as session:
        Organisations(session).add("Brightwater")
    well, told = look(**on(database, slack))
    assert well, told
    assert "✗" not in told
    for words in ("TRUCE_SECRET is set", "can be written to", "every scope", "opens a socket", "1 company is"):
        assert words in told
    assert "All is well." in told


async def test_teams_gives_a_token(sqlite_database: Database) -> None:
    async with FakeTeams() as teams:
        well, told = await _in_thread(on(sqlite_database) | teams.environment())
        assert well, told
        assert "✓ Microsoft knows the bot" in told
        wrong = on(sqlite_database) | teams.environment() | {"MicrosoftAppPassword": "old"}
        well, told = await _in_thread(wrong)
        assert not well
        assert "✗ Microsoft gives no token." in told
        assert "Certificates & secrets" in told


async def _in_thread(given: dict[str, Any]) -> tuple[bool, str]:
    import asyncio  # noqa: PLC0415

    return await asyncio.to_thread(lambda: look(**given))


def test_with_nothing_configured_it_says_what_to_set(tmp_path: Path) -> None:
    well, told = look(DATABASE_URL=f"sqlite:///{tmp_path / 'truce.db'}")
    assert not well
    assert "no chat platform is configured" in told
    assert "`truce serve` makes it" in told
    assert not list(tmp_path.iterdir()), "looking makes nothing"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-old"}, ("✗ SLACK_BOT_TOKEN does not work.", "invalid_auth", "OAuth & Permissions")),
        ({"SLACK_APP_TOKEN": "xapp-old"}, ("✗ SLACK_APP_TOKEN does not work.", "App-Level Tokens")),
        ({"SLACK_SIGNING_SECRET": "x"}, ("✗ SLACK_SIGNING_SECRET does not look like one", "Basic Information")),
        ({"PUBLIC_URL": "http://truce.example"}, ("✗ PUBLIC_URL is not an https address.",)),
        ({"TRUCE_SECRET": "short"}, ("✗ Settings", "TRUCE_SECRET is too short", "secrets.token_urlsafe")),
    ],
)
def test_what_is_wrong_is_marked_with_how_to_mend_it(
    sqlite_database: Database, slack: FakeSlack, change: dict[str, str], told: tuple[str, ...]
) -> None:
    well, lines = look(**on(sqlite_database, slack) | change)
    assert not well
    for words in told:
        assert words in lines
    assert slack.bot_token not in lines


def test_a_scope_that_the_token_lacks_is_named(sqlite_database: Database, slack: FakeSlack) -> None:
    installation = slack.installations[slack.bot_token]
    installation.scopes = ",".join(each for each in installation.scopes.split(",") if each != "files:write")
    well, told = look(**on(sqlite_database, slack))
    assert not well
    assert "✗ The token lacks a scope: files:write." in told
    assert "truce slack manifest" in told


def test_a_database_of_another_shape_or_none_is_told(empty_database: Database) -> None:
    well, told = look(**on(empty_database))
    assert not well
    assert "truce db upgrade" in told or "serve` makes it" in told
    well, told = look(DATABASE_URL="postgresql://nobody@127.0.0.1:1/truce")
    assert not well
    assert "✗ PostgreSQL does not answer" in told


def test_a_secret_that_was_lost_is_noticed(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        row = Installation(
            platform="slack",
            workspace="T1",
            name="Brightwater",
            sealed_token="",
            bot_user="B1",
            scopes="",
            by="U1",
            installed=NOW,
        )
        Installations(session, "slack", Sealer("the former secret")).keep(row, "xoxb-1")
    oauth = {
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "s",
        "SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
        "PUBLIC_URL": "https://truce.example",
    }
    well, told = look(**on(sqlite_database) | oauth)
    assert not well
    assert "The token of workspace T1 can't be decrypted" in told
    assert "TRUCE_SECRET=new,old" in told


def test_sums_that_a_recount_does_not_find_are_told_without_a_figure(database: Database) -> None:
    with database.write() as session:
        home = Organisations(session).add("Brightwater").id or 0
        about: dict[str, Any] = {"organisation": home, "kind": "pulse", "opened": NOW, "closes": NOW, "minimum": 3}
        waves = [Pulses(session, home).add(Wave(title=title, **about)).id or 0 for title in ("Spring", "Summer")]
        for wave in waves:
            for number in range(7):
                Answers(session, home).rate(wave, f"token {number}", "sales", {1: 4}, NOW)
    well, told = look(**on(database))
    assert "of 2 open waves agrees with a recount" in told
    assert "✗ What was added up" not in told
    with database.write() as session:
        row = session.exec(select(Tally).where(Tally.wave == waves[1])).one()
        row.n += 1
        session.add(row)
    well, told = look(**on(database))
    assert not well
    assert "✗ What was added up with the answers is not what they come to: 'Summer' of Brightwater (wave 2)." in told
    assert "Spring" not in told
    assert "keep a copy" in told


def test_connected_crms_are_named_with_what_they_lack(sqlite_database: Database) -> None:
    told = look(**on(sqlite_database))[1]
    assert "– No CRM is connected" in told
    with sqlite_database.write() as session:
        company = Organisations(session).add("Brightwater").id or 0
        for system, heard in (("hubspot", NOW), ("pipedrive", None)):
            row = Connection(organisation=company, system=system, external="62515", sealed_secret="", added=NOW)
            row.sealed_secret, row.heard = Sealer(SECRET).seal("theirs"), heard
            Connections(session).add(row)
        report = Report(organisation=company, connection=1, system="hubspot", key="1", received=NOW, body=b"?")
        report.state = "unreadable"
        Reports(session, company).add(report)
    well, told = look(**on(sqlite_database))
    assert not well
    assert "✗ CRMs are connected, but PUBLIC_URL is not set." in told
    assert "✓ HubSpot (hubspot:62515) was last heard" in told
    assert "– Pipedrive (pipedrive:62515) is connected and has sent nothing yet." in told
    assert "✗ 1 report of CRMs could not be read." in told
    told = look(**on(sqlite_database) | {"TRUCE_SECRET": "x" * 40})[1]
    assert "✗ The secrets of HubSpot (hubspot:62515) can't be decrypted." in told
