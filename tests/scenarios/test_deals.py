"""Deals without a CRM: logged in chat, asked about, ranked. On each platform."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.deals import looking_again
from bot.deals.recording import record
from bot.deals.told import DealTold, ReviewTold
from bot.practices.applying import working
from storage.deals import Deal, Deals
from storage.people import People
from tests.driver import Somebodys, Where, World, a_world
from tests.scenarios.company import SALES, csv, email
from tests.scenarios.engaging import picked
from tests.scenarios.test_planning import confirms

EVERYWHERE: list[Where] = ["web", "slack", "teams"]
OWNER, OTHER, HEAD, ADMINISTRATOR = "Carla Diaz", "Dan Wolf", SALES[0], "Ida Lund"


def prepare(world: World, **rates: str) -> None:
    """Somebody looks after the installation, and these currencies have rates."""
    with world.database.write() as session:
        people = People(session, world.organisation)
        person = people.by_email(email(ADMINISTRATOR))
        assert person is not None
        people.set_roles(person.id or 0, {"administrator"})
        for currency, rate in rates.items():
            Deals(session, world.organisation).set_rate(currency, "USD", world.time.now.date(), Decimal(rate))


async def tells(world: World, external: str = "7", **fields: object) -> None:
    """A program reports a deal."""
    with world.database.write() as session:
        work = working(session, world.organisation, world.time.now)
        told = {"system": "generic", "external": external, "at": world.time.now, **fields}
        record(DealTold.model_validate(told), work)
    await world.settle()


def deal(world: World, name: str) -> Deal:
    with world.database.read() as session:
        found = [each for each in Deals(session, world.organisation).all_deals(after=0, most=100) if each.name == name]
    assert found
    return found[0]


async def fills(somebody: Somebodys, **values: str) -> None:
    """Fill in the open form by its labels; Teams says there which fields may stay empty."""
    form = somebody.form()
    labels = {each: each.replace("_", " ") for each in values}
    await somebody.submits(
        {
            f"{label} (optional)" if f"{label} (optional)" in form else label: values[each]
            for each, label in labels.items()
        }
    )


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_deal_is_logged_changed_and_won(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world, EUR="1.08")
        carla, dan, alice = world.person(OWNER), world.person(OTHER), world.person(HEAD)

        await carla.runs("deals")
        carla.sees("No open deal is known to be yours")
        await carla.clicks("Log a deal")
        await fills(carla, Name="Acme renewal", Account="Acme", Amount="2,000,000")
        carla.form("Please add the currency")
        await fills(carla, Name="Acme renewal", Account="Acme", Amount="2.000.000 EUR", Discount_in_per_cent="12.5")
        carla.sees("Logged. Thank you.")
        carla.sees("by the rate of today")
        assert deal(world, "Acme renewal").home_amount == Decimal(2_160_000)

        await dan.runs("deals")
        dan.sees("No open deal is known to be yours")
        await dan.runs("deals all")
        dan.sees("That is for manager")
        await alice.runs("deals all")
        await alice.clicks("Open")
        await alice.clicks("Change")
        await fills(alice, Stage="Negotiation", Amount="2,100,000 EUR")
        alice.sees("Saved.")
        assert deal(world, "Acme renewal").home_amount == Decimal(2_268_000)

        await carla.runs("deals")
        carla.sees("Negotiation")
        await carla.clicks("Open")
        await confirms(carla, "Won")
        carla.sees("This deal is won.")
        assert deal(world, "Acme renewal").state == "won"
        await alice.runs("deals top booked")
        alice.sees("Acme")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_missing_currency_is_asked_of_the_owner(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world, EUR="1.08")
        carla, dan, ida = world.person(OWNER), world.person(OTHER), world.person(ADMINISTRATOR)

        await tells(world, name="Acme renewal", account="Acme", amount=Decimal(2_100_000), owner_email=email(OWNER))
        carla.sees_not("Which currency")  # the sender may say it in a moment
        await world.time.passes(minutes=11)
        assert "of Acme renewal (Acme)?" in carla.sees("Which currency is 2").text
        assert dan.count("Which currency") == ida.count("Which currency") == 0
        await carla.clicks("Say the currency")
        await carla.submits({"Currency": "EURO"})
        carla.form("EURO is not a currency code")
        await carla.submits({"Currency": "eur"})
        carla.sees("This is settled")
        assert deal(world, "Acme renewal").home_amount == Decimal(2_268_000)
        await tells(world, name="Acme renewal", amount=Decimal(2_200_000), currency="")
        await world.time.passes(hours=1)
        assert carla.count("Which currency is") == 0  # asked once, and that is settled
        await tells(world, currency="USD")
        assert deal(world, "Acme renewal").home_amount == Decimal(2_200_000)
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_an_unknown_rate_is_asked_of_the_administrators(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        carla, alice, ida = world.person(OWNER), world.person(HEAD), world.person(ADMINISTRATOR)
        for number in range(3):
            money = {"amount": Decimal(1_000_000), "currency": "CHF", "owner_email": email(OWNER)}
            await tells(world, str(number), name=f"Deal {number}", account=f"Account {number}", **money)
        await world.time.passes(minutes=11)
        ida.sees("How many USD is one CHF? 3 deals are in CHF.")
        await tells(world, "9", name="Deal 9", amount=Decimal(5), currency="CHF")
        await world.time.passes(minutes=11)
        assert ida.count("A rate is missing") == 1
        carla.sees_not("CHF?")
        await alice.runs("deals top")
        alice.sees("4 deals are left out")

        await ida.clicks("Set the rate")
        await ida.submits({"One of it is how many USD?": "1.25"})
        await world.settle()
        ida.sees("This is settled")
        assert deal(world, "Deal 0").home_amount == Decimal(1_250_000)
        await alice.runs("deals top")
        alice.sees("the account whose next deal closes earlier goes first")
        assert world.problems() == []


@pytest.mark.parametrize("where", EVERYWHERE[:1])
async def test_nobody_else_answers_or_changes(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world, EUR="1.08")
        carla, alice = world.person(OWNER), world.person(HEAD)
        await tells(world, name="Gone", amount=Decimal(7), owner_email="who@elsewhere.example")
        await world.time.passes(minutes=11)
        world.person(ADMINISTRATOR).sees("Which currency is 7 of Gone?")  # the owner is not here
        await carla.runs("deals questions")
        carla.sees("Nothing is open")
        await carla.runs("deals rates")
        carla.sees("That is for manager")
        await alice.runs("deals rates")
        alice.sees("1.08")
        with pytest.raises(AssertionError):
            await alice.clicks("Set a rate")  # that is for administrators


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_review_is_scheduled_and_people_join_it(where: Where, tmp_path: Path) -> None:
    async with a_world(where, tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        await tells(world, name="Acme renewal", account="Acme", amount=Decimal(5), currency="USD")
        carla, dan, mia = world.person(OWNER), world.person(OTHER), world.person("Mia Frost")

        await carla.runs("reviews new")
        if not carla.hand.form():
            await carla.clicks("New review")
        await fills(carla, Name="Acme autumn", Account="Acme", Day="2027-02-01", Time="25:00")
        carla.form("Please write the time like 14:00")
        who = f"{email(OWNER)}\nNobody Known"
        await fills(carla, Name="Acme autumn", Account="Acme", Day="2027-02-01", Time="14:00", **{WHO: who})
        carla.form("I don't know “Nobody Known” here")
        who = f"{email(OWNER)}\nDan Wolf"
        await fills(carla, Name="Acme autumn", Account="Acme", Day="2027-02-01", Time="14:00", **{WHO: who})
        await dan.runs("reviews")
        dan.sees("Acme autumn")
        assert sides(world, "Acme autumn") == ["sales"]

        await dan.clicks("Open")
        dan.sees("Its account is among the top ten.")
        await dan.clicks("Add somebody")
        await dan.submits({"Who is to be there, too?": picked(world, dan, "Mia Frost")})
        assert sides(world, "Acme autumn") == ["marketing", "sales"]
        await mia.runs("reviews")
        mia.sees("Acme autumn")
        await mia.clicks("Open")
        await confirms(mia, "It was held")
        mia.sees("This review was held.")
        await dan.runs("reviews")
        dan.sees("No review is scheduled that you own or attend")
        assert world.problems() == []


WHO = "Who_will_be_there?"


def sides(world: World, name: str) -> list[str]:
    """As rules see it."""
    with world.database.read() as session:
        deals = Deals(session, world.organisation)
        found = [each for each in deals.scheduled_reviews(after=0, most=100) if each.name == name]
        version = deals.newest_version("review", found[0].id or 0)
        assert version is not None
        return list(version.facts["sides"])


async def test_a_review_is_looked_at_again_when_its_account_becomes_important(tmp_path: Path) -> None:
    async with a_world("web", tmp_path) as world:
        await world.hires(csv())
        prepare(world)
        for number in range(10):
            await tells(
                world, str(number), name=f"D{number}", account=f"A{number}", amount=Decimal(100), currency="USD"
            )
        with world.database.write() as session:
            work = working(session, world.organisation, world.time.now)
            starts = world.time.now + timedelta(days=40)
            told = {"system": "generic", "external": "r", "at": world.time.now, "account": "Acme", "starts": starts}
            number = record(ReviewTold.model_validate(told), work) or 0
            looking_again.keep_looking(work)
        await world.time.passes(days=2)
        assert [each["top_ten"] for each in facts(world, number)] == [False]
        await tells(world, "big", name="Acme renewal", account="Acme", amount=Decimal(5000), currency="USD")
        await world.time.passes(days=2)
        assert [each["top_ten"] for each in facts(world, number)] == [False, True]


def facts(world: World, review: int) -> list[dict[str, object]]:
    with world.database.read() as session:
        since = world.time.now - timedelta(days=100)
        versions = Deals(session, world.organisation).versions_since("review", since)
        return [each.facts for each in versions if each.subject == review]
