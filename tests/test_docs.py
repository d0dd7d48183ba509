"""What README.md and docs/ say agrees with the code: links, commands, settings, addresses, rights, statements."""

import re
import shlex
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer.main
from pydantic import SecretStr

from adapters.cli.main import app
from adapters.clock import MovableClock
from adapters.composing import build
from adapters.slack.manifest import bot_scopes
from bot.people.importing import import_people
from bot.people.lines import COLUMNS
from bot.pulse.export import COLUMNS as CSV_COLUMNS
from bot.pulse.statements import RELATIONSHIPS, STATEMENTS
from bot.rights import MAY, Right, Role
from bot.routes import ROUTES
from bot.settings import Settings
from storage.database import Database
from storage.people import Organisations

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_OURS = {"POSTGRES_PASSWORD", "HTTPS_PROXY", "NO_PROXY", "OPENS_FORM", "AGENDA_SOURCES"}
"""Variables that the pages name and other programs read, and names in the code that look like one."""
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _read(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def _code(page: Path) -> list[str]:
    """What stands in code style: spans, and the lines of blocks, without their comments."""
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^ *```\w*\n.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    indented = re.findall(r"^ {4,}(\S.*)$", rest, re.MULTILINE)
    spans = [re.sub(r"\s+", " ", span) for span in re.findall(r"(?<!`)`([^`]+)`(?!`)", rest)]
    lines = [line.strip() for fence in fences for line in fence.splitlines()] + indented
    return spans + [re.sub(r"\s{2,}#.*", "", line) for line in lines]


def _table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose heading begins with this cell."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {first} |".replace("|  |", "| |")))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


def _headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in found}


# Links and files


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for label, link in re.findall(r"\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        name, _, anchor = re.sub(r"\s", "", link).partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{label}: {link}"
        assert not anchor or anchor in _headings(target), f"{label}: {link}"


def test_every_page_is_found_from_the_readme() -> None:
    linked = set(re.findall(r"\(docs/([\w.-]+\.md)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert linked == {page.name for page in PAGES[1:]}


@each_page
def test_files_that_are_named_exist(page: Path) -> None:
    made = {"bot/ping", "storage/NAME.py"}
    for code in _code(page):
        if re.fullmatch(r"(?:bot|adapters|storage|tests|docs|bench)(?:/[\w.-]+)+", code):
            assert (ROOT / code).exists() or any(code.startswith(each) for each in made), code


def test_the_picture_is_a_picture_and_not_too_heavy() -> None:
    content = (ROOT / "docs" / "playground.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1440, 900)
    assert len(content) < 400_000


# Commands


def _inside(command: Any) -> dict[str, Any]:
    """The commands of a group; none for a command. (Typer brings click with it, or uses the installed one.)"""
    return dict(getattr(command, "commands", {}))


def _checked(words: list[str]) -> None:
    """Walk down the command line as it is typed; placeholders in capitals stand for arguments."""
    here: Any = typer.main.get_command(app)
    rest = list(words)
    while _inside(here) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        assert name in _inside(here), f"there is no `truce {' '.join(words)}`"
        here = _inside(here)[name]
    known = {name for parameter in here.params for name in parameter.opts} | {"--help"}
    assert {each.partition("=")[0] for each in rest if each.startswith("--")} <= known, " ".join(words)


@each_page
def test_commands_of_the_command_line_exist(page: Path) -> None:
    for code in _code(page):
        if found := re.match(r"(?:\.venv/bin/)?truce ([a-z-].*)", code):
            _checked(shlex.split(found[1]))


def test_the_table_of_commands_is_whole() -> None:
    group = typer.main.get_command(app)
    there = {
        f"{name} {inner}".strip() for name, command in _inside(group).items() for inner in _inside(command) or [""]
    }
    told = {
        re.sub(r" [A-Z]+", "", row[0].strip("`")).removeprefix("truce ")
        for row in _table(_read("running.md"), "command")
    }
    assert told == there


@each_page
def test_commands_of_the_chat_exist(page: Path) -> None:
    known = {*ROUTES.commands, "ping"}
    ways = {way.text for way in ROUTES.commands["pulse"].ways}
    for code in _code(page):
        if found := re.match(r"/truce (\w+)(?: (.*))?", code):
            assert found[1] in known, code
        if found := re.match(r"(?:/truce )?pulse (\S.*)", code):
            assert found[1] in ways, code
        if found := re.fullmatch(r"/(\w+)", code):
            short = {name for name, command in ROUTES.commands.items() if command.slash}
            assert found[1] in short | {"ping"} | _paths(), code


@each_page
def test_make_targets_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for code in _code(page):
        if found := re.match(r"make ([a-z]+)", code):
            assert found[1] in targets, code


# Settings and addresses


def _settings() -> dict[str, str]:
    """Every setting by its name, with its default as one writes it."""
    found = {}
    for field in Settings.model_fields.values():
        value: Any = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        found[str(field.validation_alias)] = str(int(value) if isinstance(value, bool) else value)
    return found


def test_the_table_of_settings_is_whole_and_right() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in _table(_read("running.md"), "setting")}
    assert told == _settings()


@each_page
def test_settings_that_are_named_exist(page: Path) -> None:
    for code in _code(page):
        for name in re.findall(r"^([A-Z][A-Z_]{3,}|Microsoft\w+|To\w+From\w+)(?==|$)", code):
            if "_" in name or name.startswith(("Microsoft", "To")):
                assert name in _settings() or name in NOT_OURS, name


def _everything() -> Settings:
    """Settings under which every address is served."""
    return Settings.model_validate(
        {
            "PUBLIC_URL": "https://truce.example.com",
            "TRUCE_SECRET": "of the tests, and long enough for them",
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": "secret",
            "SLACK_SIGNING_SECRET": "0" * 32,
            "MicrosoftAppId": "5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a",
            "MicrosoftAppPassword": "secret",
            "MicrosoftAppTenantId": "6d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a",
        }
    )


def _paths() -> set[str]:
    """First words of addresses that pages may name alone, such as /metrics."""
    return {row[0].strip("`").split("/")[1] for row in _table(_read("running.md"), "address")} | {
        "privacy",
        "terms",
        "data",
    }


async def test_the_table_of_addresses_is_whole_and_the_metrics_exist(sqlite_database: Database) -> None:
    house = build(_everything(), sqlite_database, MovableClock(NOW))
    try:
        served = {route.path for route in house.routes}
        counted = house.metrics.text().decode()
    finally:
        house.truce.close()
        if house.teams:
            await house.teams.http.aclose()
        if house.slack:
            await house.slack.client.close()
    assert {row[0].strip("`") for row in _table(_read("running.md"), "address")} == served
    told = {row[0].strip("`").removesuffix("_total") for row in _table(_read("running.md"), "metric")}
    assert told == {
        name.removesuffix("_total") for name in re.findall(r"^# TYPE (truce_\w+) ", counted, re.MULTILINE)
    } - {
        "truce_events_created",
        "truce_events_repeated_created",
        "truce_handler_failures_created",
        "truce_batch_events_created",
    }


def test_the_table_of_slacks_scopes_is_whole() -> None:
    told = {scope for row in _table(_read("slack.md"), "scope") for scope in re.findall(r"`([\w:.]+)`", row[0])}
    assert told == set(bot_scopes())


# What people may do, and are asked


def test_the_table_of_rights_is_right() -> None:
    rows = {row[0]: row[1:] for row in _table(_read("people.md"), "")}
    assert set(rows) == {right.value for right in Right}
    for right in Right:
        assert [cell == "yes" for cell in rows[right.value]] == [role in MAY[right] for role in Role]


def test_the_columns_of_the_file_are_those_and_the_example_can_be_imported(sqlite_database: Database) -> None:
    page = _read("people.md")
    assert [row[0].strip("`") for row in _table(page, "column")] == list(COLUMNS)
    example = re.search(r"```csv\n(.*?)```", page, re.DOTALL)
    assert example
    with sqlite_database.write() as session:
        company = Organisations(session).add("Brightwater").id or 0
        content = example[1].encode()
        report = import_people(session, company, content, dry_run=False, skip_bad=False, now=NOW)
    assert report.written
    assert len(report.plan.added) == len(example[1].splitlines()) - 1


def test_the_twenty_statements_are_those_that_are_asked() -> None:
    rows = _table(_read("assessment.md"), "")
    assert rows == [[str(s.number), s.words.text, s.measures.text, s.help.text] for s in STATEMENTS]


def test_the_bands_are_those_of_the_code() -> None:
    last = RELATIONSHIPS[-1]
    assert _table(_read("assessment.md"), "total") == [
        [f"{each.start} to {'' if each is last else 'below '}{each.end}", each.name.text, each.meaning.text]
        for each in RELATIONSHIPS
    ]


def test_the_columns_of_the_result_are_those_of_the_code() -> None:
    page = re.sub(r"\s+", " ", _read("assessment.md"))
    told = page[page.index("with the columns") : page.index("What may not be shown is")]
    assert tuple(re.findall(r"`([^`]+)`", told)) == CSV_COLUMNS
