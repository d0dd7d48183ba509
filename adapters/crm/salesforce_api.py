"""An opportunity as Salesforce has it now, by simple-salesforce: its fields, its account's name, its owner's address.

The token of the connection is a consumer key and secret of a connected app with the client credentials flow. Blocks.
"""

import json
from typing import Any, Final

import httpx

from adapters.crm.connected import Connected
from adapters.crm.salesforce import FETCHED, USUAL, eighteen
from adapters.crm.wiring import bare
from adapters.platform import EffectError
from bot.delivery import Permanent, Retry, Wait

PATIENCE: Final = 20.0  # seconds for one call
VERSION: Final = "59.0"
ALWAYS: Final = (
    "Id",
    "SystemModstamp",
    "IsWon",
    "IsClosed",
    "IsDeleted",
    "AccountId",
    "Account.Name",
    "Owner.Email",
)


def fetch_deal(connected: Connected, external: str) -> bytes:
    """A body that `adapters.crm.salesforce` reads. Raises EffectError."""
    from requests import RequestException, Session  # noqa: PLC0415  loaded where it is needed
    from simple_salesforce.api import Salesforce  # noqa: PLC0415  as above
    from simple_salesforce.exceptions import SalesforceError  # noqa: PLC0415  as above

    if not eighteen(external):
        raise EffectError(Permanent("This is no id of Salesforce."))
    session_id = _session_id(connected)
    try:
        with Session() as session:
            client = Salesforce(session_id=session_id, instance_url=connected.address, session=session, version=VERSION)
            client.base_url = f"{connected.address}/services/data/v{VERSION}/"
            answer = client.query(_question(connected, external), include_deleted=True, timeout=PATIENCE)
    except SalesforceError as error:
        raise _refused(error.status) from None
    except (RequestException, OSError, ValueError) as error:
        raise EffectError(Retry(f"Salesforce can't be reached ({type(error).__name__})")) from None
    records = answer.get("records") or []
    if not records:
        raise EffectError(Permanent("Salesforce has no such opportunity, or may not tell."))
    return json.dumps({FETCHED: records[0]}).encode()


def _question(connected: Connected, external: str) -> str:
    """All fields that are read; a currency of its own only companies with several have."""
    wanted = {bare(each) for each in connected.wiring.under(USUAL).values()}
    if connected.wiring.currency:
        wanted.discard("CurrencyIsoCode")
    named = [
        *ALWAYS,
        *sorted(each for each in wanted - {*ALWAYS} if each.replace("_", "").isalnum() and each.isascii()),
    ]
    return f"SELECT {', '.join(named)} FROM Opportunity WHERE Id = '{eighteen(external)}'"  # noqa: S608  letters, digits


def _session_id(connected: Connected) -> str:
    given = _keys(connected.token)
    try:
        answer = httpx.post(
            f"{connected.address}/services/oauth2/token",
            data={"grant_type": "client_credentials", **given},
            timeout=PATIENCE,
        )
        if answer.status_code in {400, 401, 403}:
            reason = "Salesforce does not accept the consumer key and secret. Connect again."
            raise EffectError(Wait(reason, whole_workspace=True))
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        raise EffectError(Retry(f"Salesforce's sign-in can't be reached ({type(error).__name__})")) from None


def _keys(token: str) -> dict[str, Any]:
    key, _, secret = token.partition(" ")
    return {"client_id": key, "client_secret": secret}


def _refused(status: int) -> EffectError:
    if status in {401, 403}:
        return EffectError(
            Wait("Salesforce does not let Truce read opportunities. Connect again.", whole_workspace=True)
        )
    if status == 429 or status >= 500:
        return EffectError(Retry(f"Salesforce is out of order ({status})"))
    reason = (
        "Salesforce did not understand what was asked: a field may not exist. Compare the fields, and connect again."
    )
    return EffectError(Permanent(reason) if status == 404 else Wait(reason, whole_workspace=True))
