"""`truce doctor`: what is right, what is not, and how to mend it. Looks at everything; changes nothing.

Comes in: the environment. Goes out: a line a check, marked ✓ (right), ✗ (to be mended) or – (not used). Over 300 lines
because each check is a few lines of its own, and whoever reads one wants to see the others beside it.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.engine import make_url

from adapters.composing import registration
from adapters.crm.connected import NAMES, opened
from adapters.serving import slack_refusal, socket_refusal, teams_refusal
from adapters.slack.api import Api
from adapters.slack.errors import TROUBLE, refused
from adapters.slack.manifest import bot_scopes
from adapters.slack.tokens import OneToken
from adapters.teams.auth import AppToken, TokenRefusedError, TokenUnavailableError
from bot.settings import NEW_SECRET, NOTHING_CONFIGURED, SLACK_APPS, Settings, SettingsError, SlackBy
from storage import migrating
from storage.answers import Answers
from storage.database import Database, StorageError
from storage.installations import Installations
from storage.people import Organisations
from storage.pulse import Pulses
from storage.recounting import recount
from storage.reports import Connection, Connections, Reports
from storage.sealing import Sealer, UnreadableError

PATIENCE: Final = 20.0  # seconds for one call

MARKS: Final = {"right": "✓", "wrong": "✗", "unused": "–"}


@dataclass(frozen=True)
class Finding:
    """One check's outcome. `mend` says what to do about what is wrong."""

    state: Literal["right", "wrong", "unused"]
    what: str
    mend: str = ""

    def lines(self) -> list[str]:
        first = f"{MARKS[self.state]} {self.what}"
        return [first, f"    {self.mend}"] if self.mend else [first]


right = partial(Finding, "right")
unused = partial(Finding, "unused")


def wrong(what: str, mend: str) -> Finding:
    return Finding("wrong", what, mend)


def examine(say: Callable[[str], None], settings: Settings | None = None) -> bool:
    """Make every check and say what came out; False if anything is wrong."""
    well = True
    for finding in _findings(settings):
        for line in finding.lines():
            say(line)
        well = well and finding.state != "wrong"
    say("All is well." if well else "Mend what is marked ✗, then run `truce doctor` again.")
    return well


def _findings(given: Settings | None) -> Iterator[Finding]:
    try:
        settings = given or Settings.read()
    except SettingsError as error:
        for sentence in error.sentences:
            yield wrong("Settings", sentence)
        return
    yield from _settings(settings)
    yield from _database(settings)
    yield from _data()
    yield from _slack(settings)
    yield from _teams(settings)
    yield from _address(settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    found = settings.problems()
    if found == list(NOTHING_CONFIGURED):
        yield Finding("wrong", "Settings: no chat platform is configured.", "\n    ".join(NOTHING_CONFIGURED))
    else:
        for sentence in found:
            yield wrong("Settings", sentence)
    if not found:
        yield right("Settings can be read and fit together.")
    if settings.secret.get_secret_value():
        if not any("TRUCE_SECRET" in sentence for sentence in found):
            yield right("TRUCE_SECRET is set, and long enough.")
    elif not any("TRUCE_SECRET" in sentence for sentence in found):
        yield unused(f"TRUCE_SECRET is not set; links to files and several workspaces need one: {NEW_SECRET}")


# The database


def _database(settings: Settings) -> Iterator[Finding]:
    kind = "SQLite" if settings.is_sqlite else "PostgreSQL"
    file = make_url(settings.database_url).database if settings.is_sqlite else None
    if file and not Path(file).exists():
        yield unused(f"There is no {file} yet; `truce serve` makes it.")
        return
    try:
        database = Database(settings.database_url)
    except (OSError, StorageError) as problem:
        yield wrong(f"{kind} can't be opened ({type(problem).__name__}).", "Check DATABASE_URL.")
        return
    try:
        yield from _open_database(settings, database, kind)
    finally:
        database.close()


def _open_database(settings: Settings, database: Database, kind: str) -> Iterator[Finding]:
    try:
        problem = migrating.problem(database)
    except StorageError as error:
        yield wrong(
            f"{kind} does not answer ({type(error.orig).__name__}).",
            "Check DATABASE_URL: its folder, or its host, port, name, user and password.",
        )
        return
    yield right(f"{kind} answers.")
    if problem:
        yield wrong("The database has not the needed shape.", problem)
        return
    yield right(f"The database is at revision {migrating.needed()}, the one needed.")
    yield _writable(database, kind)
    if settings.is_sqlite:
        yield _wal(database)
    yield from _installed(settings, database)
    yield from _connected(settings, database)
    yield from _counted(database)


def _writable(database: Database, kind: str) -> Finding:
    """Take the lock that writing needs, write, and take it back."""
    try:
        with database.write() as session:
            session.connection().execute(text("UPDATE organisation SET name = name"))
            session.rollback()
    except StorageError as error:
        return wrong(
            f"{kind} can't be written to ({type(error.orig).__name__}).",
            "Check the permissions of the file and its folder, and that the disk is not full."
            if database.is_sqlite
            else "Grant the user of DATABASE_URL the right to write.",
        )
    return right(f"{kind} can be written to.")


def _wal(database: Database) -> Finding:
    with database.engine.connect() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    if mode == "wal":
        return right("SQLite keeps a write-ahead log.")
    return wrong(f"SQLite's journal is {mode!r}.", "Put the file on a local disk: network disks can't share a log.")


def _installed(settings: Settings, database: Database) -> Iterator[Finding]:
    with database.read() as session:
        count = len(Organisations(session).all())
        if settings.slack_by is SlackBy.OAUTH and settings.secret.get_secret_value():
            kept = Installations(session, "slack", Sealer(settings.secret.get_secret_value()))
            for workspace in kept.workspaces():
                try:
                    kept.find(workspace)
                except UnreadableError:
                    yield wrong(
                        f"The token of workspace {workspace} can't be decrypted.",
                        "Put the former secret behind the new one, TRUCE_SECRET=new,old, or install the app again.",
                    )
    if count:
        yield right(f"{count} {'company is' if count == 1 else 'companies are'} in the database.")
    else:
        yield unused("No company is in the database yet: `truce people import`, or install the app.")


def _connected(settings: Settings, database: Database) -> Iterator[Finding]:
    """The CRMs: whether what they need is set, when each was last heard, and what could not be read."""
    with database.read() as session:
        companies = [company.id or 0 for company in Organisations(session).all()]
        rows = [row for company in companies for row in Connections(session).of(company) if row.system in NAMES]
        unreadable = sum(Reports(session, company).count_unreadable() for company in companies)
    if not rows:
        yield unused("No CRM is connected: `truce connect` does it.")
        return
    secret = settings.secret.get_secret_value()
    if not settings.public_url or not secret:
        missing = " and ".join(
            name for name, value in (("PUBLIC_URL", settings.public_url), ("TRUCE_SECRET", secret)) if not value
        )
        yield wrong(
            f"CRMs are connected, but {missing} {'are' if ' and ' in missing else 'is'} not set.",
            "Set it as it was when they were connected.",
        )
    for row in rows:
        name = f"{NAMES[row.system]} ({row.system}:{row.external})"
        if secret and not _opens(row, Sealer(secret)):
            yield wrong(f"The secrets of {name} can't be decrypted.", "Connect it again: `truce connect`.")
        elif row.heard is None:
            yield unused(f"{name} is connected and has sent nothing yet.")
        else:
            yield right(f"{name} was last heard {row.heard:%Y-%m-%d %H:%M} UTC.")
    if unreadable:
        reports = "1 report" if unreadable == 1 else f"{unreadable:,} reports"
        yield wrong(f"{reports} of CRMs could not be read.", "`truce reports` says why.")


def _opens(row: Connection, sealer: Sealer) -> bool:
    try:
        opened(row, sealer)
    except UnreadableError:
        return False
    return True


def _counted(database: Database) -> Iterator[Finding]:
    """What was added up with each answer of a wave that is open, against a recount. No figure of it is told."""
    differ: list[str] = []
    count = 0
    with database.read() as session:
        if not database.is_sqlite:  # all of it as it was at one moment; SQLite reads like that anyway
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        for company in Organisations(session).all():
            answers = Answers(session, company.id or 0)
            for wave in Pulses(session, company.id or 0).open_waves():
                number = wave.id or 0
                count += 1
                if (answers.tallies(number), answers.turnouts(number)) != recount(answers, number):
                    differ.append(f"{wave.title!r} of {company.name} (wave {number})")
    if differ:
        yield wrong(
            f"What was added up with the answers is not what they come to: {', '.join(differ)}.",
            "Its result would be wrong: leave it open, keep a copy of the database, and report this.",
        )
    elif count:
        waves = "1 open wave" if count == 1 else f"{count} open waves"
        yield right(f"What was added up with the answers of {waves} agrees with a recount.")


# What comes with the machine


def _data() -> Iterator[Finding]:
    try:
        for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata"):
            ZoneInfo(zone)
        yield right("Time zones are known.")
    except ZoneInfoNotFoundError:
        yield wrong("Time zones are not known.", "Install them: pip install tzdata")
    try:
        from babel import Locale  # noqa: PLC0415  the doctor says what is missing instead of failing for it
        from holidays import country_holidays  # noqa: PLC0415

        Locale.parse("de_AT")
        country_holidays("DE", years=2026)
        yield right("Public holidays and languages are known.")
    except (ImportError, NotImplementedError, ValueError) as problem:
        yield wrong(f"Holidays or languages are not known ({type(problem).__name__}).", "Install Truce anew.")


# The platforms


def _slack(settings: Settings) -> Iterator[Finding]:
    if settings.slack_by is SlackBy.NOT:
        yield unused(f"Slack is not configured. To use it: `truce slack manifest`, then {SLACK_APPS}.")
        return
    if settings.slack_by is SlackBy.TOKEN:
        yield from asyncio.run(_slack_token(settings))
    secret = settings.slack_signing_secret.get_secret_value()
    if secret:
        if re.fullmatch(r"[0-9a-f]{32}", secret):
            yield right("SLACK_SIGNING_SECRET looks like one.")
        else:
            yield wrong(
                "SLACK_SIGNING_SECRET does not look like one: they are 32 of the characters 0-9 and a-f.",
                f'Copy it from {SLACK_APPS}, your app, "Basic Information", "Signing Secret".',
            )
    if settings.socket_mode:
        yield asyncio.run(_slack_socket(settings))


async def _slack_token(settings: Settings) -> list[Finding]:
    api = Api(OneToken(""), settings.slack_api_url, PATIENCE)
    try:
        response = await api.web_client(settings.slack_bot_token.get_secret_value()).auth_test()
    except TROUBLE as problem:
        no = refused(problem, "auth.test", repeatable=True)
        return [wrong("SLACK_BOT_TOKEN does not work.", slack_refusal(no))]
    finally:
        await api.close()
    found = [right(f"Slack knows the app, in the workspace {response.get('team')}.")]
    granted = {each.strip() for each in _header(response.headers, "x-oauth-scopes").split(",") if each.strip()}
    missing = [scope for scope in bot_scopes() if scope not in granted]
    if not granted:
        found.append(unused("Slack did not say which scopes the token has."))
    elif missing:
        found.append(
            wrong(
                f"The token lacks {'a scope' if len(missing) == 1 else 'scopes'}: {', '.join(missing)}.",
                f'Paste what `truce slack manifest` prints at {SLACK_APPS}, your app, "App Manifest", then press '
                '"Reinstall to Workspace".',
            )
        )
    else:
        found.append(right("The token has every scope that Truce uses."))
    return found


async def _slack_socket(settings: Settings) -> Finding:
    client = AsyncWebClient(base_url=settings.slack_api_url.rstrip("/") + "/", retry_handlers=[], timeout=int(PATIENCE))
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except TROUBLE as problem:
        no = refused(problem, "apps.connections.open", repeatable=True)
        return wrong("SLACK_APP_TOKEN does not work.", socket_refusal(no))
    return right("Slack opens a socket (Socket Mode).")


def _header(headers: Mapping[str, str], name: str) -> str:
    """A header's value, however it is spelled."""
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")


def _teams(settings: Settings) -> Iterator[Finding]:
    if not settings.teams:
        yield unused("Teams is not configured. To use it: MicrosoftAppId, then `truce teams package`.")
    elif not settings.teams_app_id:
        yield unused("Teams takes unsigned requests from this machine (TEAMS_ALLOW_UNAUTHENTICATED).")
    else:
        yield asyncio.run(_teams_token(settings))


async def _teams_token(settings: Settings) -> Finding:
    try:
        registered = registration(settings)
    except ValueError as problem:
        return wrong("The settings for Teams don't fit together.", str(problem))
    async with httpx.AsyncClient(timeout=PATIENCE) as http:
        try:
            await AppToken(registered, http).get()
        except TokenRefusedError as no:
            return wrong("Microsoft gives no token.", teams_refusal(no))
        except TokenUnavailableError as no:
            return wrong(f"Microsoft's sign-in can't be reached ({no}).", "Check this machine's network and proxies.")
    return right("Microsoft knows the bot and gives it a token.")


def _address(settings: Settings) -> Iterator[Finding]:
    needs = (
        settings.teams
        or settings.slack_by is SlackBy.OAUTH
        or (settings.slack_by is SlackBy.TOKEN and not settings.socket_mode)
    )
    if not settings.public_url:
        if needs:
            yield unused("PUBLIC_URL is not set: links to files and calendars can't be given, and nothing checks it.")
        else:
            yield unused("PUBLIC_URL is not set. Nothing configured needs it, but nobody gets a link for a calendar.")
    elif settings.public_url.startswith("https://"):
        yield right(f"PUBLIC_URL is {settings.public_url}.")
    else:
        yield wrong("PUBLIC_URL is not an https address.", "Slack and Teams talk to https addresses only.")
