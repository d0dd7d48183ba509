"""The left column: who you can be, with what waits for them, and the channels."""

from collections.abc import Callable

from nicegui import ui

from adapters.web.company import CHANNELS, Company, Somebody
from adapters.web.playground.tags import avatar, tag, text, told

SIDES = (("other", "Leadership"), ("sales", "Sales"), ("marketing", "Marketing"))
ON = {"slack": ("S", "on Slack"), "teams": ("T", "on Teams")}


class People:
    """Draws the column once; afterwards only badges and who is chosen change."""

    def __init__(self, choose_person: Callable[[Somebody], None], choose_channel: Callable[[str], None]) -> None:
        self._choose_person = choose_person
        self._choose_channel = choose_channel
        self._rows: dict[str, ui.element] = {}
        self._badges: dict[str, ui.html] = {}
        self._counts: dict[str, int] = {}
        self._drawn: tuple[Somebody, ...] = ()
        self._box = tag("div", "people-list")

    def show(self, company: Company, who: Somebody, room: str, unread: dict[str, int]) -> None:
        if self._drawn != company.people:
            self._draw(company)
        for name, row in self._rows.items():
            chosen = room == name or (name == who.room and room == "home")
            told(row, "aria-current", "true" if chosen else "false")
            told(row, "data-me", "true" if name == who.room else "false")
            self._count(name, unread.get(name, 0))

    def _count(self, name: str, count: int) -> None:
        if self._counts.get(name, 0) != count:
            self._counts[name] = count
            self._badges[name].set_content(f'{count}<span class="unseen"> unread</span>' if count else "")
            self._badges[name].set_visibility(bool(count))

    def _draw(self, company: Company) -> None:
        self._box.clear()
        self._rows.clear()
        self._counts.clear()
        self._drawn = company.people
        with self._box:
            self._title("Channels")
            for channel in CHANNELS:
                self._channel(channel)
            for side, title in SIDES:
                self._title(title, side)
                for each in company.people:
                    if each.side == side:
                        self._person(each)

    @staticmethod
    def _title(title: str, side: str = "") -> None:
        text(title, f"people-title is-{side}" if side else "people-title", "h2")

    def _person(self, each: Somebody) -> None:
        mark, where = ON[each.on]
        row = tag("button", "people-row", type="button", title=f"{each.title}, {where}")
        with row:
            avatar(each.initials, each.side)
            with tag("span", "people-name"):
                text(each.name)
                text(each.title, "people-role")
            self._badge(each.room)
            text(mark, f"people-on is-{each.on}", role="img", aria_label=where)
        row.on("click", lambda each=each: self._choose_person(each))
        self._rows[each.room] = row

    def _channel(self, channel: str) -> None:
        row = tag("button", "people-row is-channel", type="button")
        with row:
            text("#", "people-hash", aria_hidden="true")
            with tag("span", "people-name"):
                text(channel.removeprefix("#"))
            self._badge(channel)
        row.on("click", lambda channel=channel: self._choose_channel(channel))
        self._rows[channel] = row

    def _badge(self, room: str) -> None:
        badge = self._badges[room] = text("", "badge")
        badge.set_visibility(False)
