"""A deal as HubSpot has it now, by its official client: the deal, its first company, its owner. Blocks."""

import json
import warnings
from typing import Any, Final

from adapters.crm.connected import Connected
from adapters.crm.hubspot import FETCHED, FLAGS, USUAL
from adapters.crm.wiring import bare
from adapters.platform import EffectError
from bot.delivery import Permanent, Retry, Wait

ADDRESS: Final = "https://api.hubapi.com"
PATIENCE: Final = 20.0  # seconds for one call


def fetch_deal(connected: Connected, external: str) -> bytes:
    """A body that `adapters.crm.hubspot` reads. Raises EffectError."""
    from hubspot import HubSpot  # noqa: PLC0415  it takes most of a second to load, and few companies need it
    from hubspot.crm.deals.exceptions import OpenApiException  # noqa: PLC0415  as above
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  as above

    client = HubSpot(access_token=connected.token, host=connected.address or ADDRESS, retry=False)
    usual = {bare(each) for each in connected.wiring.under(USUAL).values()}
    try:
        found = _call(
            client.crm.deals.basic_api.get_by_id,
            external,
            properties=sorted(usual | {*FLAGS}),
            associations=["companies"],
        )
        answer = {"deal": found, "company": _company(client, found), "owner": _owner(client, found)}
    except OpenApiException as error:
        raise _refused(getattr(error, "status", None), getattr(error, "headers", None)) from None
    except (HTTPError, OSError, ValueError) as error:
        raise EffectError(Retry(f"HubSpot can't be reached ({type(error).__name__})")) from None
    return json.dumps({FETCHED: answer}).encode()


def _call(method: Any, *given: Any, **more: Any) -> dict[str, Any]:
    """What HubSpot answered, as it came: the client's own classes would lose what they don't know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the client, about how it reads headers
        answered = method(*given, **more, _preload_content=False, _request_timeout=PATIENCE)
    found = json.loads(answered.data)
    return found if isinstance(found, dict) else {}


def _company(client: Any, deal: dict[str, Any]) -> dict[str, Any] | None:
    associations = deal.get("associations") or {}
    found = (associations.get("companies") or {}).get("results") or []
    if not found:
        return None
    return _call(client.crm.companies.basic_api.get_by_id, str(found[0]["id"]), properties=["name"])


def _owner(client: Any, deal: dict[str, Any]) -> dict[str, Any] | None:
    owner = str((deal.get("properties") or {}).get("hubspot_owner_id") or "")
    return _call(client.crm.owners.owners_api.get_by_id, int(owner)) if owner.isdigit() else None


def _refused(status: int | None, headers: Any) -> EffectError:
    if status in {401, 403}:
        reason = "HubSpot does not accept the token, or it may not read deals, companies and owners. Connect again."
        return EffectError(Wait(reason, whole_workspace=True))
    if status == 429:
        after = str((headers or {}).get("Retry-After", ""))
        return EffectError(Retry("HubSpot asks to wait", after=float(after) if after.isdigit() else 10.0))
    if status is None or status == 0 or status >= 500:
        return EffectError(Retry(f"HubSpot is out of order ({status or 'no answer'})"))
    return EffectError(Permanent(f"HubSpot has no such deal, or refuses to tell ({status})."))
