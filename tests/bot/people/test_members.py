from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.events import Profile, ReferenceSeen, Uninstalled
from bot.conversation.model import Platform
from bot.conversation.words import T
from bot.people.handlers import next_night
from bot.timing import Holidays
from bot.work import Work
from storage.deliveries import Deliveries, Delivery
from storage.people import People
from tests.bot.people.house import MONDAY, TEAM, House, words

TENANT: tuple[Platform, str] = ("teams", "tenant")
ANA = Profile(user="U1", name="Ana Ruiz", email="ana@example.com", title="Rep", zone="Europe/Madrid", language="es_ES")


def test_whoever_installs_first_is_the_administrator_and_nobody_after_them(house: House) -> None:
    house.installs(by="U1")
    house.installs(TENANT, by="T1")
    assert house.roles("U1") == {"administrator"}
    house.command("T1", "help", TENANT)
    assert house.roles("T1", TENANT) == set()
    assert [row.key for row in house.outbox("roster")] == ["roster:slack:T1", "roster:teams:tenant"]


def test_a_member_list_makes_people_and_profiles_change_them(house: House) -> None:
    house.installs()
    house.sees(ANA, Profile(user="U2", name="Robot", bot=True), Profile(user="U3", name="Gone", left=True))
    assert house.everybody() == ["Ana Ruiz"]
    ana = house.person("U1")
    assert (ana.email, ana.title, ana.zone, ana.language) == ("ana@example.com", "Rep", "Europe/Madrid", "es-ES")
    house.sees(ANA.model_copy(update={"name": "Ana Ruiz-Vega", "title": ""}), at=MONDAY + timedelta(hours=1))
    assert (house.person("U1").name, house.person("U1").title) == ("Ana Ruiz-Vega", "Rep")


def test_older_news_change_nothing(house: House) -> None:
    house.installs()
    house.sees(ANA, at=MONDAY)
    house.sees(Profile(user="U1", name="Old Name", left=True), at=MONDAY - timedelta(seconds=1))
    assert house.everybody() == ["Ana Ruiz"]


def test_a_zone_that_nobody_knows_is_left_out(house: House) -> None:
    house.installs()
    house.sees(ANA.model_copy(update={"zone": "Mars/Olympus"}))
    assert house.person("U1").zone == ""


def test_somebody_leaves_when_their_last_account_does_and_may_come_back(house: House) -> None:
    house.installs()
    house.installs(TENANT)
    house.sees(ANA)
    house.sees(Profile(user="A1", name="Ana", email="ana@example.com"), where=TENANT)
    house.sees(ANA.model_copy(update={"left": True}))
    assert house.everybody() == ["Ana Ruiz"]
    house.sees(Profile(user="A1", name="Ana", left=True), where=TENANT)
    assert house.everybody() == []
    house.sees(ANA)
    assert house.everybody() == ["Ana Ruiz"]


def test_whom_a_full_reading_does_not_show_has_left(house: House) -> None:
    house.installs()
    ben = Profile(user="U2", name="Ben")
    house.reads_everybody(ANA, ben)
    house.clock.move(timedelta(days=1))
    house.sees(ANA)
    house.reads_everybody()  # the last page of a reading is empty
    assert house.everybody() == ["Ana Ruiz"]


def test_a_reading_that_shows_nobody_proves_nothing(house: House) -> None:
    house.installs()
    house.reads_everybody(ANA)
    house.clock.move(timedelta(days=1))
    house.reads_everybody()
    assert house.everybody() == ["Ana Ruiz"]


def test_whoever_came_while_the_list_was_read_is_not_taken_for_gone(house: House) -> None:
    house.installs()
    house.command("U9", "help")
    house.reads_everybody(ANA)
    assert house.everybody() == ["Ana Ruiz", "U9"]
    house.clock.move(timedelta(days=1))
    house.reads_everybody(ANA)
    assert house.everybody() == ["Ana Ruiz"]


def test_a_member_of_both_platforms_is_one_person(house: House) -> None:
    house.installs()
    house.installs(TENANT)
    house.sees(ANA)
    house.sees(Profile(user="A1", name="Ruiz, Ana", email="ANA@example.com"), where=TENANT)
    assert house.person("A1", TENANT).id == house.person("U1").id
    assert house.everybody() == ["Ana Ruiz"]


def test_whoever_acted_before_the_list_came_is_joined_by_address(house: House) -> None:
    house.installs()
    house.installs(TENANT)
    house.sees(ANA)
    house.command("A1", "help", TENANT)
    house.makes("A1", "liaison", where=TENANT)
    house.sees(Profile(user="A1", name="Ana R.", email="ana@example.com"), where=TENANT)
    house.passes()
    assert house.everybody() == ["Ana Ruiz"]
    assert house.roles("U1") == {"liaison"}
    assert house.person("A1", TENANT).email == "ana@example.com"


def test_how_to_write_to_somebody_becomes_known_and_is_lost(house: House) -> None:
    house.installs(TENANT, by="A0")
    house.sees(Profile(user="A1", name="Ana"), where=TENANT)
    house.reports(ReferenceSeen(**house.news(TENANT), user="A1", reference=""))
    assert "Ana: Truce is not installed for them in Teams." in words(house.command("A0", "people", TENANT), "teams")
    with house.database.write() as session:
        people = People(session, house.organisation)
        work = Work(people, ReferenceSeen(**house.news(TENANT), user="", reference=""), MONDAY, Holidays())
        work.send(house.person("A1", TENANT), note(T("Hello.")), key="hello", attention=Attention.URGENT)
        row = work[Deliveries].by_key("hello")
        assert row is not None
        row.state = "held"
    house.reports(ReferenceSeen(**house.news(TENANT), user="A1", reference="{}"))
    assert house.outbox("hello")[0].state == "waiting"
    assert "Ana: " not in words(house.command("A0", "people", TENANT), "teams")


def test_removal_is_told_and_installing_again_lets_go_what_was_held(house: House) -> None:
    house.installs(by="U1")
    later = MONDAY + timedelta(hours=1)
    house.reports(Uninstalled(**house.news(TEAM, later)))
    house.reports(Uninstalled(**house.news(TEAM, MONDAY - timedelta(hours=1))))
    assert "Truce was removed from their workspace" in words(house.command("U1", "people"))
    house.clock.move(timedelta(hours=2))
    house.installs()
    assert "Everybody can be reached." in words(house.command("U1", "people"))
    house.reports(Uninstalled(**house.news(TEAM, later)))
    assert "Everybody can be reached." in words(house.command("U1", "people"))


def test_every_night_the_lists_are_read_again(house: House) -> None:
    house.installs()
    for _ in range(3):
        before = house.outbox("roster")[0].version
        with house.database.write() as session:
            row = session.get_one(Delivery, house.outbox("roster")[0].id)
            row.state, row.sent_version = "sent", before
        house.passes(timedelta(days=1))
        assert house.outbox("roster")[0].state == "waiting"


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Asia/Kolkata", "UTC"])
def test_the_night_is_at_three_all_year(zone: str) -> None:
    moment = MONDAY
    for _ in range(400):
        following = next_night(moment, zone)
        assert following > moment
        assert following.astimezone(ZoneInfo(zone)).hour == 3
        moment = following
