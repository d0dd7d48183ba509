"""Reviews by whose they are."""

from collections.abc import Sequence

from sqlmodel import col, select

from storage.deals import Review
from storage.records import Records


class Reviewed(Records):
    """The reviews of one organisation that lie ahead."""

    def owned_by(self, person: int) -> Sequence[Review]:
        """Those that are scheduled still, the next first."""
        query = select(Review).where(
            Review.organisation == self.organisation, Review.owner == person, Review.state == "scheduled"
        )
        return self.session.exec(query.order_by(col(Review.starts), col(Review.id))).all()
