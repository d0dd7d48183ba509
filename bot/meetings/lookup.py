"""The meetings, as other capabilities ask for them."""

from bot.conversation.model import Place
from bot.meetings.standing import channels_of, series_id
from bot.work import Work
from storage.meetings import Meetings


class MeetingNames:
    """`MeetingLookup` of the ports; holds no state."""

    def here(self, place: Place, work: Work) -> tuple[int, int | None] | None:
        """The series that meets in a channel, and its newest meeting that has begun; where several do, the latest."""
        where = place.workspace, place.channel
        found = [
            series_id(each)
            for each in work[Meetings].all()
            if where in {(channel.workspace, channel.channel) for channel in channels_of(each)}
        ]
        if not found:
            return None
        meeting = work[Meetings].begun(found, work.now)
        return (meeting.series, meeting.id) if meeting is not None else (found[0], None)

    def name(self, series: int, work: Work) -> str:
        row = work[Meetings].series(series)
        return row.name if row is not None else ""
