"""A real playground in a program of its own, and a real browser to look at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.nursery import Program

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

expect.set_options(timeout=30_000)  # other tests run meanwhile: what is waited for comes, but not always at once


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the last test of this folder: while it lives, no other test can have an event loop of its own."""
    if not CHROMIUM.exists():
        pytest.skip(f"There is no browser at {CHROMIUM}. Get it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path, _sqlite_template: Path) -> Path:
    """Where a playground finds its tables made already: to go through all migrations is most of its start."""
    shutil.copy(_sqlite_template, tmp_path / "playground.db")
    return tmp_path


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """A fresh playground's address."""
    with _served(folder) as address:
        yield address


@pytest.fixture
def address_with_past(folder: Path) -> Iterator[str]:
    """The address of a fresh playground whose company is given a past."""
    with _served(folder, "--past") as address:
        yield address


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[str]:
    with Program("tests.browser.serve", [str(folder), *options]) as server:
        port = server.line()
        assert port, "the playground did not start; its words are above"
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The playground as Helena, Head of Marketing, sees it first. Fails if the page itself reports an error."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.get_by_role("heading", name="Truce", level=1).wait_for()
    page.locator(".people-row").first.wait_for()
    yield page
    page.close()
    assert not errors
