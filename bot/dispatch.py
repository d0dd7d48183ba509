"""From an event to its handler, inside the transaction: who and whose it is, was it here before, what is the answer.

Over 300 lines because the whole way of an event, with every way in which it can fail, reads best in one place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from pydantic import TypeAdapter

from bot.carrying import carry
from bot.clock import Clock
from bot.conversation.cards import note
from bot.conversation.events import (
    Act,
    Clicked,
    Commanded,
    Event,
    Installed,
    OpenedHome,
    Pointed,
    Said,
    Submitted,
    TimerDue,
)
from bot.conversation.forms import Form, read
from bot.conversation.model import Account
from bot.conversation.payloads import Action, StalePayloadError
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, Home, OpenForm, Quiet, Reply, Say, Whisper
from bot.conversation.words import Command as CommandWords
from bot.conversation.words import T
from bot.rights import ForbiddenError
from bot.routing import Routes
from bot.timing import Holidays
from bot.trace import Observer, Trace
from bot.work import Work
from storage.arrivals import Arrival, arrival
from storage.changes import watch
from storage.database import StorageError, TornError, savepoint
from storage.inbox import Inbox
from storage.people import Organisations, People
from storage.records import Session
from storage.timers import AllTimers, Timer

MOST_TRIES: Final = 10
LONGEST_PAUSE: Final = timedelta(hours=1)
NO_ORGANISATION: Final = 0
_REPLIES: Final[TypeAdapter[Reply]] = TypeAdapter(Reply)

# Failures are logged by their type and place only: a traceback may show names, texts or answers.
log = structlog.get_logger("truce.core")


class HandlerError(Exception):
    """The handler of an event has failed; nothing of it was stored. The source may send it again."""


class _NothingHappenedError(Exception):
    """What the handler did is undone; the same form may come again, mended."""

    def __init__(self, reply: FormErrors) -> None:
        super().__init__()
        self.reply = reply


@dataclass
class _Turn:
    """What is known while one event is handled."""

    work: Work | None = None
    handler: str = ""
    detail: str = ""


class Dispatcher:
    """Finds and runs the handler of an event. One for the whole program; holds no state of any event."""

    def __init__(
        self,
        clock: Clock,
        routes: Routes,
        holidays: Holidays,
        observer: Observer | None,
        *,
        detailed: bool,
        address: str = "",
    ) -> None:
        self._clock = clock
        self._routes = routes
        self._codec = routes.codec()
        self._holidays = holidays
        self._address = address.rstrip("/")
        self._observer = observer
        self._detailed = detailed and observer is not None

    def handle(self, session: Session, event: Event, *, alone: bool) -> tuple[Reply, Reader, bool]:
        """The reply, who reads it, and whether the event is new. Raises HandlerError, having changed nothing.

        `alone`: no event before it shares the transaction. Raises TornError where one does, and all of it is undone.
        """
        now = self._clock.now()
        if isinstance(event, TimerDue):
            return self._timer(session, event, now), Reader(now=now), True
        organisation, replied, actor = self._arrived(session, event)
        if organisation == NO_ORGANISATION:
            return Whisper(card=note(_NOT_CONNECTED)), Reader(now=now), True
        work = Work(People(session, organisation), event, now, self._holidays, self._address)
        if actor is not None:
            work.acts(actor)
        if replied is not None:
            self._tell(_Turn(work), event, now, {}, "repeat")
            return _REPLIES.validate_json(replied), self._reader(work), False
        return *self._fresh(session, event, work, alone=alone), True

    def suggest(self, session: Session, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        organisation = Organisations(session).whose(by.platform, by.workspace)
        if organisation is None:
            return []
        return [(str(p.id), p.name) for p in People(session, organisation).search(typed, 100)]

    # An event of a platform or a business system

    def _arrived(self, session: Session, event: Event) -> Arrival:
        if event.whose is not None:
            return Arrival(event.whose, Inbox(session).find(event.whose, event.key), None)
        if event.where is None:
            return Arrival(NO_ORGANISATION, None, None)
        known = arrival(session, event.key, *event.where, event.by.user if isinstance(event, Act) else "")
        if known is not None:
            return known
        if isinstance(event, Installed):
            home = self._home_for(session, event)
            return Arrival(home, Inbox(session).find(home, event.key), None)
        return Arrival(NO_ORGANISATION, None, None)

    @staticmethod
    def _home_for(session: Session, event: Installed) -> int:
        """Whose a new workspace is: who invited it, the only organisation while it has none, or a new one."""
        organisations = Organisations(session)
        if event.organisation is not None:
            return event.organisation
        known = organisations.all()
        if len(known) == 1 and not organisations.workspaces():
            return known[0].id or NO_ORGANISATION
        return organisations.add(event.name).id or NO_ORGANISATION

    def _fresh(self, session: Session, event: Event, work: Work, *, alone: bool) -> tuple[Reply, Reader]:
        turn = _Turn(work)
        with self._watching(session) as changes:
            try:
                with savepoint(session):
                    reply = self._route(event, work, turn)
                    if isinstance(reply, FormErrors):
                        raise _NothingHappenedError(reply)  # noqa: TRY301  undoes it
                    reply = carry(reply, event, work) if isinstance(event, Act) else reply
                    Inbox(session).add(work.people.organisation, event.key, work.now, reply.stored, work.topic)
                    reader = self._reader(work)
            except _NothingHappenedError as undone:
                reply, reader = undone.reply, self._reader(self._anew(work))
            except ForbiddenError as refusal:
                work = self._anew(work)
                self._note_try(refusal, work, turn)
                reply, reader = self._answer_anyway(work, Whisper(card=note(refusal.words)))
            except StalePayloadError:
                reply, reader = self._answer_anyway(self._anew(work), Whisper(card=note(_STALE)))
            except StorageError:
                raise
            except TornError as torn:
                if not alone:
                    raise
                session.rollback()
                return self._failed(turn, work, torn.__cause__ or torn)
            except Exception as error:  # noqa: BLE001  whatever a handler raises
                return self._failed(turn, work, error)
        self._tell(turn, event, work.now, dict(changes), reply.reply)
        return reply, reader

    def _failed(self, turn: _Turn, work: Work, error: BaseException) -> tuple[Reply, Reader]:
        log.error("handler failed", handler=turn.handler, error=type(error).__name__, where=_where(error))
        self._tell(turn, work.event, work.now, {}, "", trouble=type(error).__name__)
        if not isinstance(work.event, Act):
            raise HandlerError(turn.handler) from error
        return self._answer_anyway(self._anew(work), Whisper(card=note(_SORRY)))

    def _anew(self, work: Work) -> Work:
        """The same event once what was done for it is undone: nothing is known any more."""
        people = People(work.people.session, work.people.organisation)
        return Work(people, work.event, work.now, self._holidays, self._address)

    def _answer_anyway(self, work: Work, reply: Reply) -> tuple[Reply, Reader]:
        """Say why nothing was changed. Not kept with the event's id: a repeat may succeed."""
        if isinstance(work.event, Act):
            self._meet(work.event, work)  # who acted for the first time was undone with the rest
            reply = carry(reply, work.event, work)
        return reply, self._reader(work)

    def _note_try(self, refusal: ForbiddenError, work: Work, turn: _Turn) -> None:
        """Who tried what they may not stands in the audit trail, though nothing came of it."""
        if isinstance(work.event, Act):
            self._meet(work.event, work)
        work.trail("refused", kind=refusal.right.name.lower(), name=turn.detail)

    def _meet(self, act: Act, work: Work) -> None:
        """Find out who acts."""
        actor = work.people.actor(act.by.platform, act.by.workspace, act.by.user)
        work.acts(actor or self._routes.stranger(act, work))

    def _route(self, event: Event, work: Work, turn: _Turn) -> Reply:
        if isinstance(event, Act) and not work.is_met:
            self._meet(event, work)
        match event:
            case Commanded():
                return self._command(event.command, event.text, work, turn)
            case Said():
                return self._said(event.text, work, turn)
            case Clicked():
                return self._clicked(event, work, turn)
            case Submitted():
                return self._submitted(event, work, turn)
            case Pointed():
                return self._pointed(event, work, turn)
            case OpenedHome():
                turn.handler = "bot.home"
                return Home(card=self._routes.home_card(work))
        for handler in self._routes.business.get(type(event), ()):
            turn.handler = _name(handler)
            handler(event, work)
        return Quiet()

    def _command(self, name: str, rest: str, work: Work, turn: _Turn) -> Reply:
        command = self._routes.commands.get(name.lower())
        turn.detail = name
        if command is None:
            return Whisper(
                card=note(
                    T("I don't know {name}. {help} shows what I can do.", name=name, help=CommandWords(text="help"))
                )
            )
        turn.handler = _name(command.handle)
        if command.right is not None:
            work.require(command.right)
        return command.handle(rest.strip(), work)

    def _said(self, text: str, work: Work, turn: _Turn) -> Reply:
        first, _, rest = text.strip().lstrip("/").partition(" ")
        if first.lower() == "truce":
            first, _, rest = rest.strip().partition(" ")
        if not first:
            first = "help"
        command = self._routes.commands.get(first.lower())
        if command is not None and (not rest.strip() or command.right is None or work.may(command.right)):
            return self._command(first, rest, work, turn)
        for answer in self._routes.said:
            turn.handler = _name(answer)
            reply = answer(text.strip(), work)
            if reply is not None:
                return reply
        turn.handler = ""
        return Say(
            card=note(T("I did not understand that. {help} shows what I can do.", help=CommandWords(text="help")))
        )

    def _pointed(self, event: Pointed, work: Work, turn: _Turn) -> Reply:
        turn.detail = event.shortcut
        if event.shortcut not in self._routes.shortcuts:
            raise StalePayloadError(event.shortcut)
        handle = self._routes.shortcuts[event.shortcut].handle
        turn.handler = _name(handle)
        return handle(event, work)

    def _clicked(self, event: Clicked, work: Work, turn: _Turn) -> Reply:
        action = self._codec.decode(event.code)
        turn.detail = action.NAME
        if isinstance(action, Action) and type(action) in self._routes.forms:
            route = self._routes.forms[type(action)]
            turn.handler = _name(route.build)
            built = route.build(action, work)
            return OpenForm(form=built) if isinstance(built, Form) else built
        if not isinstance(action, Action) or type(action) not in self._routes.clicks:
            raise StalePayloadError(action.NAME)  # a timer's payload, for example: nobody can click that
        handler = self._routes.clicks[type(action)]
        turn.handler = _name(handler)
        return handler(action, work)

    def _submitted(self, event: Submitted, work: Work, turn: _Turn) -> Reply:
        action = self._codec.decode(event.code)
        turn.detail = action.NAME
        if not isinstance(action, Action) or type(action) not in self._routes.forms:
            raise StalePayloadError(action.NAME)
        route = self._routes.forms[type(action)]
        turn.handler = _name(route.build)
        form = route.build(action, work)
        if not isinstance(form, Form):
            return form
        values = read(form, event.values)
        if isinstance(values, dict):
            return FormErrors(errors=values)
        turn.handler = _name(route.handle)
        return route.handle(action, values, work)

    # A timer

    def _timer(self, session: Session, event: TimerDue, now: datetime) -> Reply:
        timers = AllTimers(session)
        timer = timers.claim(event.timer, now)
        if timer is None:
            return Quiet()
        due, code, turn = timer.due, timer.code, _Turn()
        with self._watching(session) as changes:
            try:
                with session.begin_nested():
                    self._run_timer(session, timer, event, now, turn)
                    timers.done(timer, due, code)
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001  whatever a handler raises
                log.error("timer failed", handler=turn.handler, error=type(error).__name__, where=_where(error))  # noqa: TRY400
                session.refresh(timer)
                _later(timer, now, type(error).__name__)
                session.add(timer)
                session.flush()
                self._tell(turn, event, now, {}, "", trouble=type(error).__name__)
                return Quiet()
        self._tell(turn, event, now, dict(changes), "")
        return Quiet()

    def _run_timer(self, session: Session, timer: Timer, event: TimerDue, now: datetime, turn: _Turn) -> None:
        turn.detail = timer.kind
        payload = self._codec.decode(timer.code)
        handler = self._routes.timers[type(payload)]
        turn.handler = _name(handler)
        turn.work = work = Work(People(session, timer.organisation), event, now, self._holidays, self._address)
        work.concerns(timer.about)
        handler(payload, work)

    # For whoever reads and watches

    def _reader(self, work: Work) -> Reader:
        where = work.event.where or ("web", "")
        if not isinstance(work.event, Act):
            return Reader(now=work.now, workspace=where)
        if not work.is_met:
            by = work.event.by
            actor = work.people.actor(by.platform, by.workspace, by.user)
            if actor is None:
                return Reader(now=work.now, workspace=where)
            work.acts(actor)
        return work.own_reader(where)

    def _watching(self, session: Session) -> AbstractContextManager[Counter[tuple[str, str]]]:
        return watch(session) if self._detailed else nullcontext(Counter())

    def _tell(
        self,
        turn: _Turn,
        event: Event,
        now: datetime,
        changes: Mapping[tuple[str, str], int],
        reply: str,
        trouble: str = "",
    ) -> None:
        if self._observer is None:
            return
        who = ""
        if self._detailed and turn.work is not None and isinstance(event, Act):
            who = turn.work.actor.name if turn.work.actor else event.name
        self._observer(
            Trace(
                at=now,
                event=type(event).__name__,
                detail=turn.detail,
                handler=turn.handler,
                who=who,
                changes=changes,
                reply=reply,
                repeated=reply == "repeat",
                trouble=trouble,
            )
        )


def _later(timer: Timer, now: datetime, trouble: str) -> None:
    timer.attempts += 1
    if timer.attempts >= MOST_TRIES:
        timer.parked = trouble
    timer.due = now + min(LONGEST_PAUSE, timedelta(seconds=2**timer.attempts))


def _name(handler: object) -> str:
    return f"{getattr(handler, '__module__', '')}.{getattr(handler, '__qualname__', '')}".removeprefix("bot.")


def _where(error: BaseException) -> str:
    """File and line of the failure: enough to find it, without the values that a traceback may show."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""


_NOT_CONNECTED = T(
    "This workspace is not connected to Truce yet. Ask whoever runs Truce at your company to install it."
)
_STALE = T("This button is from an older message. {home} brings a new one.", home=CommandWords(text="home"))
_SORRY = T("Something went wrong on my side, and nothing was changed. Please try once more in a minute.")
