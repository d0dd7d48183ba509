"""What the handlers of surveys share: a person's place in a wave, and the names of its messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Final

from bot.pulse.pseudonyms import token
from bot.pulse.questions import COMMENT, Question, positions, read
from bot.work import Work
from storage.answer_tables import Place
from storage.answers import Answers, named_token
from storage.pulse import Asking, Participant, Pulses

FOLLOWS_WITHIN: Final = timedelta(days=8)
"""Where the next wave of a pulse comes so soon, its invitation brings the last result, which then is no message."""


@dataclass(frozen=True)
class Seat:
    """A person who is asked in an open wave, on the side that they had when it opened, with what they have answered.

    `remarks` are texts by question, 0 being the comment.
    """

    wave: Asking
    side: str
    token: str
    ratings: Mapping[int, int]
    remarks: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return read(self.wave.questions)

    @cached_property
    def done(self) -> int:
        """How many of the questions are answered; nothing else is kept but a comment."""
        return len(self.ratings) + len(self.remarks) - self.commented

    @property
    def left(self) -> int:
        return len(self.questions) - self.done

    @property
    def commented(self) -> bool:
        return COMMENT in self.remarks

    @property
    def untouched(self) -> bool:
        return not self.ratings and not self.remarks

    def has(self, question: Question) -> bool:
        return question.number in (self.remarks if question.kind == "text" else self.ratings)

    def question(self, number: int) -> Question | None:
        position = self.position(number)
        return self.questions[position - 1] if position else None

    def position(self, number: int) -> int:
        """Which of the questions it is, counting from 1; 0 for none of them."""
        return positions(self.wave.questions).get(number, 0)

    def rated(self, number: int, rating: int) -> "Seat":
        """The same, with one more rating."""
        return Seat(self.wave, self.side, self.token, {**self.ratings, number: rating}, self.remarks)

    def next(self, after: int = 0) -> Question | None:
        """The next open question behind `after`; None when there is none."""
        return next((each for each in self.questions[self.position(after) :] if not self.has(each)), None)


def topic(wave: int) -> str:
    """What everything about an open wave is marked with, so that it can be forgotten together."""
    return f"wave {wave}"


def invitation_key(wave: int, person: int) -> str:
    return f"{invitation_keys(wave)}{person}"


def invitation_keys(wave: int) -> str:
    """How the keys of all its invitations begin."""
    return f"wave {wave} invitation "


def reminder_key(wave: int, person: int) -> str:
    return f"{reminder_keys(wave)}{person}"


def reminder_keys(wave: int) -> str:
    """How the keys of all its reminders begin."""
    return f"wave {wave} reminder "


def wave_id(wave: Asking) -> int:
    if wave.id is None:
        raise LookupError("this wave is not stored yet")
    return wave.id


def seat(work: Work, wave: int, person: int) -> Seat | None:
    """A person's place in a wave; None when it is closed or they were not asked."""
    place = work[Answers].place(wave, person)
    return _seat(work, place, person) if place is not None else None


def asked(seat: Seat, work: Work, person: int) -> Participant:
    """What somebody in a seat wishes about being asked."""
    row = work[Pulses].participant(wave_id(seat.wave), person)
    if row is None:
        raise LookupError("nobody has a seat without being asked")
    return row


def my_seats(work: Work) -> Sequence[Seat]:
    """The seats of the person who acts, in all waves that are open, the oldest first."""
    found = (seat(work, wave_id(wave), work.person_id) for wave in work[Pulses].open_for(work.person_id))
    return [each for each in found if each is not None]


def filed_under(wave: Asking, secret: bytes | None, person: int) -> str:
    """The token under which somebody's answers are kept: in a named survey, which has no key, it says whose they are.

    LookupError for an anonymous wave whose key is destroyed.
    """
    if wave.named:
        return named_token(person)
    if not secret:
        raise LookupError("the key of this wave is destroyed")
    return token(secret, person)


def _seat(work: Work, place: Place, person: int) -> Seat:
    wave, number = place.wave, wave_id(place.wave)
    mine = filed_under(wave, place.secret, person)
    writes = wave.comments or wave.kind == "survey"
    return Seat(
        wave=wave,
        side=place.side,
        token=mine,
        ratings=work[Answers].ratings(number, mine),
        remarks=work[Answers].remarks(number, mine) if writes else {},
    )


def earlier_result(wave: Asking, work: Work) -> int | None:
    """The wave whose result goes out with the invitation to this one, if one does."""
    if wave.kind != "pulse" or wave.pulse is None:
        return None
    before = work[Pulses].newest_result(before=wave_id(wave), pulse=wave.pulse)
    recent = before is not None and before.closed is not None and wave.opened - before.closed <= FOLLOWS_WITHIN
    return before.id if before is not None and recent else None
