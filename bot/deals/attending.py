"""Reviews, for whoever brings people into them: somebody is added, and what a leaver owned is another's."""

from collections.abc import Sequence

from bot.deals.versions import keep_version
from bot.work import Work
from storage.deals import Attendee, Deals
from storage.reviewing import Reviewed


class Attending:
    """A `Reviewing` over the records. What changes is looked at by the rules, like any other change."""

    def attend(self, review: int, person: int, work: Work) -> bool:
        deals = work[Deals]
        row = deals.review(review)
        if row is None or row.state != "scheduled" or person in deals.attendees(review):
            return False
        deals.add(Attendee(organisation=deals.organisation, review=review, person=person, added=True))
        row.changed = work.now
        deals.add(row)
        keep_version(row, work)
        return True

    def hand_over(self, person: int, to: int, work: Work) -> Sequence[str]:
        deals, rows = work[Deals], work[Reviewed].owned_by(person)
        for row in rows:
            row.owner, row.changed = to, work.now
            deals.add(row)
            keep_version(row, work)
        return [row.name or row.external for row in rows]
