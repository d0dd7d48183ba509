"""What was handed in, for whoever did so and whoever asks about it. Over the tables of `storage/deals.py`."""

from collections.abc import Sequence

from sqlmodel import col, select

from storage.deals import Deal, Submission
from storage.records import Records


class HandedIn(Records):
    def called(self, external: str) -> Submission | None:
        """What another system calls so: the newest, where several do."""
        query = select(Submission).where(Submission.organisation == self.organisation, Submission.external == external)
        return self.session.exec(query.order_by(col(Submission.id).desc()).limit(1)).first()

    def by(self, person: int, *, skip: int, most: int) -> Sequence[Submission]:
        """What somebody has handed in, newest first."""
        query = select(Submission).where(Submission.organisation == self.organisation, Submission.owner == person)
        return self.session.exec(query.order_by(col(Submission.id).desc()).offset(skip).limit(most)).all()

    def open_deals(self, person: int, most: int) -> Sequence[Deal]:
        """Somebody's open deals, the newest first: what a special price may be for."""
        query = select(Deal).where(Deal.organisation == self.organisation, Deal.owner == person, Deal.state == "open")
        return self.session.exec(query.order_by(col(Deal.id).desc()).limit(most)).all()
