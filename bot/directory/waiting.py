"""What waits for a steward: which topics are theirs to look after, and whom and what to offer for each thing."""

from collections.abc import Collection, Sequence
from typing import Final

from bot.directory.finding import find, vocabulary_of
from bot.directory.question import SURE
from bot.directory.reading import read_question
from bot.directory.steward_cards import PAGE, Gap, Unanswered, Waiting, Wrong
from bot.directory.stewards import stewards
from bot.directory.tend_actions import Shown
from bot.rights import Right
from bot.work import Work, key_of
from storage.directory import Contact, Directory, OpenQuestion, Topic
from storage.people import Person
from storage.stewardship import Stewardship, Tended

OFFERED: Final = 3
LIKE: Final = 62.0
"""From 0 to 100: how near the name of a topic must come to be offered."""
LOOKED_THROUGH: Final = 100


def tended(person: Person, work: Work) -> Tended:
    """What somebody looks after: their own topics, and those that have nobody, where that falls to them."""
    return Tended(key_of(person), rest=any(each.id == person.id for each in stewards(None, work)))


def tended_here(shown: Shown, work: Work) -> Tended:
    """What the list is about that whoever acts looks at."""
    if shown.everything:
        work.require(Right.TEND_DIRECTORY)
        return Tended()
    return tended(work.person, work)


def count_of(mine: Tended, work: Work) -> int:
    return work[Stewardship].count_questions(mine) + work[Stewardship].count_gaps(mine)


def waiting(mine: Tended, shown: Shown, work: Work, leavers: Collection[int] = ()) -> Waiting:
    """A page of the list; the last one, if there are not so many any more. `leavers`: of these people only."""
    stewardship = work[Stewardship]
    left = leavers if shown.leavers else None
    questions = 0 if shown.leavers else stewardship.count_questions(mine)
    count = questions + stewardship.count_gaps(mine, leavers=left)
    page = max(0, min(shown.page, (count - 1) // PAGE))
    begin = page * PAGE
    items: list[Wrong | Unanswered | Gap] = []
    if begin < questions:
        items += [_question(each, work) for each in stewardship.questions(mine, begin, PAGE)]
    if len(items) < PAGE:
        gaps = stewardship.gaps(mine, max(0, begin - questions), PAGE - len(items), leavers=left)
        items += [_gap(contact, topic, work) for contact, topic in gaps]
    return Waiting(items, count, shown.model_copy(update={"page": page}))


def settle_answered(mine: Tended, work: Work) -> None:
    """Questions that would have an answer by now, since somebody has added what was missing, need nobody."""
    directory = work[Directory]
    for question in work[Stewardship].questions(mine, 0, LOOKED_THROUGH):
        if question.kind == "unanswered":
            _, answer = find(question.words, directory)
            if answer.known and answer.sure:
                directory.settle(question)


def _question(question: OpenQuestion, work: Work) -> Wrong | Unanswered:
    directory = work[Directory]
    topic = directory.topic(question.topic) if question.topic is not None else None
    if question.kind == "unanswered" or topic is None:
        return _unanswered(question, work)
    contact = directory.contact(question.contact) if question.contact is not None else None
    suggested = here(question.suggested, work)
    person = work.people.get(contact.person) if contact is not None else None
    offered = offers(topic, contact, suggested, work)
    return Wrong(question, topic, contact, person, suggested, offered)


def _unanswered(question: OpenQuestion, work: Work) -> Unanswered:
    topic = topic_asked(question, work)
    called = called_by(question, work)
    close = nearest(called, work) if topic is None else ()
    return Unanswered(question, topic, called, close, here(question.suggested, work))


def _gap(contact: Contact, topic: Topic, work: Work) -> Gap:
    person = work.people.get(contact.person)
    assert person is not None  # noqa: S101  contacts go with their person
    return Gap(contact, topic, person, offers(topic, contact, None, work))


def offers(topic: Topic, contact: Contact | None, suggested: Person | None, work: Work) -> Sequence[Person]:
    """Who may be the right one: as somebody said, who stands in, and who answers for the topic elsewhere."""
    now = contact.person if contact is not None else None
    person = work.people.get(now) if now is not None else None
    found = [
        suggested,
        here(contact.backup if contact else None, work),
        here(person.stand_in if person else None, work),
    ]
    colleagues = work[Stewardship].colleagues(topic.id or 0, now, OFFERED)
    known = work.people.some(colleagues)
    people = {each.id: each for each in (*found, *(known[number] for number in colleagues)) if each is not None}
    people.pop(now, None)
    return list(people.values())[:OFFERED]


def here(person: int | None, work: Work) -> Person | None:
    """Somebody who has not left, if there is one."""
    row = work.people.get(person) if person is not None else None
    return row if row is not None and not row.left else None


def topic_asked(question: OpenQuestion, work: Work) -> Topic | None:
    """The topic that a question is about although it had no answer: nobody is named for it there."""
    directory = work[Directory]
    if question.topic is not None:
        return directory.topic(question.topic)
    read = read_question(question.words, vocabulary_of(directory))
    best = next((each for each in read.topics if each.score >= SURE and each.topic > 0), None)
    return directory.topic(best.topic) if best is not None else None


def called_by(question: OpenQuestion, work: Work) -> str:
    """The words of a question by which nothing is known here: those that may be another name for a topic."""
    read = read_question(question.words, vocabulary_of(work[Directory]))
    return " ".join(read.unexplained) or question.words


def nearest(called: str, work: Work) -> Sequence[tuple[int, str]]:
    """Topics whose names come nearest to these words, the nearest first."""
    from rapidfuzz.fuzz import WRatio  # noqa: PLC0415  it is needed here only
    from rapidfuzz.process import extract  # noqa: PLC0415
    from rapidfuzz.utils import default_process  # noqa: PLC0415

    topics = work[Directory].words().topics
    names = [(each, name) for each in topics for name in (each.name, *each.synonyms)]
    choices = [name for _, name in names]
    close = extract(called, choices, scorer=WRatio, processor=default_process, score_cutoff=LIKE, limit=4 * OFFERED)
    found = {names[at][0].topic: names[at][0].name for _, _, at in close}
    return list(found.items())[:OFFERED]
