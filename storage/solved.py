"""Whether meetings solved problems, as those who were there say: each once, and their last word counts."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import col, select

from storage.meetings import Meeting, Solved
from storage.records import Records


class SolvedProblems(Records):
    """Of one organisation."""

    def of(self, meeting: int, person: int) -> Solved | None:
        """What somebody said of a meeting."""
        query = select(Solved).where(
            Solved.organisation == self.organisation, Solved.meeting == meeting, Solved.person == person
        )
        return self.session.exec(query).one_or_none()

    def of_meeting(self, meeting: int) -> Sequence[Solved]:
        query = select(Solved).where(Solved.organisation == self.organisation, Solved.meeting == meeting)
        return self.session.exec(query.order_by(col(Solved.id))).all()

    def count(self, series: int) -> int:
        """How many problems the meetings of a series have solved.

        A meeting that solved one counts once for each thing of its agenda that is named, and once if none is.
        """
        query = (
            select(func.count(func.distinct(Solved.item)))
            .join(Meeting, col(Meeting.id) == col(Solved.meeting))
            .where(Solved.organisation == self.organisation, Meeting.series == series, col(Solved.solved))
            .group_by(col(Solved.meeting))
        )
        return sum(max(1, named) for named in self.session.exec(query))
