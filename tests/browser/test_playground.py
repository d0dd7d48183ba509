"""What a newcomer does in the playground within the first ten minutes."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.gallery import WAYS

pytestmark = pytest.mark.xdist_group("browser")  # one browser, and one process that playgrounds are forked from


def _be(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("button", name=re.compile(name)).click()
    expect(page.locator(".me-name")).to_have_text(re.compile(name))


def _say(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Enter")


def _last(page: Page) -> Locator:
    return page.get_by_role("log").get_by_role("article").last


def _field(page: Page, label: str) -> Locator:
    return page.get_by_role("dialog").get_by_label(label, exact=True)


def _move(page: Page, label: str) -> None:
    page.get_by_role("group", name="Clock").get_by_role("button", name=label).click()


def test_help_shows_a_card_and_what_happened(page: Page) -> None:
    expect(page.get_by_role("note")).to_contain_text("Playground")
    _be(page, "Marcus Adeyemi")
    _say(page, "/truce help")
    expect(_last(page)).to_contain_text("Here is what you can do, Marcus")
    beside = page.get_by_label("What just happened")
    expect(beside).to_contain_text("Marcus Adeyemi typed a command help")
    expect(beside).to_contain_text("1 message queued")


def test_a_form_keeps_what_was_typed_until_it_is_right(page: Page) -> None:
    _say(page, "/truce gallery")
    _last(page).get_by_role("button", name="Plan a joint visit").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Start a joint visit")
    _field(page, "Customer").fill("Acme")
    _field(page, "How many go along?").fill("two")
    _field(page, "Size of the deal").fill("250,000 EUR")
    _field(page, "Day").fill("2026-12-01")
    _field(page, "Who hosts?").fill("grace")
    page.get_by_role("option", name="Grace Okafor").click()
    dialog.get_by_role("radio", name="Marketing").check()
    dialog.get_by_role("checkbox", name="Pricing").check()
    dialog.get_by_role("button", name="Plan it").click()
    expect(dialog.get_by_role("alert").filter(has_text="2 fields need another look.")).to_be_visible()
    expect(dialog).to_contain_text("Please type a number, such as 5.")
    expect(dialog).to_contain_text("Please fill this in.")
    expect(_field(page, "Customer")).to_have_value("Acme")
    expect(_field(page, "How many go along?")).to_be_focused()
    _field(page, "How many go along?").fill("2")
    dialog.get_by_role("radio", name="4").check(force=True)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(_last(page)).to_contain_text("The visit is planned")
    expect(_last(page)).to_contain_text("Grace Okafor")


def test_eleven_steps_stand_in_a_row_and_long_options_are_read_in_full(page: Page) -> None:
    _say(page, "/truce questions")
    steps = _last(page).get_by_role("group", name=re.compile("How likely")).get_by_role("button")
    expect(steps).to_have_text([str(step) for step in range(11)])
    tops = steps.evaluate_all("all => all.map(each => Math.round(each.getBoundingClientRect().top))")
    assert len(set(tops)) == 1, "all at one moment, since the page still moves to the message"
    ways = _last(page).get_by_role("group", name=re.compile("prepare a launch")).get_by_role("button")
    expect(ways.first).to_have_text(WAYS[0])
    assert ways.first.evaluate("way => way.scrollWidth <= way.clientWidth && way.scrollHeight <= way.clientHeight")
    steps.first.click()
    expect(_last(page).get_by_text("Answered.")).to_have_count(2)


def test_a_click_changes_the_message_where_it_stands(page: Page) -> None:
    _say(page, "/truce gallery")
    _last(page).get_by_role("button", name="4", exact=True).click()
    expect(_last(page)).to_contain_text("Answered.")
    expect(page.get_by_role("log").get_by_role("article")).to_have_count(2)


def test_a_picture_a_file_and_a_question_before_a_press(page: Page) -> None:
    _say(page, "/truce gallery")
    picture = _last(page).get_by_role("img", name="Totals of both sides")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1000)
    with page.expect_download() as download:
        _last(page).get_by_role("button", name="results.csv").click()
    assert download.value.suggested_filename == "results.csv"
    _last(page).get_by_role("button", name="Close it now").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Cancel").click()
    expect(_last(page)).not_to_contain_text("Answered.")
    _last(page).get_by_role("button", name="Close it now").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Yes").click()
    expect(_last(page)).to_contain_text("Answered.")


def test_the_clock_moves_and_people_get_their_messages(page: Page) -> None:
    _say(page, "/truce gallery")
    ahead = page.get_by_label("What comes next")
    expect(ahead).to_contain_text("Gallery: later")
    _move(page, "To the next timer")
    expect(page.locator(".clock-time")).to_have_text("05:00")
    expect(ahead).to_contain_text("messages waiting")
    _move(page, "Next morning")
    expect(page.locator(".clock-time")).to_have_text("10:00")
    clara = page.get_by_role("navigation").get_by_role("button", name=re.compile("Clara Hofer"))
    expect(clara).to_contain_text("1 unread")
    clara.click()
    expect(_last(page)).to_contain_text("Good morning, Clara Hofer")
    expect(clara).not_to_contain_text("unread")


def test_a_message_as_it_would_be_on_slack_and_in_teams(page: Page) -> None:
    _say(page, "/truce gallery")
    _last(page).get_by_role("button", name="Block Kit").click()
    expect(_last(page)).to_contain_text('"type": "header"')
    _last(page).get_by_role("button", name="Adaptive Card").click()
    expect(_last(page)).to_contain_text('"type": "AdaptiveCard"')
    _last(page).get_by_role("button", name="As here").click()
    expect(_last(page)).to_contain_text("Everything a card can hold")


def test_a_channel_a_thread_and_a_whisper(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("button", name="sales-and-marketing").click()
    _say(page, "Who is around today?")
    _say(page, "/truce whisper")
    expect(_last(page)).to_contain_text("Between us: it works.")
    expect(_last(page)).to_contain_text("Only you see this")
    _be(page, "Marcus Adeyemi")
    page.get_by_role("navigation").get_by_role("button", name="sales-and-marketing").click()
    expect(page.get_by_role("log")).to_contain_text("Who is around today?")
    expect(page.get_by_role("log")).not_to_contain_text("Between us")


def test_nobodys_text_can_be_markup(page: Page) -> None:
    _say(page, "<img src=x onerror=alert(1)> **bold**")
    expect(page.get_by_role("log")).to_contain_text("<img src=x onerror=alert(1)> **bold**")
    expect(page.get_by_role("log").locator("img[src=x]")).to_have_count(0)


def test_home_and_starting_over(page: Page) -> None:
    page.get_by_role("tab", name="Home").click()
    expect(page.locator(".home-card")).to_contain_text("Hello Helena")
    page.get_by_role("tab", name="Messages").click()
    _say(page, "/truce help")
    expect(_last(page)).to_contain_text("what you can do")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Yes").click()
    expect(page.get_by_label("Chat")).to_contain_text("Helena and Truce have not talked yet")


def test_an_assessment_from_the_question_to_the_result(page: Page) -> None:
    _say(page, "/truce pulse start assessment")
    page.get_by_role("dialog").get_by_role("button", name="Start", exact=True).click()
    expect(_last(page)).to_contain_text("has started")
    _move(page, "Next morning")
    expect(page.locator(".clock-time")).to_have_text("10:00")
    expect(_last(page)).to_contain_text("Twenty statements")
    expect(page.locator(".pg.is-busy")).to_have_count(0)
    _move(page, "Next morning")
    expect(page.locator(".clock-day")).to_contain_text("24 November")
    expect(page.locator(".pg.is-busy")).to_have_count(0)
    page.get_by_role("button", name="Let everybody answer").click()
    expect(page.get_by_text(re.compile(r"\d+ people answered"))).to_be_visible(timeout=120_000)
    for day in ("Tuesday 1 December", "Tuesday 8 December"):
        _move(page, "+1 week")
        expect(page.locator(".clock-day")).to_contain_text(day, timeout=60_000)
        expect(page.locator(".pg.is-busy")).to_have_count(0)
    expect(_last(page)).to_contain_text("the result")
    expect(_last(page).get_by_role("img").first).to_be_visible()


def test_ten_weeks_are_played_before_a_visitor_may_act(browser: Browser, address_with_past: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address_with_past)
    expect(page.get_by_role("status")).to_contain_text("Ten weeks of Fernbrook Instruments are being played")
    expect(page.get_by_role("status")).to_be_hidden(timeout=240_000)
    invitation = _last(page)
    expect(invitation).to_contain_text("3 quick statements", timeout=60_000)
    expect(invitation).to_be_in_viewport()
    expect(page.get_by_label("What comes next")).to_contain_text("A survey closes")
    invitation.get_by_role("button", name="4", exact=True).click()
    expect(invitation).to_contain_text("2 of 3")
    page.get_by_role("button", name="/truce pulse results").click()
    expect(_last(page)).to_contain_text("Where we stand")
    expect(_last(page).get_by_role("heading").first).to_be_in_viewport()
    page.close()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.get_by_label("Message", exact=True).focus()
    page.keyboard.type("/truce gallery")
    page.keyboard.press("Enter")
    expect(_last(page)).to_contain_text("Everything a card can hold")
    _last(page).get_by_role("button", name="2", exact=True).focus()
    page.keyboard.press("Enter")
    expect(_last(page)).to_contain_text("Answered.")
    expect(_last(page).get_by_role("button", name=re.compile("^1"))).to_be_focused()
    _last(page).get_by_role("button", name="Plan a joint visit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Start a joint visit")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("tab", name="Home").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".home-card")).to_be_visible()


def test_a_message_is_pointed_to_by_keyboard(page: Page) -> None:
    """Anybody's: what somebody wrote to others, and what Truce said."""
    page.get_by_role("navigation").get_by_role("button", name="sales-and-marketing").click()
    _say(page, "Churn in retail doubles & nobody talks of it")
    more = _last(page).get_by_role("button", name="Do something with this message")
    more.focus()
    page.keyboard.press("Enter")
    item = page.get_by_role("menu").get_by_role("menuitem", name="Repeat it")
    expect(item).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    item.focus()
    page.keyboard.press("Enter")
    expect(_last(page)).to_contain_text("says: Churn in retail doubles & nobody talks of it")
    expect(_last(page)).to_contain_text("Only you see this")
    _last(page).get_by_role("button", name="Do something with this message").click()
    page.get_by_role("menu").get_by_role("menuitem", name="Add to agenda").click()
    expect(page.get_by_role("log")).to_contain_text("meeting")


def test_it_fits_a_small_laptop(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.goto(address)
    page.locator(".people-row").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1024
    for label in ("+1 hour", "Next morning", "To the next timer", "+1 week"):
        expect(page.get_by_role("button", name=label)).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Message", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Let everybody answer")).to_be_in_viewport(ratio=1)
    page.close()
