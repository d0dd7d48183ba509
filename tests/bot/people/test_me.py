from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.events import Profile
from bot.conversation.forms import ChoiceField, Form
from bot.conversation.model import Platform
from bot.conversation.replies import FormErrors, Home, OpenForm
from bot.people.actions import BackNow, EditMe, SaySide
from tests.bot.people.house import House, words

TENANT: tuple[Platform, str] = ("teams", "tenant")
ANA = Profile(user="U1", name="Ana Ruiz", email="ana@example.com", zone="Europe/Madrid")

Typed = dict[str, str | tuple[str, ...]]


@pytest.fixture
def at_work(house: House) -> House:
    house.installs()
    house.sees(ANA)
    return house


def typed(**changes: str | tuple[str, ...]) -> Typed:
    usual: Typed = {
        "side": "sales",
        "starts": "09:00",
        "ends": "17:30",
        "days": ("0", "1", "2", "3", "4"),
        "zone": "Europe/Madrid",
        "snooze": "",
        "away": "",
        "stand_in": "",
    }
    return usual | changes


def form(house: House, user: str = "U1") -> Form:
    reply = house.clicks(user, EditMe())
    assert isinstance(reply, OpenForm)
    return reply.form


def test_somebody_without_a_side_is_asked_at_home_until_they_say_it(at_work: House) -> None:
    assert "Which side are you on?" in words(at_work.command("U1", "home"))
    assert "Which side are you on?" in words(at_work.command("U1", "me"))
    reply = at_work.clicks("U1", SaySide(side="marketing"), message="m1")
    assert words(reply) == "\nThank you. I count you with Marketing."
    assert "Which side" not in words(at_work.command("U1", "home"))
    assert "Your side: Marketing" in words(at_work.command("U1", "me"))


def test_on_the_home_page_the_answer_changes_the_home_page(at_work: House) -> None:
    reply = at_work.clicks("U1", SaySide(side="other"))
    assert isinstance(reply, Home)
    assert "Which side" not in words(reply)


def test_what_the_company_says_of_the_side_is_not_the_persons_to_change(at_work: House) -> None:
    at_work.imports("name,email,side\nAna Ruiz,ana@example.com,sales")
    assert "comes from your company's list" in words(at_work.clicks("U1", SaySide(side="marketing"), message="m1"))
    assert at_work.person("U1").side == "sales"
    assert "side" not in {field.key for field in form(at_work).fields}
    at_work.fills_in("U1", EditMe(), typed(side="marketing"))
    assert at_work.person("U1").side == "sales"


def test_hours_days_and_zone_are_as_the_person_says(at_work: House) -> None:
    reply = at_work.fills_in("U1", EditMe(), typed(starts="08:00", ends="14:30", days=("3", "0"), zone="europe/lisbon"))
    assert "Working hours: 08:00 to 14:30, Monday and Thursday" in words(reply)
    ana = at_work.person("U1")
    assert (ana.side, ana.side_from, ana.days, ana.zone) == ("sales", "person", "03", "Europe/Lisbon")
    at_work.sees(ANA, at=datetime(2026, 4, 1, tzinfo=UTC))
    assert at_work.person("U1").zone == "Europe/Lisbon"


def test_out_of_office_ends_in_the_morning_of_the_first_day_back(at_work: House) -> None:
    at_work.sees(Profile(user="U2", name="Ben"))
    ben = at_work.person("U2").id
    reply = at_work.fills_in("U1", EditMe(), typed(away="2026-03-09", snooze="2026-03-12", stand_in=str(ben)))
    assert "Ben stands in" in words(reply)
    ana = at_work.person("U1")
    assert ana.away_until == datetime(2026, 3, 8, 23, tzinfo=UTC)
    assert ana.snoozed_until == datetime(2026, 3, 11, 23, tzinfo=UTC)
    at_work.clicks("U1", BackNow())
    ana = at_work.person("U1")
    assert (ana.away_until, ana.snoozed_until) == (None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Europe/Viena"}, "zone"),
        ({"zone": "xxxxxxxx"}, "zone"),
        ({"ends": "08:30"}, "ends"),
        ({"days": ()}, "days"),
        ({"away": "2026-03-02"}, "away"),
        ({"stand_in": "4711"}, "stand_in"),
        ({"starts": "24:61"}, "starts"),
    ],
)
def test_what_can_t_be_is_said_at_its_field(at_work: House, changes: Typed, field: str) -> None:
    reply = at_work.fills_in("U1", EditMe(), typed(**changes))
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == [field]
    assert at_work.person("U1").side_from == ""


def test_nobody_stands_in_for_themselves(at_work: House) -> None:
    reply = at_work.fills_in("U1", EditMe(), typed(stand_in=str(at_work.person("U1").id)))
    assert isinstance(reply, FormErrors)
    assert list(reply.errors) == ["stand_in"]


def test_only_those_who_have_a_choice_are_asked_where_to_write(at_work: House) -> None:
    assert "prefers" not in {field.key for field in form(at_work).fields}
    at_work.installs(TENANT)
    at_work.sees(Profile(user="A1", name="Ana", email="ana@example.com"), where=TENANT)
    (field,) = [field for field in form(at_work).fields if field.key == "prefers"]
    assert isinstance(field, ChoiceField)
    assert [option.value for option in field.options] == ["any", "slack", "teams"]
    at_work.fills_in("U1", EditMe(), typed(prefers="teams"))
    assert at_work.person("U1").prefers == "teams"
    at_work.fills_in("U1", EditMe(), typed(prefers="any"))
    assert at_work.person("U1").prefers == ""


def test_a_pause_that_is_over_is_not_shown(at_work: House) -> None:
    at_work.fills_in("U1", EditMe(), typed(snooze="2026-03-04"))
    assert "Quiet until" in words(at_work.command("U1", "me"))
    at_work.clock.move(timedelta(days=3))
    assert "Quiet until" not in words(at_work.command("U1", "me"))
    (field,) = [field for field in form(at_work).fields if field.key == "snooze"]
    assert field.initial is None
