"""The bar above: where you are, the clock and what moves it, and who you are."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from adapters.web.company import Company, Somebody
from adapters.web.playground.tags import avatar, button, clock_time, tag, text, truce_avatar
from adapters.web.playground.world import World

Moves = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]
"""Runs a journey through time, showing that it is under way."""


class Top:
    def __init__(self, world: World, move: Moves, company: Callable[[], Company]) -> None:
        self._world = world
        self._move = move
        self._company = company
        with tag("div", "brand"):
            truce_avatar()
            with tag("div", "brand-words"):
                text("Truce", "brand-name", "h1")
                self._name = text("", "brand-company")
        with tag("div", "clock", role="group", aria_label="Clock"):
            with tag("div", "clock-face", aria_live="polite"):
                self._time = text("", "clock-time")
                self._day = text("", "clock-day")
            with tag("div", "clock-moves"):
                for label, journey in self._journeys():
                    self._button(label, journey)
        self._me = tag("div", "me")
        self._shown: tuple[object, ...] = ()

    def _journeys(self) -> list[tuple[str, Callable[[], Awaitable[object]]]]:
        world, travel = self._world, self._world.travel
        ring = lambda _: world.bell.ring()  # noqa: E731  said twice below
        return [
            ("+1 hour", lambda: travel.by(timedelta(hours=1), ring)),
            ("Next morning", lambda: world.to_next_morning(self._company())),
            ("To the next timer", lambda: travel.to_next_stop(ring)),
            ("+1 week", lambda: travel.by(timedelta(weeks=1), ring)),
        ]

    def _button(self, label: str, journey: Callable[[], Awaitable[object]]) -> None:
        button(label, lambda: self._move(journey), "clock-move")

    def show(self, company: Company, who: Somebody) -> None:
        reader = self._world.company_reader(company)
        local = reader.now.astimezone(ZoneInfo(company.zone))
        place = company.zone.rpartition("/")[2].replace("_", " ")
        time, day = clock_time(reader.now, reader), format_date(local, "EEEE d MMMM y", locale=reader.locale)
        shown = (company.name, time, day, who)
        if shown == self._shown:
            return
        self._shown = shown
        self._name.set_content(company.name)
        self._time.set_content(time)
        self._day.set_content(f"{day} · {place}")
        self._me.clear()
        with self._me:
            with tag("div", "me-words"):
                text("You are", "me-you")
                text(who.name, "me-name")
                text(who.title, "me-title")
            avatar(who.initials, who.side)
