"""Home and help, as different people see them."""

from bot.conversation.cards import Card
from bot.conversation.replies import Whisper
from bot.home import cards, handlers
from bot.people import groups, me, overview
from bot.pulse import cards as pulse_cards
from bot.routes import COMMANDS, ROUTES
from tests.contract.stage import Stage


def help_for_a_member(stage: Stage) -> Card:
    return _help(stage, "member")


def help_for_a_head(stage: Stage) -> Card:
    return _help(stage, "head")


def help_for_an_administrator(stage: Stage) -> Card:
    return _help(stage, "administrator")


def help_on_one(stage: Stage) -> Card:
    return _help(stage, "head", "pulse")


def help_on_a_plain_one(stage: Stage) -> Card:
    return _help(stage, "member", "home")


def home_quiet(stage: Stage) -> Card:
    return ROUTES.home_card(stage.work(stage.person()))


def home_busy(stage: Stage) -> Card:
    """Everything that can wait for somebody, at once."""
    person = stage.person("Alice Ober", "administrator", side_from="")
    stage.group("sales-emea", exactly=True)
    stage.person("Ben Stone", on="-")
    work = stage.work(person)
    waiting = (*me.asks_side(work), *pulse_cards.waiting(stage.seat(3)))
    waiting += (*groups.waiting_groups(work), *overview.waiting_troubles(work))
    return cards.home_card(person.name, waiting, me.about_you(work))


def _help(stage: Stage, role: str, on: str = "") -> Card:
    reply = handlers.help_with(lambda: COMMANDS)(on, stage.work(stage.person("Alice Ober", role)))
    assert isinstance(reply, Whisper)
    return reply.card
