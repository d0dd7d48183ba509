"""How help and home look."""

from collections.abc import Mapping, Sequence

from bot.conversation.cards import Button, Buttons, Card, Divider, Fact, Facts, Part, SmallPrint, Text, button
from bot.conversation.words import Command as CommandWords
from bot.conversation.words import T, Words
from bot.home.actions import ShowHelp
from bot.routing import Command


def help_card(commands: Mapping[str, Command], name: str, platform: str) -> Card:
    """What this person can do; a command that asks for more words shows them."""
    facts = tuple(Fact(label=_typed(key, each), value=each.help) for key, each in commands.items())
    return Card(
        title=T("Here is what you can do, {name}", name=first_name(name)),
        parts=(
            Facts(facts=facts),
            SmallPrint(words=_how(platform)),
            SmallPrint(words=T("Truce keeps Sales and Marketing in step. Answers to assessments stay anonymous.")),
        ),
    )


def command_card(key: str, command: Command) -> Card:
    """Help on one command: each way to say it on a line of its own."""
    ways = [way.strip() for way in command.usage.strip("[]").split("|")] if "|" in command.usage else [command.usage]
    lines = (T("{command}", command=CommandWords(text=f"{key} {way}".strip())) for way in ways)
    return Card(title=command.help, parts=tuple(Text(words=line) for line in lines))


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


def _typed(key: str, command: Command) -> Words:
    return T("{command}", command=CommandWords(text=f"{key} {command.usage}".strip()))


def _how(platform: str) -> Words:
    if platform == "teams":
        return T("Just write the words to me here. In a channel, mention me first: _@Truce help_.")
    return T("{command} works everywhere; here in our own chat you can leave the slash out.", command=_SLASH)


_SLASH = CommandWords(text="help")
