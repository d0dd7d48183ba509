"""The page: three columns under a bar. It holds who you are and where, and draws anew what has changed.

Longer than most files because everything that a click on the page may lead to comes together here.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments

from adapters.web.company import Company, Somebody
from adapters.web.hands import Hands
from adapters.web.playground.beside import Beside
from adapters.web.playground.cards import Showing, draw
from adapters.web.playground.chat import Chat, empty_room
from adapters.web.playground.forms import FormDialog, Typed
from adapters.web.playground.people import ON, People
from adapters.web.playground.playing import Playing
from adapters.web.playground.tags import avatar, button, html, tag, text, told, truce_avatar
from adapters.web.playground.top import Top
from adapters.web.playground.world import World
from bot.conversation.forms import Form
from bot.conversation.replies import FormErrors, Home, OpenForm, Reply
from bot.conversation.words import Words
from storage.playground import WebMessage

LOOK_EVERY = 0.3
"""Seconds between two looks at whether anything has changed."""
HOME = "home"


class Page:
    """One open page. `room` is somebody's room, a channel, or "home"."""

    def __init__(self, world: World, who: Somebody, room: str, tries: tuple[str, ...]) -> None:
        self._world = world
        self._who = who
        self._room = room or who.room
        self._tries = tries
        self._tried: tuple[str, ...] = ()
        self._company = world.company
        self._drawn: tuple[object, ...] = ()
        self._minute = ""
        self._headed: tuple[Somebody, str] | None = None
        self._build()
        ui.timer(LOOK_EVERY, self._look)

    # How it is built

    def _build(self) -> None:
        with tag("div", "ribbon", role="note"):
            html(
                "<b>Playground</b> A made-up company, on this computer only. No message here reaches a real person.",
                "ribbon-text",
            )
        with tag("div", "pg") as self._frame:
            with tag("header", "top"):
                self._top = Top(self._world, self._move, lambda: self._company)
            with tag("nav", "left", aria_label="People and channels"):
                self._people = People(self._choose, self._enter)
                with tag("div", "left-foot"):
                    button("Let everybody answer", self._everybody, "foot-button is-strong", title=_EVERYBODY)
                    button("A deal changes", self._deal, "foot-button", title=_DEAL)
                    button("Start over", self._start_over, "foot-button", title=_START_OVER)
            with tag("section", "middle", aria_label="Chat") as self._middle:
                self._head = tag("div", "room-head")
                self._chat_box = tag("div", "chat", tabindex="0", role="log", aria_label="Messages")
                self._home_box = tag("div", "home")
                self._composer()
                self._playing = Playing()
            with tag("aside", "right"):
                self._beside = Beside(self._world)
        self._chat = Chat(self._world, self, self._chat_box)
        self._dialogs = tag("div")

    def _composer(self) -> None:
        with tag("form", "composer", aria_label="Write a message") as self._composer_box:
            self._try_box = tag("div", "tries")
            with tag("div", "composer-line"):
                self._input = tag("input", "composer-input", type="text", autocomplete="off", aria_label="Message")
                with tag("button", "send", type="submit", aria_label="Send"):
                    html(_SEND, "", aria_hidden="true")
        self._composer_box.on("submit", self._send, js_handler=_TAKE)

    # What is drawn when

    async def _look(self) -> None:
        """Draw anew what has changed since the last look, on any page of this playground."""
        minute = f"{self._world.clock.now():%Y%m%d%H%M}"
        if (weeks := self._world.weeks_played) is not None:
            self._show_playing(weeks)
            return
        state = (self._world.bell.count, self._who.user, self._room)
        if state == self._drawn and minute == self._minute:
            return
        self._playing.hide(self._frame)
        everything = state != self._drawn
        self._drawn, self._minute = state, minute
        self._company = company = self._world.company
        self._who = company.find(self._who.user) or company.first_up
        self._top.show(company, self._who)
        if everything:
            first = self._headed is None
            await self._draw(company)
            if first:
                self._frame.client.run_javascript(_TO_ME)

    def _show_playing(self, weeks: int) -> None:
        """While the company's past is played, that is all there is to see, beside the clock and the people."""
        self._company = company = self._world.company
        self._who = company.find(self._who.user) or company.first_up
        self._top.show(company, self._who)
        self._people.show(company, self._who, "", {})
        self._playing.show(self._frame, company, weeks)
        self._drawn = ()

    async def _draw(self, company: Company) -> None:
        who, room = self._who, self._room
        if self._headed != (who, room):
            self._headed = (who, room)
            self._middle.classes(replace=f"middle skin-{who.on}")
            self._room_head()
        if room == HOME:
            await self._draw_home(company)
        else:
            self._chat.show(company, who, room, lambda: self._empty(room))
            if self._world.unread(company).get(room):
                await self._world.seen(company, room)
        self._home_box.set_visibility(room == HOME)
        self._chat_box.set_visibility(room != HOME)
        self._composer_box.set_visibility(room != HOME)
        self._try_box.set_visibility(room.startswith("@"))
        self._show_tries(self._tries or self._world.tries(who))
        direct = room.startswith("@")
        told(
            self._input, "placeholder", f"Message {'Truce' if direct else room}" + (_IN_DIRECT if direct else _IN_ROOM)
        )
        self._people.show(company, who, room, self._world.unread(company))
        self._beside.show(company)

    def _show_tries(self, tries: tuple[str, ...]) -> None:
        if tries != self._tried:
            self._tried = tries
            self._try_box.clear()
            with self._try_box:
                for each in tries:
                    button(each, partial(self._say, each), "try")

    def _room_head(self) -> None:
        self._head.clear()
        who, channel = self._who, self._room.startswith("#")
        with self._head:
            if channel:
                text("#", "room-hash", aria_hidden="true")
            else:
                truce_avatar()
            with tag("div", "room-words"):
                text(self._room.removeprefix("#") if channel else "Truce", "room-title", "h2")
                with tag("p", "room-sub"):
                    text("Seen by ")
                    text(who.name, "room-who")
                    text(f", {ON[who.on][1]}", "")
            if not channel:
                with tag("div", "tabs", role="tablist"):
                    self._tab("Messages", who.room)
                    self._tab("Home", HOME)
            avatar(who.initials, who.side, "is-viewer")

    def _tab(self, label: str, room: str) -> None:
        button(label, lambda: self._enter(room), "tab", role="tab", aria_selected=str(self._room == room).lower())

    async def _draw_home(self, company: Company) -> None:
        handled = await self._hands.open_home(self._who)
        reply = handled.reply
        assert isinstance(reply, Home)  # noqa: S101  hands promises it
        self._home_box.clear()

        async def press(code: str, question: str) -> None:
            await self._act(lambda hands: hands.click(self._who, None, self._who.room, code), None, question)
            self._drawn = ()

        with self._home_box, tag("div", "home-card"):
            draw(reply.card, Showing(self._world.reader(self._who), press, _no_picture))
        self._drawn = (self._world.bell.count, self._who.user, self._room)
        self._company = company

    def _empty(self, room: str) -> None:
        if room.startswith("@"):
            first = self._who.first
            empty_room(f"{first} and Truce have not talked yet", "Type <b>/truce help</b>, or use the button below.")
        else:
            empty_room(f"Quiet in {room}", "Say something. Truce listens when you begin with <b>@Truce</b>.")

    # What people do

    @property
    def _hands(self) -> Hands:
        return self._world.hands(self._company)

    def _choose(self, who: Somebody) -> None:
        self._room = HOME if self._room == HOME else who.room
        self._who = who
        self._remember()

    def _enter(self, room: str) -> None:
        self._room = room
        self._remember()

    def _remember(self) -> None:
        room = "" if self._room == self._who.room else self._room
        query = f"?as={self._who.user}" + (f"&room={room.replace('#', '%23')}" if room else "")
        self._frame.client.run_javascript(f"history.replaceState(null, '', '{query}')")
        self._drawn = ()

    async def _send(self, event: GenericEventArguments) -> None:
        if typed := str(event.args).strip():
            await self._say(typed)

    async def _say(self, typed: str) -> None:
        room = self._room
        await self._act(lambda hands: hands.say(self._who, room, typed), None)

    async def press(self, message: WebMessage, code: str, question: str) -> None:
        await self._act(lambda hands: hands.click(self._who, message, message.room, code), message, question)

    async def point(self, message: WebMessage, shortcut: str) -> None:
        await self._act(lambda hands: hands.point(self._who, message, shortcut), message)

    async def _act(
        self, do: Callable[[Hands], Awaitable[Reply | None]], message: WebMessage | None, question: str = ""
    ) -> None:
        """Do something, and show what the reply wants shown at once."""
        if self._world.weeks_played is not None or (question and not await self._sure(question)):
            return
        reply = await do(self._hands)
        self._world.bell.ring()
        if isinstance(reply, OpenForm):
            await self._open(reply.form, message)
        await self._look()

    async def _open(self, form: Form, message: WebMessage | None) -> None:
        who, room = self._who, message.room if message else self._who.room
        people = await self._world.door.suggest(who.account, "")

        async def submits(values: Typed) -> Mapping[str, Words]:
            reply = await self._hands.submit(who, message, room, form.press.code, values)
            self._world.bell.ring()
            if isinstance(reply, FormErrors):
                return reply.errors
            if isinstance(reply, OpenForm):
                await self._open(reply.form, message)
            await self._look()
            return {}

        with self._dialogs:
            FormDialog(form, self._world.reader(who), people, submits).open()

    async def _sure(self, question: str) -> bool:
        with self._dialogs, ui.dialog() as dialog, tag("div", "ask", role="alertdialog", aria_label=question):
            text(question, "ask-words", "p")
            with tag("div", "ask-buttons"):
                button("Cancel", lambda: dialog.submit(False), "card-button")
                button("Yes", lambda: dialog.submit(True), "card-button is-primary")
        sure = bool(await dialog)
        dialog.delete()
        return sure

    # The playground's own buttons

    async def _move(self, journey: Callable[[], Awaitable[object]]) -> None:
        if self._world.weeks_played is not None:
            return
        with self._busy():
            found = await journey()
        if found is False:
            self._note("Nothing is planned. Start something first.")
        self._world.bell.ring()
        await self._look()

    async def _everybody(self) -> None:
        if self._world.weeks_played is not None:
            return
        with self._busy():
            count = await self._world.everybody_answers(self._company, self._who)
        waiting = self._world.ahead(self._company, 0).counts.get("waiting", 0)
        later = f" {waiting} more messages go out later: move the clock." if waiting else ""
        self._note(f"{count} people answered, each in their own working hours.{later}" if count else _NOBODY)
        await self._look()

    async def _deal(self) -> None:
        """Let the CRM report a deal."""
        if self._world.weeks_played is not None:
            return
        company, reader = self._company, self._world.reader(self._who)
        form = await asyncio.to_thread(self._world.crm.form, company, self._world.currency(company))

        async def submits(values: Typed) -> Mapping[str, Words]:
            told = await self._world.crm.report(form, values, company)
            if told.errors:
                return told.errors
            self._note(told.sentence)
            await self._world.travel.settle()
            self._world.bell.ring()
            await self._look()
            return {}

        with self._dialogs:
            FormDialog(form, reader, (), submits).open()

    async def _start_over(self) -> None:
        if self._world.weeks_played is None and await self._sure(_FORGET):
            await self._world.start_over()
            self._room = self._who.room
            await self._look()

    def _note(self, words: str) -> None:
        with self._frame:
            ui.notify(words, position="top", classes="note")

    def _busy(self) -> "_Busy":
        return _Busy(self._frame)


class _Busy:
    """Shows that something takes a moment."""

    def __init__(self, frame: ui.element) -> None:
        self._frame = frame

    def __enter__(self) -> None:
        self._frame.classes(add="is-busy")

    def __exit__(self, *_: object) -> None:
        self._frame.classes(remove="is-busy")


def _no_picture(_: int) -> str:
    return ""


_TAKE = """(event) => {
    event.preventDefault();
    const input = event.target.querySelector("input");
    emit(input.value);
    input.value = "";
}"""
"""The page empties the line itself, at once: what is typed next must not be lost."""
_TO_ME = (
    "setTimeout(() => document.querySelector('.people-row[data-me=\"true\"]')?.scrollIntoView({block: 'center'}), 50)"
)
_IN_DIRECT = ", or type /truce help"
_IN_ROOM = ", or begin with @Truce to ask it"
_EVERYBODY = "The others answer whatever is open, each when they are at work. A few stay silent."
_DEAL = "What a CRM would report: a deal is new, or its amount changes."
_START_OVER = "Forget everything here and begin with a fresh company."
_FORGET = "Forget everything in this playground, and begin with a fresh company?"
_NOBODY = "Nobody has anything to answer right now. Move the clock to the next morning, or send a survey."
_SEND = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor"><path d="M3 20V14l8-2-8-2V4l19 8z"/></svg>'
