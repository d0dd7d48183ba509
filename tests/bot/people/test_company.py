"""What an administrator sets for the whole company."""

import pytest

from bot.conversation.events import Profile
from bot.conversation.replies import FormErrors, Update
from bot.people.actions import EditCompany
from storage.people import People
from storage.timers import AllTimers
from tests.bot.people.house import House, words

ANA = Profile(user="U1", name="Ana Ruiz", email="ana@example.com")
GOOD: dict[str, str | tuple[str, ...]] = {
    "name": "Fernbrook Ltd",
    "zone": "europe/london",
    "country": "gb",
    "language": "en-GB",
    "minimum": "7",
    "budget": "2",
}


@pytest.fixture
def administered(house: House) -> House:
    house.installs()
    house.sees(ANA)
    house.makes("U1", "administrator")
    return house


def test_an_administrator_sets_what_is_true_for_the_whole_company(administered: House) -> None:
    reply = administered.fills_in("U1", EditCompany(), GOOD)
    assert isinstance(reply, Update)
    told = words(reply)
    assert "Time zone: Europe/London" in told
    assert "Public holidays of: United Kingdom" in told
    with administered.database.read() as session:
        row = People(session, administered.organisation).settings()
    assert (row.name, row.country, row.minimum_group, row.attention_budget) == ("Fernbrook Ltd", "GB", 7, 2)


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("zone", "Europe/Viena", "Did you mean Europe/Vienna"),
        ("zone", "??", "Write it like Europe/Vienna"),
        ("country", "Austria", "two letters"),
        ("language", "x", "like en or de-AT"),
        ("minimum", "2", "least"),
        ("currency", "EUX", "is not a currency code"),
    ],
)
def test_what_can_not_be_is_told_at_its_field(administered: House, field: str, wrong: str, told: str) -> None:
    reply = administered.fills_in("U1", EditCompany(), GOOD | {field: wrong})
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [field]
    assert told in reply.errors[field].text.replace("{zone}", str(reply.errors[field].values.get("zone")))


def test_another_currency_needs_rates(administered: House) -> None:
    told = words(administered.fills_in("U1", EditCompany(), GOOD | {"currency": "gbp"}))
    assert "Currency: GBP" in told
    assert "need rates into GBP" in told
    assert "need rates" not in words(administered.fills_in("U1", EditCompany(), GOOD | {"currency": "GBP"}))
    with administered.database.read() as session:
        assert People(session, administered.organisation).settings().currency == "GBP"
        assert "deals.work_out" in [each.kind for each in AllTimers(session).due(administered.clock.now(), 100)]


def test_only_administrators_may(administered: House) -> None:
    administered.sees(Profile(user="U2", name="Ben Stone"))
    assert "administrator" in words(administered.command("U2", "company"))
    assert "administrator" in words(administered.fills_in("U2", EditCompany(), GOOD))
