"""Looking through the topics: all of them where they are few, stretches of the alphabet where they are many."""

from collections.abc import Sequence
from typing import Final

from bot.conversation.cards import Card, Choices, Option, Part, SmallPrint, Text, note
from bot.conversation.payloads import press
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import Listing, T, verbatim
from bot.directory.actions import Browse, BrowseTopic, ShowContact
from bot.directory.answer_cards import Seen, answer_card, empty_card, steward_parts
from bot.directory.choosing import Found, Named, carried, of_contact, what_for
from bot.directory.remembering import kept_briefly, today
from bot.directory.stewards import stewards
from bot.work import Work
from storage.directory import Contact, Directory, Topic

MOST: Final = 60
"""So many are shown to choose from at once: fewer than any platform's limit."""
STRETCH: Final = 40
"""Where there are more, a stretch of the alphabet holds so many of them at least."""
SHORT: Final = 24
"""So much of a topic's name stands for it where a stretch of them is named."""


def browse(action: Browse, work: Work) -> Reply:
    return Whisper(card=browse_card(work, action.first, action.last))


def browse_card(work: Work, first: int = 0, last: int = 0) -> Card:
    """The topics from one place in their order up to another."""
    every = sorted(work[Directory].topics(), key=lambda each: (each.name.casefold(), each.id))
    topics = every[first : last or len(every)]
    if not every:
        return empty_card(stewards(None, work), work)
    if not topics:  # some have gone since the button was made
        return browse_card(work)
    ask = SmallPrint(words=T("Or just ask me, in your own words."))
    return Card(title=T("Who to contact"), parts=(_choices(topics, first), ask))


def _choices(topics: Sequence[Topic], first: int) -> Choices:
    if len(topics) <= MOST:
        options = (Option(label=verbatim(each.name), press=press(BrowseTopic(topic=each.id or 0))) for each in topics)
        return Choices(label=T("What is it about?"), options=tuple(options))
    size = max(STRETCH, -(-len(topics) // MOST))
    stretches = [(start, topics[start : start + size]) for start in range(0, len(topics), size)]
    return Choices(
        label=T("What is it about? Topics from A to Z:"),
        options=tuple(
            Option(
                label=T("{first} to {last}", first=_short(part[0]), last=_short(part[-1])),
                press=press(Browse(first=first + start, last=first + start + len(part))),
            )
            for start, part in stretches
        ),
    )


def _short(topic: Topic) -> str:
    name = topic.name.strip()
    return name if len(name) <= SHORT else name[: SHORT - 1].rstrip() + "…"


def browse_topic(action: BrowseTopic, work: Work) -> Reply:
    """Who answers for a topic: the answer, where it is one, else all of them to choose from."""
    kept_briefly(work)
    directory = work[Directory]
    topic = directory.topic(action.topic)
    if topic is None:
        return Whisper(card=note(T("This topic is gone. Please ask again.")))
    rows = [row for row in directory.contacts(action.topic) if row.state != "left"]
    people = work.people.some({row.person for row in rows})
    here = [row for row in rows if row.person in people and not people[row.person].left]
    if len({row.person for row in here}) == 1:
        return Whisper(card=_shown(here[0], topic, work))
    names = {number: person.name for number, person in people.items()}
    return Whisper(card=topic_card(topic, here, names, work))


def topic_card(topic: Topic, rows: Sequence[Contact], names: dict[int, str], work: Work) -> Card:
    """The contacts of a topic, to choose from; where there are more, how to get at them."""
    if not rows:
        none = Text(words=T("Nobody is named for _{topic}_ yet.", topic=topic.name))
        return Card(parts=(none, *steward_parts(stewards(topic, work), work)))
    listed = sorted(rows, key=lambda row: (row.region.casefold(), what_for(row), names[row.person], row.id))
    options = (_option(row, names[row.person]) for row in listed[:MOST])
    label = T("Who for {topic}?", topic=topic.name)
    parts: list[Part] = [Choices(label=label, options=tuple(options))]
    if len(listed) > MOST:
        parts.append(SmallPrint(words=T("There are more. Ask with a place or a product, and I name the right one.")))
    return Card(parts=tuple(parts), summary=label)


def _option(row: Contact, name: str) -> Option:
    parts = what_for(row)
    label = T("{name}, for {what}", name=name, what=Listing(items=parts)) if parts else verbatim(name)
    return Option(label=label, press=press(ShowContact(contact=row.id or 0)))


def show_contact(action: ShowContact, work: Work) -> Reply:
    """One of a topic's contacts, as an answer."""
    kept_briefly(work)
    directory = work[Directory]
    row = directory.contact(action.contact)
    topic = directory.topic(row.topic) if row is not None else None
    if row is None or topic is None:
        return Whisper(card=note(T("This contact is gone. Please ask again.")))
    return Whisper(card=_shown(row, topic, work))


def _shown(row: Contact, topic: Topic, work: Work) -> Card:
    named = of_contact(row, topic.name, work)
    if named is None:
        return note(T("This contact is gone. Please ask again."))
    work[Directory].count_use(today(work), row.topic, asked=1, answered=1)
    return answer_card(found_by_topic(topic, named), work, Seen())


def found_by_topic(topic: Topic, named: Named) -> Found:
    """What was found without a question: as if the topic had been asked for."""
    return Found(
        text=carried(topic.name),
        words=topic.name,
        named=(named,),
        sure=True,
        topic=topic.id or 0,
        topic_name=topic.name,
    )
