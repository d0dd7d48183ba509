"""`truce deliveries`: what could not be sent, why, and sending it again."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from collections.abc import Sequence
from typing import Annotated, Any, Final

from rich.table import Table
from rich.text import Text
from typer import Option

from adapters.cli.common import CommandError, migrated, out, read_settings, say
from storage.database import Database

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

    table = Table("Id", "To", "What", "State", "Why", "Since", box=None, pad_edge=False)
    with database.read() as session:
        for organisation in Organisations(session).all():
            rows = Deliveries(session, organisation.id or 0).troubled()
            names = People(session, organisation.id or 0).some({row.person for row in rows if row.person is not None})
            for row in rows:
                table.add_row(*(Text(cell) for cell in _cells(row, names)))
    if not table.rows:
        say("Everything was delivered, or is on its way.")
        return
    out.print(table)
    say("Send one once more with --again ID, all of them with --again all.")


def _cells(row: Any, names: Any) -> Sequence[str]:
    from bot.conversation.cards import Card
    from bot.conversation.reading import Reader

    person = names.get(row.person)
    reader = Reader(now=row.created, workspace=(row.platform or "web", row.workspace))
    what = "the list of members" if row.kind == "roster" else ""
    if not what:
        card = Card.model_validate_json(row.card)
        what = reader.plain(card.title or card.notification) or "a message"
    where = {"slack": "Slack", "teams": "Teams"}.get(row.platform, row.platform)
    to = person.name if person else row.channel or row.workspace
    return (
        row.id[:SHORT],
        f"{to} ({where})" if where else to,
        what[:60],
        STATES.get(row.state, row.state),
        row.trouble,
        row.created.strftime("%Y-%m-%d %H:%M"),
    )
