"""How help and home look."""

from collections.abc import Sequence

from bot.conversation.cards import Button, Buttons, Card, Divider, Fact, Facts, Part, SmallPrint, Text, button
from bot.conversation.words import Command as CommandWords
from bot.conversation.words import T, Words
from bot.home.actions import ShowHelp
from bot.routing import Command, Way


def help_card(commands: Sequence[tuple[str, Command, Sequence[Way]]], name: str, platform: str) -> Card:
    """What this person can do, each way to say it on a line of its own."""
    facts = tuple(fact for key, command, ways in commands for fact in _lines(key, command, ways))
    return Card(
        title=T("Here is what you can do, {name}", name=first_name(name)),
        parts=(
            Facts(facts=facts),
            SmallPrint(words=_how(platform)),
            SmallPrint(words=T("Truce keeps Sales and Marketing in step. Answers to assessments stay anonymous.")),
        ),
    )


def command_card(key: str, command: Command, ways: Sequence[Way]) -> Card:
    """Help on one command."""
    return Card(parts=(Facts(facts=_lines(key, command, ways)),), summary=_typed(key))


def _lines(key: str, command: Command, ways: Sequence[Way]) -> tuple[Fact, ...]:
    alone = Fact(label=_typed(f"{key} {command.usage}".strip()), value=command.help)
    return (alone, *(Fact(label=_typed(f"{key} {way.text}"), value=way.help) for way in ways))


def home_card(name: str, waiting: Sequence[Part], more: Sequence[Button]) -> Card:
    parts: tuple[Part, ...] = tuple(waiting) or (Text(words=T("Nothing waits for you. Enjoy the quiet.")),)
    return Card(
        title=T("Hello {name}", name=first_name(name)),
        parts=(*parts, Divider(), Buttons(buttons=(button(T("What can I do?"), ShowHelp()), *more))),
        summary=T("What waits for you"),
    )


def first_name(name: str) -> str:
    """How people are greeted: the first word of their name; all of it where that is a title or an initial."""
    first = name.split(" ", maxsplit=1)[0]
    return name if len(first.rstrip(".")) < 2 or first.endswith(".") else first


def _typed(text: str) -> Words:
    return T("{command}", command=CommandWords(text=text))


def _how(platform: str) -> Words:
    if platform == "teams":
        return T("Just write the words to me here. In a channel, mention me first: _@Truce help_.")
    return T("{command} works everywhere; here in our own chat just write _help_.", command=_SLASH)


_SLASH = CommandWords(text="help")
