"""After a meeting: its owner says what came of it, which becomes the minutes; and whoever says nothing is noticed.

Comes in: a series and its meeting, at the end, and again when the next agenda is prepared; the form of its owner. Goes
out: the question, the minutes in every channel of the series, and the meeting's state.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.attention import Attention
from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import T, When, Words
from bot.meetings.after_actions import NotHeld, TellOutcome
from bot.meetings.after_cards import question_card
from bot.meetings.after_forms import MOST_LINES, not_held_form, outcome_form, wrong_lines
from bot.meetings.door import GONE_REPLY, may_change, refused
from bot.meetings.minutes import post_minutes, posted_at
from bot.meetings.missing import notice
from bot.meetings.ports import Ports
from bot.meetings.posting import owners_of, places_of
from bot.work import Work, key_of
from storage.meetings import Meeting, Meetings, Series
from storage.people import Person

OPEN_FOR: Final = timedelta(days=1)
"""So long the minutes may be changed."""
_BULLET: Final = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
BEGUN: Final = frozenset({"running", "over", "missed", "held"})


@dataclass(frozen=True)
class After:
    ports: Ports

    # What time brings

    def ask(self, series: Series, meeting: Meeting, work: Work) -> None:
        """It is over: its owner is asked what came of it, once; where nobody is here who owns it, its channels are."""
        if meeting.state not in {"open", "running", "over"}:
            return
        meeting.state = "over"
        work[Meetings].add(meeting)
        person, card = asked_of(series, work), question_card(series, meeting)
        if person is not None:
            work.send(person, card, key=_key(meeting, person), attention=Attention.ALERT)
            return
        for place in places_of(series):
            work.post(place, card, key=f"after {meeting.id} {place.platform} {place.workspace} {place.channel}")

    def settle(self, series: Series, meeting: Meeting, work: Work) -> None:
        """The next agenda is prepared: a meeting of which nobody has said anything was missed."""
        if meeting.state == "over":
            meeting.state, meeting.changed = "missed", work.now
            work[Meetings].add(meeting)
            self._refresh(series, meeting, work)
        if meeting.state in {"missed", "skipped"}:
            notice(series, meeting, work)

    # What its owner says

    def tell_form(self, action: TellOutcome, work: Work) -> Form | Reply:
        found = self._told(action.meeting, work, "write the minutes")
        if not isinstance(found, tuple):
            return found
        series, meeting = found
        agreed = self.ports.agreeing().agreed_in(action.meeting, work)
        return outcome_form(action, series, meeting, agreed)

    def tell(self, action: TellOutcome, values: Values, work: Work) -> Reply:
        found = self._told(action.meeting, work, "write the minutes")
        if not isinstance(found, tuple):
            return found
        series, meeting = found
        lines = [_BULLET.sub("", each).strip() for each in str(values["actions"] or "").splitlines()]
        if wrong := self._wrong(lines, work):
            return FormErrors(errors={"actions": wrong})
        for line in filter(None, lines):
            self.ports.agreeing().agree(line, work, series=meeting.series, meeting=action.meeting)
        meeting.decisions, meeting.why = str(values["decisions"] or "").strip(), ""
        meeting.state, meeting.changed = "held", work.now
        work[Meetings].add(meeting)
        post_minutes(series, meeting, self.ports, work)
        self._refresh(series, meeting, work)
        return Update(card=question_card(series, meeting))

    def _wrong(self, lines: Sequence[str], work: Work) -> Words | None:
        """What is to be mended, line by line."""
        if sum(map(bool, lines)) > MOST_LINES:
            return T("Please write down at most {most} action items at once.", most=MOST_LINES)
        agreeing = self.ports.agreeing()
        looked = [(number, agreeing.wrong_with(line, work)) for number, line in enumerate(lines, 1) if line]
        problems = [(number, words) for number, words in looked if words is not None]
        return wrong_lines(problems) if problems else None

    def not_held_form(self, action: NotHeld, work: Work) -> Form | Reply:
        found = self._told(action.meeting, work, "say that it was not held")
        if not isinstance(found, tuple):
            return found
        series, meeting = found
        if meeting.state == "held":
            return Whisper(card=note(T("The minutes of this meeting are posted. Change them instead.")))
        return not_held_form(action, series, meeting)

    def not_held(self, action: NotHeld, values: Values, work: Work) -> Reply:
        found = self._told(action.meeting, work, "say that it was not held")
        if not isinstance(found, tuple):
            return found
        series, meeting = found
        meeting.state, meeting.why, meeting.changed = "missed", str(values["why"]), work.now
        work[Meetings].add(meeting)
        post_minutes(series, meeting, self.ports, work)
        self._refresh(series, meeting, work)
        notice(series, meeting, work)
        return Update(card=question_card(series, meeting))

    def _told(self, number: int, work: Work, tried: str) -> tuple[Series, Meeting] | Reply:
        """A meeting of which whoever acts may say what came of it, locked; else what to tell them."""
        meeting = work[Meetings].locked(number)
        series = work[Meetings].series(meeting.series) if meeting is not None else None
        if meeting is None or series is None:
            return GONE_REPLY
        if not may_change(series, work):
            return refused(series, work, tried)
        if meeting.state not in BEGUN:
            return Whisper(card=note(T("This meeting has not begun, or was called off. Nothing was changed.")))
        posted = posted_at(series, meeting, work) if meeting.state == "held" else None
        if meeting.state == "held" and (posted is None or work.now > posted + OPEN_FOR):
            since = When(at=posted or meeting.changed, style="date")
            words = T(
                "The minutes were posted on {day}, and stay as they are. What is new is for the next meeting.",
                day=since,
            )
            return Whisper(card=note(words))
        return series, meeting

    def _refresh(self, series: Series, meeting: Meeting, work: Work) -> None:
        """Wherever it was asked, the question says how it stands."""
        card = question_card(series, meeting)
        for person in owners_of(series, work):
            work.update(_key(meeting, person), card)
        for place in places_of(series):
            work.update(f"after {meeting.id} {place.platform} {place.workspace} {place.channel}", card)


def _key(meeting: Meeting, person: Person) -> str:
    return f"after {meeting.id} {key_of(person)}"


def asked_of(series: Series, work: Work) -> Person | None:
    """Its owner; the co-owner while the owner is away, or has left; an owner who is away rather than nobody."""
    owners = owners_of(series, work)
    here = [each for each in owners if each.away_until is None or each.away_until <= work.now]
    return next(iter((*here, *owners)), None)
