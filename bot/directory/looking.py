"""What the cards of the directory show, read from the records: the overview, lists of topics, a topic."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Card
from bot.conversation.replies import Whisper
from bot.directory import overview_cards, topic_cards
from bot.directory.edit_actions import ListTopics, ShowTopic
from bot.directory.finding import find
from bot.directory.overview_cards import Standing, gone_card
from bot.directory.stewards import may_tend, stewards
from bot.directory.tokens import key
from bot.directory.topic_cards import Shown
from bot.rights import Right
from bot.work import Work
from storage.directory import Directory, Topic
from storage.directory_pages import DirectoryPages, Held

GONE: Final = Whisper(card=gone_card())
LONGEST_TYPED: Final = 80
"""So much of what was typed is looked for, and fits into a button."""


def overview(work: Work) -> Card:
    standings = _standings(work[Directory].topics(), work)
    waiting = _waiting(standings, work)
    return overview_cards.overview_card(standings, waiting, may_tend=work.may(Right.TEND_DIRECTORY))


def topics_page(action: ListTopics, work: Work) -> Card:
    topics = called_like(action.typed, work) if action.typed else work[Directory].topics()
    standings = _standings(topics, work)
    return overview_cards.topics_card(_waiting(standings, work) if action.waiting else standings, action)


def called_like(typed: str, work: Work) -> Sequence[Topic]:
    """The topic of this name; else those whose name or synonyms hold it; else those that a question would find."""
    directory, wanted = work[Directory], key(typed)
    if not wanted:
        return ()
    if (exactly := directory.topic_by_key(wanted)) is not None:
        return (exactly,)
    if found := work[DirectoryPages].topics_holding(wanted):
        return found
    meant = (directory.topic(number) for number in find(typed, directory)[1].topics)
    return [topic for topic in meant if topic is not None]


def topic_page(topic: Topic, action: ShowTopic, work: Work) -> Card:
    directory, tending, number = work[Directory], work[DirectoryPages], topic.id or 0
    synonyms = directory.synonyms(number)
    sought = Held(action.typed, key(action.typed))
    found = tending.count_contacts(number, sought)
    pages = max(1, -(-found // topic_cards.PAGE))
    action = action.model_copy(update={"topic": number, "page": min(max(action.page, 0), pages - 1)})
    page = tending.contacts(number, sought, action.page * topic_cards.PAGE, topic_cards.PAGE)
    shared = tending.called([row.key for row in synonyms])
    shown = Shown(
        topic=topic,
        synonyms=[row.name for row in synonyms],
        shared={row.name: other.name for row, other in shared if other.id != number},
        stewards=stewards(topic, work),
        contacts=tending.count_contacts(number, Held()) if action.typed else found,
        found=found,
        page=page,
        people=work.people.some({each for row in page for each in (row.person, row.backup) if each is not None}),
        may_tend=may_tend(topic, work),
    )
    return topic_cards.topic_card(shown, action)


def _standings(topics: Sequence[Topic], work: Work) -> list[Standing]:
    states = work[DirectoryPages].states_by_topic()
    return [Standing(topic, states.get(topic.id or 0, {})) for topic in topics]


def _waiting(standings: Sequence[Standing], work: Work) -> list[Standing]:
    """Those that somebody should look at, as far as whoever acts may change them; those without an answer first."""
    everything, me = work.may(Right.TEND_DIRECTORY), work.person_id
    mine = [each for each in standings if each.waits and (everything or each.topic.steward == me)]
    return sorted(mine, key=lambda each: next((rank for rank, wrong in enumerate(_urgent(each)) if wrong), 3))


def _urgent(each: Standing) -> tuple[bool, bool, bool]:
    """What can't be answered as it is, the worst first."""
    return bool(each.states.get("left")), bool(each.states.get("declined")), not each.contacts
