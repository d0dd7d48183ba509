"""A visitor plays the CRM: a deal changes, and Truce hears it as it would from HubSpot."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.xdist_group("browser")


def test_a_deal_changes_in_the_crm(page: Page) -> None:
    page.get_by_role("button", name="A deal changes").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This is what HubSpot or Salesforce would report by itself.")
    dialog.get_by_label("Amount").fill("lots")
    dialog.get_by_role("button", name="Report it").click()
    expect(dialog).to_contain_text("Please type an amount and its currency")
    dialog.get_by_label("Amount").fill("2,100,000 EUR")
    dialog.get_by_role("button", name="Report it").click()
    # The note comes first, for a few seconds; the form closes once all that follows has happened, which may be later.
    expect(page.locator("body")).to_contain_text("The CRM says: Acme renewal is open, at 2,100,000 EUR.")
    expect(dialog).to_have_count(0)
    beside = page.get_by_label("What just happened")
    expect(beside).to_contain_text("The CRM reported")
    expect(beside).to_contain_text("1 report stored as it came")
    page.get_by_role("button", name="A deal changes").click()
    expect(page.get_by_role("dialog").get_by_label("Amount")).to_have_value("2,100,000 EUR")
