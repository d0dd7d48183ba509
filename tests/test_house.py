"""The house stays as it is drawn: its floors, what is generated from it, and what it is shipped with."""

import ast
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import grimp
import pytest
import yaml

from adapters.cli.platforms import slack_manifest
from bot.routes import ROUTES
from bot.settings import Settings
from storage.migrating import tables

ROOT = Path(__file__).parent.parent
SHARED = {"conversation", "locale", "ports"}
"""Folders of bot/ that are no capability."""


def test_imports_go_down_only() -> None:
    program = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own
    assert done.returncode == 0, done.stdout


def test_no_capability_imports_another() -> None:
    capabilities = {path.parent.name for path in (ROOT / "bot").glob("*/__init__.py")} - SHARED
    apart = grimp.Layer(*(f"bot.{each}" for each in capabilities), independent=True)
    found = grimp.build_graph("bot", cache_dir=None).find_illegal_dependencies_for_layers([apart])
    assert {(each.importer, each.imported) for each in found} == set()


def test_slacks_manifest_is_up_to_date() -> None:
    assert (ROOT / "manifest.yaml").read_text() == slack_manifest(), "make manifest"


def test_every_table_belongs_to_an_organisation() -> None:
    known_before_it_is = {"organisation", "inbox", "installation", "installation_state"}
    strays = [
        name
        for name, table in tables().tables.items()
        if name not in known_before_it_is
        and not any(key.column.table.name == "organisation" for key in table.foreign_keys)
    ]
    assert strays == []


def test_no_sentence_hides_in_an_f_string() -> None:
    """There it is found by some versions of Python only, when words are gathered for translators."""
    for folder in ("adapters", "bot"):
        for path in (ROOT / folder).rglob("*.py"):
            strings = (each for each in ast.walk(ast.parse(path.read_text())) if isinstance(each, ast.JoinedStr))
            calls = (each for string in strings for each in ast.walk(string) if isinstance(each, ast.Call))
            named = {each.func.id for each in calls if isinstance(each.func, ast.Name)}
            assert not named & {"T", "TN"}, f"{path.relative_to(ROOT)}: give it a name before the string"


def test_every_short_command_is_a_command() -> None:
    for name, command in ROUTES.commands.items():
        assert re.fullmatch(r"[a-z][a-z-]{1,20}", name)
        assert command.help, f"{name} says nothing about itself in help"


def test_the_versions_that_are_pinned_are_those_it_is_tried_with() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+", line) for line in lines if not line.startswith("#"))
    installed = {_plain(each.name): each.version for each in distributions()}
    for name, version in pinned.items():
        assert installed.get(_plain(name), version) == version, f"{name}: make a new constraints.txt"


def test_the_container_is_given_what_it_needs() -> None:
    recipe, kept = (ROOT / "Dockerfile").read_text(), (ROOT / ".dockerignore").read_text().splitlines()
    copied = {
        word
        for line in recipe.splitlines()
        if line.startswith("COPY") and "--from" not in line
        for word in line.split()[1:-1]
    }
    assert {f"!{each}" for each in copied} <= set(kept)
    for name in ("adapters", "bot", "storage"):
        assert name in copied
    assert re.search(r"^USER truce$", recipe, re.MULTILINE)


def test_the_composition_of_containers_names_settings_that_exist() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text())
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    for name in ("truce", "upgrade"):
        assert set(composed["services"][name]["environment"]) <= known
    assert composed["services"]["truce"]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"


def test_no_machines_path_is_in_the_house() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  wherever it is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    suspicious = re.compile(r"/(?:root|home/\w+|Users/\w+|work)/(?!/)")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".txt", ".csv", ""} and path.is_file() and name != _HERE:
            assert not suspicious.search(path.read_text(encoding="utf-8")), name


_HERE = "tests/test_house.py"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
