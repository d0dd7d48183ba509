"""The right column: what Truce just did and why, what comes next, and what is stuck."""

from html import escape

from nicegui import ui

from adapters.web.company import Company
from adapters.web.happenings import Happening, spoken
from adapters.web.playground.tags import html, moment, short_moment, tag, text
from adapters.web.playground.world import Ahead, World
from bot.conversation.cards import Card
from bot.conversation.reading import Reader
from storage.deliveries import Delivery

HAPPENINGS = 25
FEW = 6


class Beside:
    """Adds what is new to the happenings; draws the rest anew whenever something has changed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: list[tuple[int, ui.element]] = []
        """The happenings drawn, the newest first."""
        self._shown: object = None
        with tag("section", "beside-part is-happenings", aria_label="What just happened"):
            text("What just happened", "beside-title", "h2")
            text("Only the playground shows this. In a company, nobody sees who clicked.", "beside-note", "p")
            self._happenings = tag("div", "happenings", tabindex="0")
        with tag("section", "beside-part", aria_label="What comes next"):
            text("What comes next", "beside-title", "h2")
            self._ahead = tag("div", "ahead", tabindex="0")

    def show(self, company: Company) -> None:
        reader = self._world.company_reader(company)
        self._tell(self._world.happenings.newest(HAPPENINGS), reader)
        ahead = self._world.ahead(company, FEW)
        day = (reader.now.date(), ahead.counts, [(row.id, row.due) for row in ahead.timers])
        shown = (day, [(row.id, row.state, row.not_before) for row in (*ahead.waiting, *ahead.troubled)])
        if shown != self._shown:
            self._shown = shown
            self._ahead.clear()
            with self._ahead:
                _ahead(ahead, company, reader)

    def _tell(self, newest: list[Happening], reader: Reader) -> None:
        known = {number for number, _ in self._told}
        if not newest or not known & {each.number for each in newest}:
            self._happenings.clear()
            self._told = []
        with self._happenings:
            if not newest:
                text("Nothing yet. Write to Truce, or move the clock.", "beside-empty", "p")
            for each in reversed(newest):
                if each.number not in known or not self._told:
                    drawn = _happening(each, reader)
                    drawn.move(target_index=0)
                    self._told.insert(0, (each.number, drawn))
        for _, drawn in self._told[HAPPENINGS:]:
            drawn.delete()
        del self._told[HAPPENINGS:]


def _what(each: Happening, reader: Reader) -> str:
    pieces = (
        ("time", short_moment(each.at, reader)),
        ("who", each.who),
        ("did", each.did),
        ("detail", each.detail),
    )
    return " ".join(f'<span class="happening-{name}">{escape(said)}</span>' for name, said in pieces if said)


def _happening(each: Happening, reader: Reader) -> ui.element:
    with tag("div", "happening" + (" is-trouble" if each.trouble else "")) as drawn:
        html(_what(each, reader), "happening-what", "p")
        if each.handler:
            text(each.handler, "happening-handler", "code")
        if each.changes:
            with tag("p", "happening-changes"):
                for change in each.changes:
                    text(change, "chip")
        if each.answered:
            text(f"→ {each.answered}", "happening-answer", "p")
        if each.trouble:
            text(each.trouble, "happening-trouble", "p")
    return drawn


def _ahead(ahead: Ahead, company: Company, reader: Reader) -> None:
    counts = ahead.counts
    if ahead.timers:
        text(f"{_count(counts['timers'], 'timer')} set", "ahead-title", "h3")
        for timer in ahead.timers:
            when = f"stopped: {timer.parked}" if timer.parked else moment(timer.due, reader)
            _line(_begun(spoken(timer.kind)), when)
        _more(counts["timers"] - len(ahead.timers))
    waiting = counts.get("waiting", 0) + counts.get("leased", 0)
    if waiting:
        text(f"{_count(waiting, 'message')} waiting", "ahead-title", "h3")
        for row in ahead.waiting:
            _line(f"to {_to(row, company)}", moment(row.not_before, reader), _about(row, reader))
        _more(waiting - len(ahead.waiting))
    stuck = sum(counts.get(state, 0) for state in ("held", "failed", "expired"))
    if stuck:
        text(f"{_count(stuck, 'message')} stuck", "ahead-title is-trouble", "h3")
        for row in ahead.troubled:
            _line(f"to {_to(row, company)}: {row.state}", "", row.trouble)
    if not ahead.timers and not waiting and not stuck:
        text("Nothing is planned.", "beside-empty", "p")
    if counts.get("sent"):
        text(f"{_count(counts['sent'], 'message')} sent so far", "ahead-sent", "p")


def _line(what: str, when: str, more: str = "") -> None:
    with tag("div", "ahead-line"):
        with tag("div", "ahead-what"):
            text(what)
            text(when, "ahead-when") if when else None
        if more:
            text(more, "ahead-more", "p")


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _more(count: int) -> None:
    if count > 0:
        text(f"and {count} more", "ahead-rest", "p")


def _count(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _to(row: Delivery, company: Company) -> str:
    person = company.by_person(row.person)
    return person.name if person else row.channel.removeprefix("@") or row.user or "nobody"


def _about(row: Delivery, reader: Reader) -> str:
    return reader.plain(Card.model_validate_json(row.card).notification)
