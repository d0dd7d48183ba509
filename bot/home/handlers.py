"""Help and home: both show only what is this person's to do."""

from collections.abc import Callable, Mapping, Sequence

from bot.conversation.cards import Button, Card, Part
from bot.conversation.events import Act
from bot.conversation.replies import Reply, Whisper
from bot.home import cards
from bot.home.actions import ShowHelp
from bot.routing import Command, Way
from bot.work import Work

Commands = Callable[[], Mapping[str, Command]]


def help_with(commands: Commands) -> Callable[[str, Work], Reply]:
    """The help command over a table of contents: what the person who asks may do, or more about one command."""

    def show_help(rest: str, work: Work) -> Reply:
        mine = {name: each for name, each in commands().items() if each.right is None or work.may(each.right)}
        wanted = rest.strip().lstrip("/").lower()
        if wanted in mine:
            return Whisper(card=cards.command_card(wanted, mine[wanted], _ways(mine[wanted], work)))
        platform = work.event.by.platform if isinstance(work.event, Act) else ""
        told = [(name, each, _ways(each, work)) for name, each in mine.items()]
        return Whisper(card=cards.help_card(told, work.person.name, platform))

    return show_help


def _ways(command: Command, work: Work) -> list[Way]:
    """The ways to say it that are this person's."""
    return [way for way in command.ways if way.right is None or work.may(way.right)]


def help_click(commands: Commands) -> Callable[[ShowHelp, Work], Reply]:
    """The button for the same."""
    show = help_with(commands)

    def show_help(_: ShowHelp, work: Work) -> Reply:
        return show("", work)

    return show_help


def home_of(card: Callable[[Work], Card]) -> Callable[[str, Work], Reply]:
    """The home command, for places without a home page of their own. Nobody else sees it."""

    def show_home(_: str, work: Work) -> Reply:
        return Whisper(card=card(work))

    return show_home


def home_with(*more: Callable[[Work], Sequence[Button]]) -> Callable[[Sequence[Part], Work], Card]:
    """The home page: a greeting, what waits, and the buttons that capabilities offer there."""

    def home(waiting: Sequence[Part], work: Work) -> Card:
        buttons = [button for each in more for button in each(work)]
        return cards.home_card(work.person.name, waiting, buttons)

    return home
