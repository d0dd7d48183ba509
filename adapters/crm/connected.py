"""A connection as it is used: its secrets opened, its wiring read. And the adapters by the names of their systems."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from pydantic import ValidationError

from adapters.crm.generic import Generic
from adapters.crm.hubspot import HubSpot
from adapters.crm.pipedrive import Pipedrive
from adapters.crm.raw import Reading, Secrets, System, UnreadableError, digest
from adapters.crm.salesforce import Salesforce
from adapters.crm.wiring import Wiring
from bot.conversation.words import T
from storage.reports import Connection
from storage.sealing import Sealer

log = structlog.get_logger("truce.crm")


def systems() -> dict[str, System]:
    """Every kind of sender, by its name."""
    return {"hubspot": HubSpot(), "salesforce": Salesforce(), "pipedrive": Pipedrive(), "generic": Generic()}


NAMES: Final[Mapping[str, str]] = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "pipedrive": "Pipedrive",
    "generic": "our own JSON",
}


@dataclass(frozen=True)
class Connected:
    """`token` is what its records can be fetched with; empty: what comes is all there is."""

    id: int
    organisation: int
    system: str
    secrets: Secrets
    token: str
    address: str
    wiring: Wiring


def opened(row: Connection, sealer: Sealer) -> Connected:
    """The connection with its secrets. Raises UnreadableError of `storage.sealing`."""
    return Connected(
        row.id or 0,
        row.organisation,
        row.system,
        Secrets(row.external, sealer.open(row.sealed_secret)),
        sealer.open(row.sealed_token) if row.sealed_token else "",
        row.address,
        wiring_of(row),
    )


def wiring_of(row: Connection) -> Wiring:
    try:
        return Wiring.model_validate_json(row.fields)
    except ValidationError:
        log.warning("the wiring of a connection can't be read", connection=row.id)
        return Wiring()


def read(system: System, body: bytes, external: str, wiring: Wiring, received: datetime) -> Reading:
    """What a genuine message says; of one that can't be understood, why. Never raises."""
    try:
        return system.read(body, external, wiring, received)
    except UnreadableError as error:
        return Reading(digest(body), troubles=(error.words,))
    except Exception as error:  # noqa: BLE001  whatever a sender may have made up: it is kept, and shown
        log.warning("a message can't be read", system=type(system).__name__, error=type(error).__name__)
        return Reading(digest(body), troubles=(T("it can't be understood ({error})", error=type(error).__name__),))
