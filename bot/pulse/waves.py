"""What the handlers of surveys share: a person's place in a wave, and the names of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.pulse.pseudonyms import token
from bot.pulse.statements import STATEMENTS
from bot.work import Work, key_of
from storage.answers import Answers
from storage.people import Person
from storage.pulse import Participant, Pulses, Wave

TOTAL = len(STATEMENTS)


@dataclass(frozen=True)
class Seat:
    """A person who is asked in an open wave, and what they have rated so far."""

    wave: Wave
    participant: Participant
    token: str
    ratings: Mapping[int, int]

    @property
    def done(self) -> int:
        return len(self.ratings)

    def next(self, after: int = 0) -> int | None:
        """The next statement not rated yet, from behind `after` on and around; None when all are."""
        numbers = [each.number for each in STATEMENTS]
        ordered = numbers[after:] + numbers[:after]
        return next((number for number in ordered if number not in self.ratings), None)


def topic(wave: int) -> str:
    """What everything about an open wave is marked with, so that it can be forgotten together."""
    return f"wave {wave}"


def invitation_key(wave: int, person: int) -> str:
    return f"wave {wave} invitation {person}"


def reminder_key(wave: int, person: int) -> str:
    return f"wave {wave} reminder {person}"


def wave_id(wave: Wave) -> int:
    if wave.id is None:
        raise LookupError("this wave is not stored yet")
    return wave.id


def seat(work: Work, wave: int, person: Person) -> Seat | None:
    """A person's place in a wave; None when it is closed or they were not asked."""
    place = work[Answers].place(wave, key_of(person))
    if place is None or place.wave.state != "open":
        return None
    mine = token(place.secret, key_of(person))
    return Seat(wave=place.wave, participant=place.participant, token=mine, ratings=work[Answers].ratings(wave, mine))


def my_seat(work: Work) -> Seat | None:
    """The seat of the person who acts, in whatever wave is open."""
    waves = work[Pulses].open_for(work.person_id)
    return seat(work, wave_id(waves[0]), work.person) if waves else None
