"""Action items for capabilities that write down what was agreed: the port `Agreeing`."""

from collections.abc import Sequence

from bot.action_items.actions import NewItem
from bot.action_items.item_cards import line_of
from bot.action_items.keeping import Wanted, write_down
from bot.action_items.making import fitting
from bot.action_items.messages import view_of
from bot.action_items.reading import LONGEST
from bot.action_items.speaking import missing, understand
from bot.conversation.payloads import Press, press
from bot.conversation.words import Words
from bot.work import Work, key_of
from storage.action_items import ActionItems


class Agreements:
    """Holds no state."""

    def wrong_with(self, line: str, work: Work) -> Words | None:
        return missing(understand(line, work))

    def agree(self, line: str, work: Work, *, series: int, meeting: int) -> None:
        """The same line twice is one action item: a form may come again."""
        wanted = understand(line, work).wanted
        if wanted is None:
            raise ValueError("this line is no action item; ask `wrong_with` first")
        for each in work[ActionItems].of_meeting(meeting):
            if (each.what, each.owner, each.due) == (wanted.what, key_of(wanted.owner), wanted.due):
                return
        write_down(Wanted(wanted.what, wanted.owner, wanted.due, series=series, meeting=meeting), work)

    def ask_for(self, what: str, *, series: int, meeting: int | None, item: int | None) -> Press:
        return press(fitting(NewItem(what=what[:LONGEST], series=series, meeting=meeting, item=item)))

    def agreed_in(self, meeting: int, work: Work) -> Sequence[Words]:
        return [line_of(view_of(row, None, work)) for row in work[ActionItems].of_meeting(meeting)]
