"""`truce deliveries`: what could not be sent, why, and sending it again."""
# ruff: noqa: PLC0415  commands load what they need when they run, so that help comes at once

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Final, cast

from typer import Option

from adapters.cli.common import CommandError, migrated, read_settings, say
from storage.database import Database

if TYPE_CHECKING:
    from bot.conversation.model import Platform
    from storage.deliveries import Delivery
    from storage.people import Person

STATES: Final = {
    "held": "{messages} until somebody has mended this, and go then by themselves",
    "failed": "{messages} not sent, for good: mend this, then send again",
    "expired": "{messages} not sent; usually nothing is to be done",
    "waiting": "{messages} tried again by Truce itself; nothing is to be done unless it lasts",
}
VERBS: Final = {
    "held": ("1 message waits", "{count} messages wait"),
    "failed": ("1 message was", "{count} messages were"),
    "expired": ("1 message was", "{count} messages were"),
    "waiting": ("1 message is", "{count} messages are"),
}
SHORT: Final = 8
SHOWN: Final = 10
"""Of those with the same trouble, so many are named."""


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
    lines = listed(database)
    for line in lines or ["Everything was delivered, or is on its way."]:
        say(line)
    if lines:
        say("Send one once more with --again ID, all of them with --again all.")


def listed(database: Database) -> list[str]:
    """What is stuck, for people: what has the same cause stands together, the cause first."""
    from adapters.clock import SystemClock
    from storage.deliveries import Deliveries
    from storage.people import Organisations, People

    lines: list[str] = []
    with database.read() as session:
        for organisation in Organisations(session).all():
            deliveries = Deliveries(session, organisation.id or 0)
            rows = deliveries.troubled()
            names = People(session, organisation.id or 0).some({row.person for row in rows if row.person is not None})
            causes: dict[tuple[str, str], list[Delivery]] = {}
            for row in rows:
                causes.setdefault((row.state, row.trouble), []).append(row)
            for (state, trouble), stuck in causes.items():
                lines += _cause(state, trouble, stuck, names)
            behind = deliveries.overdue(SystemClock().now())
            if rows and behind:
                lines.append(f"{behind:,} more are on their way and not sent yet.")
    return lines


def _cause(state: str, trouble: str, stuck: "Sequence[Delivery]", names: "Mapping[int, Person]") -> list[str]:
    one, many = VERBS.get(state, ("1 message is", "{count} messages are"))
    messages = one if len(stuck) == 1 else many.format(count=f"{len(stuck):,}")
    lines = [f"{STATES.get(state, '{messages} ' + state).format(messages=messages)}: {trouble}"]
    lines += [_told(row, names) for row in stuck[:SHOWN]]
    if len(stuck) > SHOWN:
        lines.append(f"          and {len(stuck) - SHOWN:,} more")
    return lines


def _told(row: "Delivery", names: "Mapping[int, Person]") -> str:
    from bot.conversation.cards import Card
    from bot.conversation.reading import Reader

    person = names.get(row.person) if row.person is not None else None
    where = {"slack": "Slack", "teams": "Teams"}.get(row.platform, row.platform)
    to = person.name if person else row.channel or row.workspace
    what = "whether a member is still there" if row.user else "the list of members"
    if row.kind == "fetch":
        to, what = "the CRM", row.user
    elif row.kind != "roster":
        card = Card.model_validate_json(row.card)
        reader = Reader(now=row.created, workspace=(cast("Platform", row.platform or "web"), row.workspace))
        what = reader.plain(card.title or card.notification) or "a message"
    since = f"since {row.created:%Y-%m-%d %H:%M} UTC"
    return f"{row.id[:SHORT]}  {to}{f' ({where})' if where else ''}: {what}, {since}"
