"""Changing topics in chat: who may, and what is refused and why."""

from collections.abc import Sequence

from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.directory import edit_forms
from bot.directory.assigning import not_to_be_named
from bot.directory.checking import check_synonyms, check_topic, tidy
from bot.directory.edit_actions import ChangeTopic, NewTopic, RemoveTopic, ShowTopic
from bot.directory.edit_forms import lines_in
from bot.directory.looking import GONE, overview, topic_page
from bot.directory.stewards import require_tending
from bot.directory.tokens import key
from bot.work import Work
from storage.directory import Directory, Topic
from storage.directory_pages import DirectoryPages


def new_topic_form(action: NewTopic, work: Work) -> Form:
    require_tending(None, work)
    return edit_forms.topic_form(action, action.name, (), None, new=True)


def create_topic(_: NewTopic, values: Values, work: Work) -> Reply:
    require_tending(None, work)
    name, synonyms = tidy(values["name"]), lines_in(values, "synonyms")
    if errors := topic_errors(None, name, synonyms, values["steward"], work):
        return FormErrors(errors=errors)
    topic = work[Directory].add_topic(name, key(name), others(name, synonyms), values["steward"])
    card = topic_page(topic, ShowTopic(topic=topic.id or 0), work)
    return Update(card=card) if getattr(work.event, "message", "") else Whisper(card=card)


def change_topic_form(action: ChangeTopic, work: Work) -> Form | Reply:
    topic = work[Directory].topic(action.topic)
    if topic is None:
        return GONE
    require_tending(topic, work)
    synonyms = [row.name for row in work[Directory].synonyms(action.topic)]
    steward = work.people.get(topic.steward) if topic.steward else None
    return edit_forms.topic_form(action, topic.name, synonyms, steward, new=False)


def change_topic(action: ChangeTopic, values: Values, work: Work) -> Reply:
    directory = work[Directory]
    topic = directory.topic(action.topic)
    if topic is None:
        return GONE
    require_tending(topic, work)
    name, synonyms = tidy(values["name"]), lines_in(values, "synonyms")
    if errors := topic_errors(topic, name, synonyms, values["steward"], work):
        return FormErrors(errors=errors)
    if name != topic.name:
        directory.rename_topic(topic, name, key(name))
    directory.set_synonyms(action.topic, others(name, synonyms))
    topic.steward = values["steward"]
    directory.add(topic)
    return Update(card=topic_page(topic, ShowTopic(topic=action.topic), work))


def remove_topic(action: RemoveTopic, work: Work) -> Reply:
    topic = work[Directory].topic(action.topic)
    if topic is None:
        return GONE
    require_tending(topic, work)
    work[Directory].remove_topic(topic)
    return Update(card=overview(work))


def others(name: str, synonyms: Sequence[str]) -> dict[str, str]:
    """Synonyms by key: of those that say the same the first, and none that says the same as the name."""
    found: dict[str, str] = {}
    for each in synonyms:
        if key(each) != key(name):
            found.setdefault(key(each), each)
    return found


def topic_errors(
    topic: Topic | None, name: str, synonyms: Sequence[str], steward: int | None, work: Work
) -> dict[str, Words]:
    """What is wrong with a topic, by field; `topic` is what it is now, if it is there."""
    number = topic.id if topic else None
    looks_after = None if steward is None else not_to_be_named(work.people.get(steward))
    found = {
        "name": check_topic(name) or _name_taken(number, name, work),
        "synonyms": check_synonyms(synonyms) or _synonym_taken(number, others(name, synonyms), work),
        "steward": looks_after,
    }
    return {field: words for field, words in found.items() if words}


def _name_taken(number: int | None, name: str, work: Work) -> Words | None:
    there = work[Directory].topic_by_key(key(name))
    if there is not None and there.id != number:
        return T(
            "There is the topic “{name}” already. Please change that one, or choose another name.", name=there.name
        )
    other = next((topic for _, topic in work[DirectoryPages].called([key(name)]) if topic.id != number), None)
    if other is None:
        return None
    return T(
        "“{name}” is a synonym of the topic “{topic}” already. Take it away there first, or choose another name.",
        name=name,
        topic=other.name,
    )


def _synonym_taken(number: int | None, called: dict[str, str], work: Work) -> Words | None:
    other = next((topic for topic in work[DirectoryPages].topics_of_keys(called.keys()) if topic.id != number), None)
    if other is None:
        return None
    said = called[other.key]
    return T("“{name}” is a topic of its own. Please leave it out here, or rename that topic first.", name=said)
