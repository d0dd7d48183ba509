"""The steps of docs/architecture.md, "Adding a capability", taken as they stand there in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
COPIED = ("adapters", "bot", "storage", "tests")

STORY = """
import asyncio, tempfile
from pathlib import Path

import bot
from tests.driver import a_world
from tests.scenarios.company import HEAD_OF_SALES, csv


async def story():
    with tempfile.TemporaryDirectory() as folder:
        async with a_world("web", Path(folder)) as world:
            await world.hires(csv())
            alice = world.person(HEAD_OF_SALES)
            await alice.runs("ping")
            alice.sees("I'm here. It is today at 09:00 where you are.")
            await alice.says("ping")
            assert alice.count("I'm here.") == 2
            await alice.runs("help")
            assert "/truce ping" in alice.sees("whether I am there").text
    print("told in", Path(bot.__file__).parent.parent)


asyncio.run(story())
"""


def _blocks() -> dict[str, str]:
    """The page's blocks of Python, by the line before them."""
    found = re.findall(r"([^\n]+)\n\n```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return {before.strip("`"): code for before, code in found}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project as it is, in a folder of its own."""
    project = tmp_path / "truce"
    for name in COPIED:
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manifest.yaml", project)
    return project


def _run(project: Path, *words: str) -> str:
    """Run Python on the copy, which stands before the installed project."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _follow_the_page(project: Path) -> None:
    blocks = _blocks()
    for name in ("bot/ping/__init__.py", "bot/ping/handlers.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(blocks[name], encoding="utf-8")
    routes = project / "bot" / "routes.py"
    text = routes.read_text(encoding="utf-8")
    imports = next(code for before, code in blocks.items() if before.endswith("with the other imports:"))
    entry = next(code for before, code in blocks.items() if before.endswith("in `COMMANDS`:"))
    for anchor, addition in (("from bot.ports.meetings import", imports), ('    "people": Command(', entry)):
        assert text.count(anchor) == 1
        text = text.replace(anchor, addition + anchor)
    routes.write_text(text, encoding="utf-8")


def test_ping_is_a_folder_and_one_entry(copy: Path) -> None:
    _follow_the_page(copy)
    assert _run(copy, "-c", STORY).strip() == f"told in {copy}"
    (copy / "manifest.yaml").unlink()
    _run(copy, "-c", "import sys; sys.argv = ['truce', 'manifest']; from adapters.cli import main; main()")
    made = (copy / "manifest.yaml").read_text(encoding="utf-8")
    assert 'command: "/ping"\n      description: "whether I am there"' in made
    lint = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--config",
        str(ROOT / "pyproject.toml"),
        "bot/ping",
        "bot/routes.py",
    ]
    done = subprocess.run(lint, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603  our own
    assert done.returncode == 0, done.stdout
