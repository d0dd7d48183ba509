"""Help and home: both show only what is this person's to do."""

from collections.abc import Callable, Mapping, Sequence

from bot.conversation.cards import Card, Part
from bot.conversation.replies import Reply, Say, Whisper
from bot.home import cards
from bot.routing import Command
from bot.work import Work


def help_with(commands: Callable[[], Mapping[str, Command]]) -> Callable[[str, Work], Reply]:
    """The help command over a table of contents: what the person who asks may do."""

    def show_help(_: str, work: Work) -> Reply:
        mine = {name: each for name, each in commands().items() if each.right is None or work.may(each.right)}
        return Whisper(card=cards.help_card(mine, work.person.name))

    return show_help


def home_of(card: Callable[[Work], Card]) -> Callable[[str, Work], Reply]:
    """The home command, for places without a home page of their own."""

    def show_home(_: str, work: Work) -> Reply:
        return Say(card=card(work))

    return show_home


def home(waiting: Sequence[Part], work: Work) -> Card:
    """The home page: a greeting, and what waits."""
    return cards.home_card(work.person.name, waiting)
