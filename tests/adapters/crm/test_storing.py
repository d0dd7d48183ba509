"""Whatever fails on our side: the sender is told to come again, or the message is kept and shown; never half of it."""

import asyncio
from dataclasses import replace

from sqlalchemy import text
from starlette.applications import Starlette

from adapters.web.webhooks import Webhooks
from bot.core import Truce
from bot.deals.reported import Reported
from bot.routes import ROUTES
from bot.work import Work
from tests.adapters.crm.conftest import EXTERNALS, NOW, SEALER, SECRETS, House
from tests.adapters.crm.test_salesforce import acked, opportunity
from tests.fakes import crm


def item(number: int = 1) -> dict[str, str]:
    return {
        "type": "deal",
        "id": f"D-{number}",
        "at": NOW.isoformat(),
        "name": "Acme",
        "amount": "5",
        "currency": "USD",
    }


def posted(*items: dict[str, str], id: str = "") -> crm.Posted:  # noqa: A002  the field's name
    return crm.generic(*items, key=EXTERNALS["generic"], secret=SECRETS["generic"], at=NOW, id=id)


async def test_where_nothing_can_be_stored_the_sender_is_told_to_come_again(house: House) -> None:
    with house.database.write() as session:
        session.connection().execute(text("ALTER TABLE report RENAME TO elsewhere"))
    answer = await posted(item()).to(house.app)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    status, told = await house.send(crm.outbound(opportunity(), token=SECRETS["salesforce"]))
    assert (status, acked(told)) == (503, False)
    assert house.deals() == []
    with house.database.write() as session:
        session.connection().execute(text("ALTER TABLE elsewhere RENAME TO report"))
    assert (await house.send(posted(item())))[0] == 200
    assert house.counted("generic", "not stored") == 1
    assert len(house.deals()) == 1


async def test_what_makes_a_handler_fail_is_kept_without_any_of_it_recorded(house: House) -> None:
    def fails(event: Reported, _: Work) -> None:
        if event.told:
            raise RuntimeError("a mistake of the program")

    business = dict(ROUTES.business)
    business[Reported] = (*business[Reported], fails)
    truce = Truce(house.database, house.clock, replace(ROUTES, business=business), observer=house.metrics.observe)
    hooks = Webhooks(truce, house.database, house.clock, house.metrics, SEALER, crm.PUBLIC)
    broken = replace(house, app=Starlette(routes=hooks.routes()))
    assert (await broken.send(posted(item(), id="m-1")))[0] == 200
    assert house.deals() == []
    (report,) = house.reports()
    assert report.state == "unreadable"
    assert b"Acme" in report.body
    truce.close()
    assert (await house.send(posted(item(), id="m-1")))[0] == 200, "the same message again, to a program that is mended"
    assert len(house.deals()) == 1


async def test_a_message_that_comes_twice_at_once_is_there_once(house: House) -> None:
    answers = await asyncio.gather(*(house.send(posted(item(), id="m-1")) for _ in range(12)))
    assert {status for status, _ in answers} == {200}
    assert sum("repeat" in told for _, told in answers) == 11
    assert len(house.reports()) == 1


async def test_two_companies_never_see_each_others_reports(house: House) -> None:
    """The same keys and ids, of another company's connection."""
    from storage.people import Organisations  # noqa: PLC0415
    from storage.reports import Connection, Connections  # noqa: PLC0415

    with house.database.write() as session:
        other = Organisations(session).add("Fernbrook").id or 0
        sealed = SEALER.seal("another secret")
        row = Connection(organisation=other, system="generic", external="their-key", sealed_secret=sealed, added=NOW)
        Connections(session).add(row)
    await house.send(posted(item(), id="m-1"))
    theirs = crm.generic(item(), key="their-key", secret="another secret", at=NOW, id="m-1")
    assert (await house.send(theirs))[0] == 200
    assert [deal.organisation for deal in house.deals()] == [house.organisation, other]
    stolen = crm.generic(item(), key="their-key", secret=SECRETS["generic"], at=NOW)
    assert (await house.send(stolen))[0] == 401
