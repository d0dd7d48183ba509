"""`truce deliveries`: what could not be sent, why, and sending it again."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final, cast

from typer import Option

from adapters.cli.common import CommandError, migrated, read_settings, say
from storage.database import Database

if TYPE_CHECKING:
    from bot.conversation.model import Platform
    from storage.deliveries import Delivery
    from storage.people import Person

STATES: Final = {
    "held": "waits for somebody to mend this",
    "failed": "failed for good",
    "expired": "came too late",
    "waiting": "is tried again by itself",
}
SHORT: Final = 8


def deliveries(
    again: Annotated[str, Option(help="Send this one once more (its id), or all of them (all).")] = "",
) -> None:
    """List what could not be sent, and why; with --again, send it once more."""
    with migrated(read_settings().database_url) as database:
        if again:
            say(_again(database, again))
        else:
            _show(database)


def _again(database: Database, wanted: str) -> str:
    from adapters.clock import SystemClock
    from storage.deliveries import Deliveries
    from storage.people import Organisations

    now, sent = SystemClock().now(), 0
    with database.write() as session:
        for organisation in Organisations(session).all():
            rows = Deliveries(session, organisation.id or 0)
            chosen = [row.id for row in rows.troubled() if wanted == "all" or row.id.startswith(wanted)]
            if wanted != "all" and len(chosen) > 1:
                raise CommandError(f"{wanted!r} begins {len(chosen)} ids. Give more of the one that you mean.")
            sent += sum(rows.again(each, now) for each in chosen)
    if not sent and wanted != "all":
        raise CommandError(f"There is no delivery {wanted!r} to send again. `truce deliveries` lists those there are.")
    return f"{sent} will be sent again as soon as `truce serve` runs." if sent else "There is nothing to send again."


def _show(database: Database) -> None:
    from storage.deliveries import Deliveries
    from storage.people import Organisations, People

    lines: list[str] = []
    with database.read() as session:
        for organisation in Organisations(session).all():
            rows = Deliveries(session, organisation.id or 0).troubled()
            names = People(session, organisation.id or 0).some({row.person for row in rows if row.person is not None})
            for row in rows:
                lines += _told(row, names)
    for line in lines or ["Everything was delivered, or is on its way."]:
        say(line)
    if lines:
        say("Send one once more with --again ID, all of them with --again all.")


def _told(row: "Delivery", names: "Mapping[int, Person]") -> list[str]:
    from bot.conversation.cards import Card
    from bot.conversation.reading import Reader

    person = names.get(row.person) if row.person is not None else None
    where = {"slack": "Slack", "teams": "Teams"}.get(row.platform, row.platform)
    to = person.name if person else row.channel or row.workspace
    what = "the list of members"
    if row.kind != "roster":
        card = Card.model_validate_json(row.card)
        reader = Reader(now=row.created, workspace=(cast("Platform", row.platform or "web"), row.workspace))
        what = reader.plain(card.title or card.notification) or "a message"
    return [
        f"{row.id[:SHORT]}  {to}{f' ({where})' if where else ''}: {what}",
        f"          {STATES.get(row.state, row.state)}, since {row.created:%Y-%m-%d %H:%M} UTC. {row.trouble}",
    ]
