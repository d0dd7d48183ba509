"""The page can be read in the light and in the dark: every text against what it stands on, as the browser paints it."""

from collections.abc import Mapping
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.xdist_group("browser")
Scheme = Literal["light", "dark"]
SCHEMES: Final[Mapping[Scheme, str]] = {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 33)"}
NEEDED = 4.5
"""WCAG 2.2, level AA (1.4.3)."""
WEAK = """(least) => {
  const parts = (colour) => {
    const found = colour.match(/[\\d.]+/g).map(Number);
    return [found[0], found[1], found[2], found.length > 3 ? found[3] : 1];
  };
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
  const ground = (element) => {
    if (!element) return [255, 255, 255, 1];
    const own = parts(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(element.parentElement));
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((each) => {
      const part = each / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opacity = (element) => element ? Number(getComputedStyle(element).opacity) * opacity(element.parentElement) : 1;
  const seen = (element) => element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && !element.closest(".unseen, [aria-hidden=true], [disabled], .q-notification");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weak = new Set();
  let looked = 0;
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const said = walker.currentNode.textContent.trim();
    if (!said || !seen(element) || ["STYLE", "SCRIPT", "TITLE"].includes(element.tagName)) continue;
    looked += 1;
    const under = ground(element);
    const ink = parts(getComputedStyle(element).color);
    ink[3] *= opacity(element);
    const [a, b] = [light(over(ink, under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least) weak.add(`${ratio.toFixed(2)} ${element.className || element.tagName}: ${said.slice(0, 40)}`);
  }
  return [looked, [...weak]];
}"""


def _weak(page: Page, but: str = "nothing") -> list[str]:
    """What can't be read by day or by night; what is of the class `but` is left out."""
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
        looked, weak = page.evaluate(WEAK, NEEDED)
        assert looked > 50
        found += [f"{scheme}: {each}" for each in weak if but not in each]
    return found


def _last(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article").last


def test_every_text_can_be_read_by_day_and_by_night(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.locator(".people-row").first.wait_for()
    for scheme, background in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(".middle")).to_have_css("background-color", background)
    assert _weak(page) == []
    for person in ("Helena Brandt", "Marcus Adeyemi"):  # on Slack, in Teams
        page.get_by_role("navigation").get_by_role("button", name=person).click()
        expect(page.locator(".me-name")).to_have_text(person)
        page.get_by_label("Message", exact=True).fill("/truce gallery")
        page.keyboard.press("Enter")
        expect(_last(page)).to_contain_text("Everything a card can hold")
        picture = _last(page).get_by_role("img").first
        expect(picture).to_be_visible()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shown = picture.evaluate("async (image) => { await image.decode(); return image.currentSrc; }")
            assert ("dark=1" in shown) is (scheme == "dark")
        _last(page).get_by_role("button", name="2", exact=True).hover()
        assert _weak(page) == []
        _last(page).get_by_role("button", name="Plan a joint visit").click()
        page.get_by_role("dialog").get_by_role("button", name="Plan it").click()
        expect(page.get_by_role("dialog").get_by_role("alert").first).to_be_visible()
        assert _weak(page) == []
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        _last(page).get_by_role("button", name="Close it now").click()
        expect(page.get_by_role("alertdialog")).to_be_visible()
        assert _weak(page) == []
        page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        _last(page).get_by_role("button", name="Adaptive Card").click()
        expect(_last(page)).to_contain_text('"type": "AdaptiveCard"')
        assert _weak(page, but="codehilite") == []
        _last(page).get_by_role("button", name="As here").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.locator(".home-card")).to_be_visible()
    assert _weak(page) == []
    page.close()
