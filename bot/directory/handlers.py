"""`/truce directory ...`: looking at who answers for what, keeping it right. What may follow, and where it leads."""

from collections.abc import Callable
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.forms import Form, Values
from bot.conversation.replies import OpenForm, Quiet, Reply, Update, Whisper
from bot.directory import edit_forms, looking, owning, stewarding, use
from bot.directory.checking import tidy
from bot.directory.edit_actions import (
    FindContact,
    FindTopic,
    GetDirectoryFile,
    ListTopics,
    NewTopic,
    ShowOverview,
    ShowTopic,
)
from bot.directory.editing import new_topic_form
from bot.directory.exporting import MARK, directory_csv
from bot.directory.looking import GONE, LONGEST_TYPED, topic_page, topics_page
from bot.directory.overview_cards import file_card, too_big_card
from bot.directory.regions import regions
from bot.rights import Right
from bot.work import Work
from storage.directory import Directory

MOST_IN_A_FILE: Final = 10_000
"""So many contacts are handed over as a file in a chat: a megabyte or two."""


def command(rest: str, work: Work) -> Reply:
    """The command: one of the ways, the topics that are called like what follows, or the overview."""
    typed = tidy(rest)[:LONGEST_TYPED]
    way = _WAYS.get(typed.lower())
    if way is not None:
        return way(work)
    return Whisper(card=_called(typed, work) if typed else looking.overview(work))


def show_overview(_: ShowOverview, work: Work) -> Reply:
    return Update(card=looking.overview(work))


def list_topics(action: ListTopics, work: Work) -> Reply:
    return Update(card=topics_page(action, work))


def show_topic(action: ShowTopic, work: Work) -> Reply:
    topic = work[Directory].topic(action.topic)
    if topic is None:
        return GONE
    card = topic_page(topic, action, work)
    return Update(card=card) if action.here else Whisper(card=card)


def find_topic_form(_: FindTopic, __: Work) -> Form:
    return edit_forms.find_topic_form()


def find_topic(_: FindTopic, values: Values, work: Work) -> Reply:
    card = _called(tidy(values["typed"]), work)
    return Update(card=card) if getattr(work.event, "message", "") else Whisper(card=card)


def find_contact_form(action: FindContact, work: Work) -> Form | Reply:
    topic = work[Directory].topic(action.topic)
    return GONE if topic is None else edit_forms.find_contact_form(action, topic.name)


def find_contact(action: FindContact, values: Values, work: Work) -> Reply:
    return show_topic(ShowTopic(topic=action.topic, typed=tidy(values["typed"]), here=True), work)


def get_file(_: GetDirectoryFile, work: Work) -> Reply:
    work.require(Right.TEND_DIRECTORY)
    contacts = work[Directory].count()
    if contacts > MOST_IN_A_FILE:
        return Whisper(card=too_big_card(contacts))
    work.send(
        work.person,
        file_card(MARK + directory_csv(work)),
        key=f"directory file {work.event.key}",
        attention=Attention.REPLY,
    )
    return Quiet()


def _called(typed: str, work: Work) -> Card:
    found = looking.called_like(typed, work)
    if len(found) == 1:
        return topic_page(found[0], ShowTopic(topic=found[0].id or 0), work)
    return topics_page(ListTopics(typed=typed), work)


def _topics(work: Work) -> Reply:
    return Whisper(card=topics_page(ListTopics(), work))


def _new(work: Work) -> Reply:
    return OpenForm(form=new_topic_form(NewTopic(), work))


def _regions(work: Work) -> Reply:
    return Whisper(card=regions(work))


_WAYS: Final[dict[str, Callable[[Work], Reply]]] = {
    "topics": _topics,
    "new": _new,
    "regions": _regions,
    "mine": owning.mine,
    "questions": stewarding.questions,
    "numbers": use.numbers,
}
