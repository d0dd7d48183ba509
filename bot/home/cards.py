"""How help and home look."""

from collections.abc import Mapping, Sequence

from bot.conversation.cards import Card, Divider, Fact, Facts, Part, SmallPrint, Text
from bot.conversation.words import Command as CommandWords
from bot.conversation.words import T
from bot.routing import Command


def help_card(commands: Mapping[str, Command], name: str) -> Card:
    first = name.split(" ")[0]
    facts = tuple(
        Fact(
            label=T("{command}", command=CommandWords(text=f"{key} {each.usage}".strip())),
            value=each.help,
        )
        for key, each in commands.items()
    )
    return Card(
        title=T("Here is what you can do, {name}", name=first),
        parts=(
            Facts(facts=facts),
            SmallPrint(words=T("Truce keeps Sales and Marketing in step. Answers to assessments stay anonymous.")),
        ),
    )


def home_card(name: str, waiting: Sequence[Part]) -> Card:
    first = name.split(" ")[0]
    parts: tuple[Part, ...] = tuple(waiting) or (Text(words=T("Nothing waits for you. Enjoy the quiet.")),)
    return Card(
        title=T("Hello {name}", name=first),
        parts=(
            *parts,
            Divider(),
            SmallPrint(words=T("{help} shows what you can do.", help=CommandWords(text="help"))),
        ),
    )
