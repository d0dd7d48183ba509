"""What is kept of a question: counts, and the words of those without an answer; nothing that says who asked.

The core keeps each event with its reply, so that a repeat changes nothing, and each message that it sends. Those of
questions would line up with people, so they are forgotten as soon as no repeat can come any more.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.directory.actions import ForgetAsked
from bot.directory.choosing import Found
from bot.directory.tokens import key
from bot.work import Work
from storage.deliveries import Deliveries
from storage.directory import Contact, Directory, OpenQuestion
from storage.inbox import Inbox

KEPT: Final = timedelta(days=2)
"""From the beginning of a day (UTC) until what was asked on it is forgotten: one to two days. Repeats come sooner."""


def kept_briefly(work: Work, until: datetime | None = None) -> str:
    """Mark this event, and what it sends, as something to forget soon. Returns what it is marked as being about.

    With `until`, only that a message that goes then will be forgotten a day or two after.
    """
    day = (until or work.now).date()
    topic = _topic(day)
    work.set_timer(ForgetAsked(day=day), key=day.isoformat(), due=_due(day))
    if until is None:
        work.concerns(topic)
    return topic


def forget(timer: ForgetAsked, work: Work) -> None:
    """The timer of a day: the questions that came, and the answers that went."""
    topic = _topic(timer.day)
    Inbox(work.people.session).forget_about(work.people.organisation, topic)
    work[Deliveries].forget_about(topic)


def take_note(found: Found, work: Work) -> bool:
    """Count a question; file its words if nobody could be named. Returns whether they were filed."""
    return take_notes([found], work)[0]


def take_notes(every: Sequence[Found], work: Work) -> list[bool]:
    """The same for several questions at once."""
    directory, day = work[Directory], today(work)
    asked, known = Counter[int](), Counter[int]()
    for found in every:
        if not found.empty:
            topic = found.topic or (found.named[0].topic if found.named else 0)
            asked[topic] += 1
            known[topic] += found.known
    for topic, times in asked.items():
        directory.count_use(day, topic or None, asked=times, answered=known[topic])
    return [_filed(found, day, work) for found in every]


def _filed(found: Found, day: date, work: Work) -> bool:
    words = found.words or found.topic_name
    if found.known or found.empty or not key(words):
        return False
    work[Directory].file_question("unanswered", words, key(words), day)
    return True


def file_wrong(words: str, named: Contact | None, work: Work) -> OpenQuestion:
    """Count and file that the answer named the wrong one; or, where it was a guess, that none of them was right."""
    directory, day = work[Directory], today(work)
    if named is None:
        return directory.file_question("unanswered", words, key(words), day)
    directory.count_use(day, named.topic, wrong=1)
    return directory.file_question("wrong", words, key(words), day, named.topic, named.id)


def today(work: Work) -> date:
    """The company's day."""
    return work.now.astimezone(ZoneInfo(work.organisation.zone)).date()


def _topic(day: date) -> str:
    return f"asked {day.isoformat()}"


def _due(day: date) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo("UTC")) + KEPT
