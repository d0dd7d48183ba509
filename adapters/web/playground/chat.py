"""The chat of one room as one person sees it. Messages change in place; new ones come in at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from nicegui import ui

from adapters.web.company import Company, Somebody
from adapters.web.playground import as_sent
from adapters.web.playground.cards import Showing, draw
from adapters.web.playground.tags import avatar, clock_time, day_of, html, tag, text, truce_avatar
from adapters.web.playground.world import World
from bot.conversation.cards import Card
from storage.playground import TRUCE, WebMessage


class Stage(Protocol):
    """Whoever lets people act on messages."""

    async def press(self, message: WebMessage, code: str, question: str) -> None:
        """Press a button of a message, having asked the question, if there is one."""
        ...

    async def point(self, message: WebMessage, shortcut: str) -> None:
        """Use a shortcut on a message, anybody's."""
        ...


@dataclass
class _Shown:
    version: tuple[int, as_sent.View]
    box: ui.element
    replies: ui.element


class Chat:
    """Fills an element with the messages of a room."""

    def __init__(self, world: World, stage: Stage, box: ui.element) -> None:
        self._world = world
        self._stage = stage
        self._box = box
        self._shown: dict[str, _Shown] = {}
        self._views: dict[str, as_sent.View] = {}
        self._room: tuple[str, str, date | None] = ("", "", None)
        self._last_day: date | None = None

    def show(self, company: Company, who: Somebody, room: str, empty: Callable[[], None]) -> None:
        """Draw what is new or has changed; everything, when the room, the person or their day is another one."""
        messages = self._world.room(company, room, who.user)
        gone = self._shown.keys() - {message.id for message in messages}
        today = self._world.clock.now().astimezone(ZoneInfo(who.zone)).date()
        if self._room != (room, who.user, today) or gone or (not self._shown and messages):
            self._start((room, who.user, today))
        if not messages and not self._shown:
            self._box.clear()
            with self._box:
                empty()
        new = [self._message(company, who, message) for message in messages]
        if any(new):
            self._to_the_end()

    def _start(self, room: tuple[str, str, date]) -> None:
        self._box.clear()
        self._shown.clear()
        self._room = room
        self._last_day = None

    def _message(self, company: Company, who: Somebody, message: WebMessage) -> bool:
        """Draw a message if need be; True if it was not there before."""
        version = (message.version, self._views.get(message.id, "here"))
        shown = self._shown.get(message.id)
        if shown is not None:
            if shown.version != version:
                shown.version = version
                shown.box.clear()
                with shown.box:
                    self._draw(company, who, message)
                _keep_focus(shown.box)
            return False
        parent = self._shown.get(message.thread) if message.thread else None
        with parent.replies if parent else self._box:
            if parent is None:
                self._day(who, message)
            mine = " is-mine" if message.author == who.user else ""
            kind = " is-person" if message.author != TRUCE else " is-truce"
            with tag("article", "message" + mine + kind, aria_label=self._by(company, message)):
                box = tag("div", "message-line")
                with box:
                    self._draw(company, who, message)
                self._shown[message.id] = _Shown(version, box, tag("div", "message-replies"))
        return True

    def _day(self, who: Somebody, message: WebMessage) -> None:
        day = message.at.astimezone(ZoneInfo(who.zone)).date()
        if day != self._last_day:
            self._last_day = day
            with tag("div", "day"):
                text(day_of(message.at, self._world.reader(who)))

    def _draw(self, company: Company, who: Somebody, message: WebMessage) -> None:
        author = company.find(message.author)
        if author is None:
            truce_avatar()
        else:
            avatar(author.initials, author.side)
        with tag("div", "message-body"):
            with tag("div", "message-meta"):
                text(self._by(company, message), "message-author")
                if message.author == TRUCE:
                    text("App", "message-app")
                text(clock_time(message.at, self._world.reader(who)), "message-time")
                if message.changed_at > message.at:
                    text("edited", "message-time")
                if message.only_for:
                    text("Only you see this", "message-only")
                self._menu(who, message)
            if message.author != TRUCE:
                text(message.text, "message-text", "p")
                return
            self._card(who, message)

    def _menu(self, who: Somebody, message: WebMessage) -> None:
        """What can be done with a message; by keyboard: Enter opens it, Tab goes on, Escape closes it."""
        shortcuts = self._world.shortcuts
        if not shortcuts:
            return
        with tag("button", "message-more", type="button", aria_label="Do something with this message", title="More"):
            html("⋯", "", aria_hidden="true")
            with ui.menu().props("role=menu auto-close anchor='bottom right' self='top right'").classes("message-menu"):
                for name, shortcut in shortcuts.items():
                    item = ui.menu_item(shortcut.label, partial(self._stage.point, message, name))
                    item.props("role=menuitem").tooltip(self._world.reader(who).plain(shortcut.help))

    def _card(self, who: Somebody, message: WebMessage) -> None:
        card = Card.model_validate_json(message.card)
        view = self._views.get(message.id, "here")
        if view == "here":
            with tag("div", "message-card"):
                draw(card, self._showing(who, message))
        else:
            as_sent.show(card, self._world.reader(who, view), view)

        def choose(view: as_sent.View) -> None:
            self._views[message.id] = view
            self._world.bell.ring()

        as_sent.switch(view, choose)

    def _showing(self, who: Somebody, message: WebMessage) -> Showing:
        async def press(code: str, question: str) -> None:
            await self._stage.press(message, code, question)

        return Showing(
            reader=self._world.reader(who),
            press=press,
            picture=lambda index: f"/pictures/{message.id}/{message.version}/{index}.png?for={who.user}",
        )

    @staticmethod
    def _by(company: Company, message: WebMessage) -> str:
        author = company.find(message.author)
        return author.name if author else "Truce"

    def _to_the_end(self) -> None:
        self._box.client.run_javascript(_TO_THE_END.replace("BOX", str(self._box.id)))


_TO_THE_END = """
const box = getHtmlElement(BOX);
const follow = () => {
  const last = [...box.querySelectorAll("article")].pop();
  const top = last ? last.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - 12 : 0;
  if (box.dataset.follows) box.scrollTop = Math.min(box.scrollHeight, top);
};
if (box.dataset.follows === undefined) {
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
    box.addEventListener(kind, () => { box.dataset.follows = ""; }, {passive: true});
  box.addEventListener("load", follow, true);
}
box.dataset.follows = "yes";
for (const pause of [40, 300, 1000]) setTimeout(follow, pause);
"""
"""Keep the end in view, or the beginning of what is too tall for it, until the person at the screen moves."""


def _keep_focus(box: ui.element) -> None:
    """Let the keyboard go on where it was, when what it pressed has been drawn anew."""
    box.client.run_javascript(
        "setTimeout(() => { if (document.activeElement === document.body)"
        f" getHtmlElement({box.id})?.querySelector('.scale-step, .card-button')"
        "?.focus({preventScroll: true}); }, 30)"
    )


def empty_room(title: str, sentence: str) -> None:
    with tag("div", "empty"):
        truce_avatar("is-large")
        text(title, "empty-title", "h2")
        html(sentence, "empty-text", "p")
