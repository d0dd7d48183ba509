"""The directory at a glance: how much there is of it, and how well it is kept."""

from typing import Final

from bot.conversation.cards import Card, Fact, Facts, Part, text
from bot.conversation.words import TN, T, Words
from bot.work import Work
from storage.directory import Directory

STATE_WORDS: Final[dict[str, Words]] = {
    "confirmed": T("Confirmed"),
    "new": T("Not confirmed yet"),
    "stale": T("Not confirmed in time"),
    "left": T("The person has left"),
}


def overview_card(work: Work) -> Card:
    directory = work[Directory]
    topics, states = len(directory.topics()), directory.count_by_state()
    if not topics:
        said = T("There are no topics yet. A topic is what people ask about, such as “pricing exceptions”.")
        return Card(title=T("Who to contact"), parts=(text(said),))
    parts: list[Part] = [
        text(
            T(
                "{topics} with {contacts}.",
                topics=TN("one topic", "{count} topics", topics),
                contacts=TN("one contact", "{count} contacts", sum(states.values())),
            )
        )
    ]
    if states:
        facts = (
            Fact(label=words, value=T("{count}", count=states[state]))
            for state, words in STATE_WORDS.items()
            if state in states
        )
        parts.append(Facts(facts=tuple(facts)))
    return Card(title=T("Who to contact"), parts=tuple(parts))
