"""The table of contents: everything that can happen in Truce, and what handles it.

A capability is a folder in `bot/`, a file in `storage/`, and its entries here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.cards import Part
from bot.conversation.events import Event
from bot.conversation.payloads import Action, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import T
from bot.home import handlers as home
from bot.people.strangers import stranger
from bot.pulse import actions as pulse_actions
from bot.pulse import handlers as pulse
from bot.pulse import running as pulse_time
from bot.routing import ClickHandler, Command, FormRoute, Routes
from bot.work import Work

COMMANDS: dict[str, Command] = {
    "help": Command(home.help_with(lambda: COMMANDS), T("what you can do here")),
    "home": Command(home.home_of(lambda work: ROUTES.home_card(work)), T("what waits for you")),  # noqa: PLW0108  ROUTES stands below
    "pulse": Command(
        pulse.command,
        T("the twenty statements: answer them, see the result, or how privacy is kept"),
        usage="[start assessment | status | results | privacy]",
        slash=True,
    ),
}

CLICKS: dict[type[Action], ClickHandler] = {
    pulse_actions.Answer: pulse.answer,
    pulse_actions.Rate: pulse.rate,
    pulse_actions.BringBack: pulse.bring_back,
    pulse_actions.Decline: pulse.decline,
    pulse_actions.CloseNow: pulse.close_now,
    pulse_actions.GetCsv: pulse.get_csv,
}

FORMS: dict[type[Action], FormRoute] = {
    pulse_actions.StartAssessment: FormRoute(pulse.start_form, pulse.start),
    pulse_actions.AnswerAll: FormRoute(pulse.answer_form, pulse.answer_all),
}

TIMERS: dict[type[Payload], Callable[[Any, Work], None]] = {
    pulse_actions.Invite: pulse_time.invite,
    pulse_actions.Return: pulse_time.bring_back,
    pulse_actions.Remind: pulse_time.remind,
    pulse_actions.Close: pulse_time.close,
    pulse_actions.Publish: pulse_time.publish,
}

BUSINESS: Mapping[type[Event], Sequence[Callable[[Any, Work], None]]] = {}

SAID: Sequence[Callable[[str, Work], Reply | None]] = (pulse.said,)

WAITS: Sequence[Callable[[Work], Sequence[Part]]] = (pulse.waits,)

MERGED: Sequence[Callable[[int, int, Work], None]] = (pulse.merged,)

STARTED: Sequence[Callable[[Work], None]] = ()

ROUTES: Routes = Routes(
    commands=COMMANDS,
    clicks=CLICKS,
    forms=FORMS,
    timers=TIMERS,
    business=BUSINESS,
    said=SAID,
    stranger=stranger,
    home=home.home,
    waits=WAITS,
    merged=MERGED,
    started=STARTED,
)
