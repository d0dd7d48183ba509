"""`truce connect` and `truce connections`: which CRMs may report, how they are verified, and what their fields mean.

Secrets come from a prompt or the standard input, never from arguments, and are stored encrypted with TRUCE_SECRET.
"""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

import secrets
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer
from typer import Argument, Option

from adapters.cli.common import CommandError, Company, company_of, migrated, read_settings, say
from bot.settings import NEW_SECRET, Settings

if TYPE_CHECKING:
    from adapters.crm.wiring import Wiring
    from storage.database import Database
    from storage.reports import Connection

SYSTEMS: Final = ("hubspot", "salesforce", "pipedrive", "generic")
"""What reports to us; beside these, `gates` are asked."""
PROPERTIES: Final = (
    "dealname, amount, deal_currency_code, dealstage, closedate, hubspot_owner_id, hs_deal_stage_probability"
)


@dataclass(frozen=True)
class _Given:
    """Whom messages name, what they are verified with, and what more can be fetched with. Empty: as it was."""

    external: str
    secret: str
    token: str = ""


def connect(  # noqa: PLR0913  an option each
    system: Annotated[str, Argument(help="hubspot, salesforce, pipedrive, generic (our own JSON), or gates.")],
    *,
    account: Annotated[str, Option(help="HubSpot: the portal's id. Salesforce: the organization's id.")] = "",
    field: Annotated[list[str] | None, Option(help="Which of theirs is ours: --field region=sales_region.")] = None,
    owner: Annotated[list[str] | None, Option(help="Whose id that is: --owner 123=olga@example.com.")] = None,
    name: Annotated[list[str] | None, Option(help="What an id stands for: --name stage:3=Negotiation.")] = None,
    won: Annotated[list[str] | None, Option(help="A stage that wins a deal, beside the usual ones.")] = None,
    lost: Annotated[list[str] | None, Option(help="A stage that loses a deal, beside the usual ones.")] = None,
    currency: Annotated[str, Option(help="The currency of amounts without one, where all deals have the same.")] = "",
    address: Annotated[str, Option(help="Where to fetch: https://YOURS.my.salesforce.com.")] = "",
    new_secret: Annotated[bool, Option("--new-secret", help="Make a new secret for one that is connected.")] = False,
    organisation: Company = "",
) -> None:
    """Connect a CRM, or change how it is connected. Asks for its secrets; prints what to enter there.

    `truce connect gates` makes a token for a program that asks whether something is cleared.
    """
    settings = read_settings()
    if system == "gates":
        _let_ask(settings, organisation)
        return
    if system not in SYSTEMS:
        raise CommandError(f"{system!r} can't be connected. Known are {', '.join(SYSTEMS)}.")
    _ready(settings)
    said = {"field": field, "owner": owner, "name": name, "won": won, "lost": lost, "currency": currency}
    with migrated(settings.database_url) as database:
        company = company_of(database, organisation)
        before = _before(database, company, system, account)
        wiring = _wired(before, said)
        given = _given(system, account, address or (before.address if before else ""), old=bool(before), new=new_secret)
        _keep(database, company, system, given, wiring, address, settings)
    for line in _told(system, given, settings.public_url):
        say(line)


def _let_ask(settings: Settings, organisation: str) -> None:
    from adapters.clock import SystemClock
    from adapters.web.gates import issue

    with migrated(settings.database_url) as database:
        company = company_of(database, organisation)
        with database.write() as session:
            token = issue(session, company, SystemClock().now())
    say("A token for a program that asks whether something is cleared. It is shown this once.")
    say(f"    GET {settings.public_url or 'https://YOUR-ADDRESS'}/api/gates/collateral-12")
    say(f"    Authorization: Bearer {token}")
    say("docs/gates.md says what it answers.")


def connections(
    *,
    remove: Annotated[str, Option(help="Stop listening to one, and forget what it sent: SYSTEM:ACCOUNT.")] = "",
    organisation: Company = "",
) -> None:
    """List what is connected, and when each was last heard."""
    from storage.reports import Connections

    with migrated(read_settings().database_url) as database:
        company = company_of(database, organisation)
        if remove:
            _remove(database, company, remove)
            return
        with database.read() as session:
            rows = Connections(session).of(company)
    for row in rows:
        say(line_of(row))
    if not rows:
        say(f"Nothing is connected. Connect a CRM with `truce connect {'|'.join(SYSTEMS)}`.")


def line_of(row: "Connection") -> str:
    """A connection, for people."""
    heard = f"last heard {row.heard:%Y-%m-%d %H:%M} UTC" if row.heard else "not heard yet"
    fetches = ", fetches deals" if row.sealed_token else ""
    return f"{row.system}:{row.external}  {heard}{fetches}"


def _ready(settings: Settings) -> None:
    missing = []
    if not settings.public_url:
        missing.append("PUBLIC_URL is not set: it is the https address under which the CRM reaches Truce.")
    if not settings.secret.get_secret_value():
        missing.append(f"TRUCE_SECRET is not set: secrets of CRMs are encrypted with it. Make one with {NEW_SECRET}")
    if missing:
        raise CommandError(*missing)


def _before(database: "Database", company: int, system: str, account: str) -> "Connection | None":
    """The connection of this account, if there is one; somebody else's ends the command."""
    from storage.reports import Connections

    with database.read() as session:
        row = Connections(session).find(system, _external(system, account)) if account else None
    if row is not None and row.organisation != company:
        raise CommandError(f"{system}:{account} is connected to another company in this database.")
    return row


def _external(system: str, account: str) -> str:
    from adapters.crm.salesforce import eighteen

    account = account.strip()
    if system == "hubspot" and not (account.isascii() and account.isdigit()):
        raise CommandError("Say which portal: --account and its id (Hub ID), a number. HubSpot shows it in the menu.")
    if system == "salesforce":
        if not eighteen(account):
            raise CommandError("Say which organization: --account and its id, 15 or 18 characters that begin with 00D.")
        return eighteen(account)
    return account


def _given(system: str, account: str, address: str, *, old: bool, new: bool) -> _Given:
    """`old`: it is connected already, and keeps what is not told anew. `new`: make it a new secret all the same."""
    made = "" if old and not new else secrets.token_urlsafe(32)
    if system == "hubspot":
        external = _external(system, account)
        secret = _ask("The app's client secret" + (", or nothing to keep it" if old else ""), optional=old)
        if not secret and not old:
            raise CommandError("Without the app's client secret nothing that HubSpot sends can be verified.")
        return _Given(external, secret, _ask("An access token to fetch deals with, or nothing", optional=True))
    if system == "salesforce":
        external = _external(system, account)
        key = _ask("A consumer key to fetch deals with, or nothing", optional=True) if address else ""
        return _Given(external, made, f"{key} {_ask('Its consumer secret')}" if key else "")
    named = account.strip() or f"truce-{secrets.token_hex(4)}"
    if ":" in named:
        raise CommandError("The name must not hold a colon.")
    return _Given(named, made)


def _ask(prompt: str, *, optional: bool = False) -> str:
    """A secret: asked for without showing it, or a line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt(prompt, hide_input=True, default="" if optional else None, show_default=False)).strip()


def _wired(before: "Connection | None", said: dict[str, list[str] | str | None]) -> "Wiring":
    """The wiring from before, with what was said now."""
    from adapters.crm.connected import wiring_of
    from adapters.crm.wiring import OURS, Wiring

    known = wiring_of(before) if before else Wiring()
    fields, owners, names = dict(known.fields), dict(known.owners), {k: dict(v) for k, v in known.names.items()}
    for ours, theirs in _pairs("field", said):
        if ours not in OURS:
            raise CommandError(f"{ours!r} is no field of ours. Known are {', '.join(OURS)}.")
        fields[ours] = theirs
    for theirs, email in _pairs("owner", said):
        if "@" not in email.strip("@"):
            raise CommandError(f"{email!r} is not an e-mail address.")
        owners[theirs] = email.lower()
    for place, meaning in _pairs("name", said):
        ours, colon, theirs = place.partition(":")
        if not colon or ours not in {"stage", "region", "segment", "product"}:
            raise CommandError("Say what an id stands for like this: --name stage:3=Negotiation (or region, ...).")
        names.setdefault(ours, {})[theirs] = meaning
    return Wiring(
        fields=fields,
        owners=owners,
        names=names,
        won=tuple(dict.fromkeys((*known.won, *(said["won"] or ())))),
        lost=tuple(dict.fromkeys((*known.lost, *(said["lost"] or ())))),
        currency=str(said["currency"] or known.currency).upper(),
    )


def _pairs(option: str, said: dict[str, list[str] | str | None]) -> list[tuple[str, str]]:
    found = []
    for each in said[option] or ():
        left, sign, right = each.partition("=")
        if not sign or not left.strip():
            raise CommandError(f"--{option} needs an equals sign, and something before it: {each!r} is not understood.")
        found.append((left.strip(), right.strip()))
    return found


def _keep(
    database: "Database",
    company: int,
    system: str,
    given: _Given,
    wiring: "Wiring",
    address: str,
    settings: Settings,
) -> None:
    from adapters.clock import SystemClock
    from storage.deliveries import Deliveries
    from storage.reports import Connection, Connections
    from storage.sealing import Sealer

    sealer, now = Sealer(settings.secret.get_secret_value()), SystemClock().now()
    with database.write() as session:
        known = Connections(session)
        row = known.find(system, given.external)
        if row is None:
            row = Connection(organisation=company, system=system, external=given.external, sealed_secret="", added=now)
        row.sealed_secret = sealer.seal(given.secret) if given.secret else row.sealed_secret
        row.sealed_token = sealer.seal(given.token) if given.token else row.sealed_token
        row.address = address.rstrip("/") or row.address
        row.fields = wiring.model_dump_json(exclude_defaults=True)
        known.add(row)
        # What waited for somebody to mend this goes on.
        Deliveries(session, company).release(now, workspace=("crm", str(row.id)))


def _told(system: str, given: _Given, public: str) -> list[str]:
    url = f"{public}/webhooks/{system}"
    secret = given.secret or "(as it was)"
    once = (
        "The secret is shown this once." if given.secret else "Its secret stays as it is; --new-secret makes another."
    )
    match system:
        case "hubspot":
            return [
                f"HubSpot's portal {given.external} is connected. In your app at HubSpot, under Webhooks, enter",
                f"    Target URL: {url}",
                "and subscribe to deals: created, deleted, merged, restored, and changes of",
                f"    {PROPERTIES},",
                "    and of the properties that you map; and to companies: name.",
            ]
        case "salesforce":
            return [
                f"Salesforce's organization {given.external} is connected. For an outbound message, enter",
                f"    Endpoint URL: {url}?org={given.external}&token={secret}",
                "and for an HTTP callout of a flow",
                f"    URL: {url}?org={given.external}",
                f"    Header: Authorization: Bearer {secret}",
                f"docs/crm.md says which fields to choose. {once}",
            ]
        case "pipedrive":
            return [
                "Pipedrive is connected. Under Tools and apps, Webhooks, make webhooks of version 2 for deals and",
                "organizations, all actions, with",
                f"    Endpoint URL: {url}",
                f"    HTTP auth username: {given.external}",
                f"    HTTP auth password: {secret}",
                once,
            ]
    return [
        "A key for messages in our own JSON. docs/crm.md shows how to sign them.",
        f"    URL: {url}",
        f"    Key: {given.external}",
        f"    Secret: {secret}",
        once,
    ]


def _remove(database: "Database", company: int, which: str) -> None:
    from storage.reports import Connections

    system, _, external = which.partition(":")
    with database.write() as session:
        known = Connections(session)
        row = known.find(system, external)
        if row is None or row.organisation != company:
            raise CommandError(f"{which!r} is not connected. `truce connections` lists what is.")
        known.remove(row)
    say(f"{which} is no longer connected. Its deals stay; what it sent was forgotten. Remove it there, too.")
