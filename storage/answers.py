"""The answers to a wave while it is open, and the running sums of them, from which its result is made.

An answer is filed under a token that only the wave's key can tie to a person. The key stands in a table of its own,
so that backups can leave it out, and is destroyed with the answers when the wave closes. In a named survey the token
names the person, and the answers stay.

A person's answers change under the lock of their row among those asked (`place`), so what is read of them before they
are changed holds until the commit. Of two acts the later one stands, in whatever order they arrive: that is why what
was taken back stays as a row, too.

Longer than most files: what is counted, kept and destroyed must agree, and is best read side by side.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, tuple_, union
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, exists, or_, select, update

from storage.answer_statements import KEPT, KIND, PLACE, RATE, REMARK, REMARKS
from storage.answer_tables import (
    TAKEN_BACK,
    Answer,
    NamedAnswer,
    OpenWave,
    Place,
    Remark,
    Tallied,
    Tally,
    TurnedOut,
    Turnout,
    WaveKey,
)
from storage.pulse import Participant, Wave
from storage.records import Records
from storage.scrubbing import scrub_after
from storage.sums import Cell, Change, Headcount, Row, RunningSums

AT_ONCE: Final = 5_000
"""So many rows are destroyed without keeping SQLite's one writer from others for half a second."""
WHOLE: Final = 20
"""So many answers make an assessment whole."""


class _Kept(NamedTuple):
    rating: int
    side: str


class _Act(NamedTuple):
    rating: int
    side: str
    at: datetime


class Answers(Records):
    """What the people of one organisation answer."""

    def __init__(self, session: Session, organisation: int) -> None:
        super().__init__(session, organisation)
        self._locked: dict[tuple[int, str], dict[int, _Kept]] | None = None
        """What was read since somebody's row was locked, by wave and token. None: nobody's was, so nothing holds."""
        self._kinds: dict[int, str] = {}
        """What kind a wave is, as far as it was read: that never changes."""

    # Whose answers

    def secret(self, wave: int) -> bytes | None:
        """The wave's key; None once it is destroyed."""
        query = select(WaveKey.secret).where(WaveKey.wave == wave, WaveKey.organisation == self.organisation)
        return self.session.exec(query).one_or_none()

    def place(self, wave: int, person: int) -> Place | None:
        """Where a person's answers go; None for who was not asked, and once the wave is closed.

        The person's row is locked, and the wave can't be closed meanwhile.
        """
        found = PLACE.first(self.session, organisation=self.organisation, wave=wave, person=person)
        self._locked = {}
        if found is None:
            return None
        secret, side, *rest = found
        asked = OpenWave(*rest)
        self._kinds[wave] = asked.kind
        return Place(asked, secret or b"", side) if asked.state == "open" else None

    # What somebody answers

    def ratings(self, wave: int, token: str) -> dict[int, int]:
        """What somebody has rated so far, by question."""
        return _standing(self._kept(wave, token))

    def remarks(self, wave: int, token: str) -> dict[int, str]:
        """What somebody has written so far, by question; 0 is the comment on the whole."""
        found = REMARKS.rows(self.session, organisation=self.organisation, wave=wave, token=token)
        return {int(question): str(written) for question, written in found}

    def rate(self, wave: int, token: str, side: str, ratings: Mapping[int, int | None], at: datetime) -> None:
        """Keep ratings, or take back (None); of two acts on one question the later stands, whatever comes first."""
        if not ratings:
            return
        kept = self._kept(wave, token)
        side = next((each.side for each in kept.values()), side)
        given = {
            question: _Act(TAKEN_BACK if rating is None else rating, side, at) for question, rating in ratings.items()
        }
        stands = {question: _Kept(act.rating, side) for question, act in self._write(wave, token, given).items()}
        before, after = _standing(kept), _standing(kept | stands)
        change = Change.none()
        change.replace(self._row(wave, side, before), before, self._row(wave, side, after), after)
        RunningSums(self.session).change(wave, change)

    def unrate(self, wave: int, token: str, side: str, statements: Sequence[int], at: datetime) -> None:
        """Take ratings back, unless there are later ones."""
        self.rate(wave, token, side, dict.fromkeys(statements), at)

    def remark(self, wave: int, token: str, side: str, texts: Mapping[int, str], at: datetime) -> None:
        """Keep what somebody writes, by question; an empty text takes back. The later one stands, as for ratings."""
        about = {"organisation": self.organisation, "wave": wave, "token": token, "side": side, "at": at}
        rows = [about | {"question": question, "text": written} for question, written in sorted(texts.items())]
        if rows:
            self.session.connection().execute(REMARK, rows)

    def unremark(self, wave: int, token: str, side: str, questions: Sequence[int], at: datetime) -> None:
        """Take back what somebody wrote, unless there is something later."""
        self.remark(wave, token, side, dict.fromkeys(questions, ""), at)

    def move(self, wave: int, old: str, new: str, side: str) -> None:
        """File what is under one token under another, which keeps what it has and is counted on `side`."""
        gone, stays = self._acts(wave, old), self._acts(wave, new)
        all_ = {question: each._replace(side=side) for question, each in (gone | stays).items()}
        change = Change.none()
        for acts in (gone, stays):
            before = _standing(acts)
            change.count(self._row(wave, next((each.side for each in acts.values()), side), before), before, -1)
        after = _standing(all_)
        change.count(self._row(wave, side, after), after, 1)
        remarks = self._all_remarks(wave, old) | self._all_remarks(wave, new)
        for token in (old, new):
            self._remove(wave, token)
        self._write(wave, new, all_)
        for question, (written, at) in remarks.items():
            self.remark(wave, new, side, {question: written}, at)
        RunningSums(self.session).change(wave, change)

    def rename(self, gone: int, kept: int) -> None:
        """In surveys with names that are closed: what one person answered is another's, who keeps what they have."""
        old, new = named_token(gone), named_token(kept)
        for table, number in ((Answer, col(Answer.statement)), (Remark, col(Remark.question))):
            mine = col(table.organisation) == self.organisation
            theirs = columns(col(table.wave), number).where(mine, col(table.token) == new)
            moved = update(table).where(mine, col(table.token) == old, ~tuple_(col(table.wave), number).in_(theirs))
            self.session.exec(moved.values(token=new))
            self.session.exec(delete(table).where(mine, col(table.token) == old))

    def _kept(self, wave: int, token: str) -> dict[int, _Kept]:
        held = self._locked.get((wave, token)) if self._locked is not None else None
        if held is None:
            rows = KEPT.rows(self.session, organisation=self.organisation, wave=wave, token=token)
            held = {question: _Kept(rating, side) for question, rating, side in rows}
            if self._locked is not None:
                self._locked[wave, token] = held
        return held

    def _acts(self, wave: int, token: str) -> dict[int, _Act]:
        query = select(Answer.statement, Answer.rating, Answer.side, Answer.at).where(
            Answer.organisation == self.organisation, Answer.wave == wave, Answer.token == token
        )
        return {question: _Act(rating, side, at) for question, rating, side, at in self.session.exec(query)}

    def _all_remarks(self, wave: int, token: str) -> dict[int, tuple[str, datetime]]:
        query = select(Remark.question, Remark.text, Remark.at).where(
            Remark.organisation == self.organisation, Remark.wave == wave, Remark.token == token
        )
        return {question: (written, at) for question, written, at in self.session.exec(query)}

    def _write(self, wave: int, token: str, acts: Mapping[int, _Act]) -> dict[int, _Act]:
        """Returns those that stand: where something later is kept, an act changes nothing."""
        self._forget(wave, token)
        about = {"organisation": self.organisation, "wave": wave, "token": token}
        return {
            question: act
            for question, act in sorted(acts.items())
            if RATE.run(self.session, {**about, "statement": question, **act._asdict()})
        }

    def _forget(self, wave: int, token: str) -> None:
        if self._locked is not None:
            self._locked.pop((wave, token), None)

    def _remove(self, wave: int, token: str) -> None:
        self._forget(wave, token)
        for table in (Answer, Remark):
            self.session.exec(
                delete(table).where(
                    col(table.organisation) == self.organisation, col(table.wave) == wave, col(table.token) == token
                )
            )

    def _row(self, wave: int, side: str, ratings: Mapping[int, int]) -> Row:
        """Where somebody with these ratings is counted."""
        whole = len(ratings) == WHOLE and self._kind(wave) == "assessment"
        return Row(self.organisation, wave, side, whole)

    def _kind(self, wave: int) -> str:
        if wave not in self._kinds:
            found = KIND.first(self.session, wave=wave)
            self._kinds[wave] = str(found[0]) if found else ""
        return self._kinds[wave]

    # What all of them answer

    def tokens(self, wave: int) -> frozenset[str]:
        """The tokens under which anything was answered."""
        rated = select(Answer.token).where(
            Answer.organisation == self.organisation, Answer.wave == wave, Answer.rating != TAKEN_BACK
        )
        written = select(Remark.token).where(
            Remark.organisation == self.organisation, Remark.wave == wave, Remark.text != ""
        )
        return frozenset(self.session.connection().execute(union(rated, written)).scalars())

    def has_answered(self, wave: int, token: str) -> bool:
        """Whether anything was answered under a token; for many of them `tokens` costs less."""
        return bool(self.ratings(wave, token) or self.remarks(wave, token))

    def answered(self, wave: int) -> dict[str, int]:
        """How many have rated or written anything, by side."""
        counts: dict[str, int] = {}
        for each in self.turnouts(wave):
            counts[each.side] = counts.get(each.side, 0) + each.people
        rated = exists().where(
            col(Answer.wave) == wave, col(Answer.token) == col(Remark.token), col(Answer.rating) != TAKEN_BACK
        )
        wrote_only = (
            select(Remark.side, func.count(func.distinct(Remark.token)))
            .where(Remark.organisation == self.organisation, Remark.wave == wave, Remark.text != "", ~rated)
            .group_by(Remark.side)
        )
        for side, people in self.session.exec(wrote_only):
            counts[side] = counts.get(side, 0) + people
        return counts

    def tallies(self, wave: int) -> list[Tallied]:
        """The running sums of the ratings, by side, wholeness, question and value."""
        key = (col(Tally.side), col(Tally.whole), col(Tally.question), col(Tally.value))
        query = columns(*key, col(Tally.n)).where(col(Tally.organisation) == self.organisation, col(Tally.wave) == wave)
        found = RunningSums(self.session).waiting(wave)
        for side, whole, question, value, n in self.session.connection().execute(query):
            found.add_cell(Cell(self.organisation, wave, side, whole, question, value), n)
        return [Tallied(*cell[2:], n) for cell, n in sorted(found.cells.items()) if n]

    def turnouts(self, wave: int) -> list[TurnedOut]:
        """The running sums of those who rated anything, by side and wholeness."""
        query = columns(
            col(Turnout.side), col(Turnout.whole), col(Turnout.people), col(Turnout.total), col(Turnout.squares)
        ).where(col(Turnout.organisation) == self.organisation, col(Turnout.wave) == wave)
        found = RunningSums(self.session).waiting(wave)
        for side, whole, *heads in self.session.connection().execute(query):
            found.add_row(Row(self.organisation, wave, side, whole), Headcount(*heads))
        return [TurnedOut(row.side, row.whole, *heads) for row, heads in sorted(found.rows.items()) if heads.people]

    def texts(self, wave: int) -> list[tuple[int, str]]:
        """What was written: (question, text), by question and text, so that their order tells nothing."""
        query = select(Remark.question, Remark.text).where(
            Remark.organisation == self.organisation, Remark.wave == wave, Remark.text != ""
        )
        return [
            (question, written)
            for question, written in self.session.exec(query.order_by(col(Remark.question), col(Remark.text)))
        ]

    def names(self, wave: int) -> list[NamedAnswer]:
        """The answers in a named survey with whose they are, by person and question."""
        rated = select(Answer.token, Answer.side, Answer.statement, Answer.rating).where(
            Answer.organisation == self.organisation, Answer.wave == wave, Answer.rating != TAKEN_BACK
        )
        written = select(Remark.token, Remark.side, Remark.question, Remark.text).where(
            Remark.organisation == self.organisation, Remark.wave == wave, Remark.text != ""
        )
        found = [
            NamedAnswer(_named(token), side, number, value, "")
            for token, side, number, value in self.session.exec(rated)
        ]
        found += [
            NamedAnswer(_named(token), side, number, None, said)
            for token, side, number, said in self.session.exec(written)
        ]
        return sorted(found, key=lambda each: (each.person, each.question, each.text))

    # Closing

    def destroy(self, wave: int, most: int | None = None) -> bool:
        """Remove what ties anything to anybody; of the answers, `most` at a time. True once nothing is left.

        The key and the sums go at once, and what those asked had wished for meanwhile: without the key nobody can say
        any more whose the answers are that are left. A named survey keeps its answers.
        """
        RunningSums(self.session).forget(wave)
        for table in (WaveKey, Tally, Turnout):
            self.session.exec(
                delete(table).where(col(table.organisation) == self.organisation, col(table.wave) == wave)
            )
        self._forget_wishes(wave)
        row = self.session.get(Wave, wave)
        if row is None or not row.named:
            for answered in (Answer, Remark):
                gone = self._destroy_some(answered, wave, most)
                most = most - gone if most is not None else None
                if most is not None and most <= 0:
                    return False
        scrub_after(self.session)
        return True

    def _forget_wishes(self, wave: int) -> None:
        wished = or_(
            col(Participant.brought_back) != 0, col(Participant.waits_until).is_not(None), col(Participant.declined)
        )
        self.session.exec(
            update(Participant)
            .where(col(Participant.organisation) == self.organisation, col(Participant.wave) == wave, wished)
            .values(brought_back=0, waits_until=None, declined=False)
        )

    def _destroy_some(self, table: type[Answer] | type[Remark], wave: int, most: int | None) -> int:
        number = col(Answer.statement) if table is Answer else col(Remark.question)
        key = (col(table.token), number)
        # "+ 0": by its index of organisations SQLite would go through all answers, each time
        mine = (col(table.organisation) + 0 == self.organisation, col(table.wave) == wave)
        gone = delete(table).where(*mine).execution_options(synchronize_session=False)
        if most is not None:
            gone = gone.where(tuple_(*key).in_(columns(*key).where(*mine).order_by(*key).limit(most)))
        return self.session.connection().execute(gone).rowcount


def _standing(kept: Mapping[int, _Kept | _Act]) -> dict[int, int]:
    """The ratings that were not taken back."""
    return {question: each.rating for question, each in kept.items() if each.rating != TAKEN_BACK}


def named_token(person: int) -> str:
    """The token in a named survey."""
    return f"person {person}"


def _named(token: str) -> int:
    """The person that a token of a named survey names."""
    return int(token.removeprefix("person "))
