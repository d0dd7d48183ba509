"""`/truce engagements`: what somebody is asked, all that is open, each one's record, and how well rules are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from bot.conversation.cards import Card, Part
from bot.conversation.replies import Reply, Update, Whisper
from bot.engagements.actions import ShowCompliance, ShowList, ShowRecord, State
from bot.engagements.case import Case, case_of, number_of
from bot.engagements.door import Door
from bot.engagements.list_cards import PAGE, Item, Page, list_card, waiting_line
from bot.engagements.messages import standing_of
from bot.engagements.passing_on import PassingOn
from bot.engagements.ports import Ports
from bot.engagements.recording import record_card_of
from bot.engagements.reporting import show_compliance
from bot.engagements.waivers import waivers
from bot.rights import Right
from bot.work import Work, key_of
from storage.rules import Rules


@dataclass(frozen=True)
class Looking:
    ports: Ports

    def command(self, rest: str, work: Work) -> Reply:
        """Alone: one's own; "all", or a state such as "overdue": everybody's; "compliance"."""
        said = rest.strip().lower()
        if said == "compliance":
            return show_compliance(ShowCompliance(anew=True), work)
        if said == "all":
            return self.show_list(ShowList(anew=True), work)
        for state in STATES:
            if said in {state, f"all {state}"}:
                return self.show_list(ShowList(state=state, anew=True), work)
        return self.show_list(ShowList(mine=True, anew=True), work)

    def show_list(self, action: ShowList, work: Work) -> Reply:
        if not action.mine:
            work.require(Right.SEE_COMPLIANCE)
        card = self._mine(action, work) if action.mine else self._all(action, work)
        return Whisper(card=card) if action.anew else Update(card=card)

    def show_record(self, action: ShowRecord, work: Work) -> Reply:
        case = Door(self.ports).visible(action.engagement, work)
        if not isinstance(case, Case):
            return case
        card = record_card_of(case, work.person, self.ports, work, action.page)
        return Whisper(card=card) if action.anew else Update(card=card)

    def waits(self, work: Work) -> Sequence[Part]:
        """At home: what somebody is asked, and what they may decide."""
        asked = work[Rules].asked_of(work.person_id)
        return waiting_line(len(asked), len(self._to_decide(work)), len(self._passed_on(work)))

    def _mine(self, action: ShowList, work: Work) -> Card:
        rules = work[Rules]
        asked = [each.engagement for each in rules.asked_of(work.person_id, "asked", "declined", "changes")]
        numbers = list(dict.fromkeys([*asked, *self._to_decide(work), *self._passed_on(work)]))
        some = [row for each in self._page_of(numbers, action) if (row := rules.engagement(each)) is not None]
        return list_card(Page(self._items([number_of(row) for row in some], work), action, len(numbers)))

    def _all(self, action: ShowList, work: Work) -> Card:
        rules = work[Rules]
        counts = rules.count_by_state()
        rows = rules.in_state(action.state, PAGE, skip=action.page * PAGE)
        items = self._items([number_of(row) for row in rows], work)
        return list_card(Page(items, action, counts.get(action.state, 0), counts, managing=True))

    @staticmethod
    def _page_of(numbers: Sequence[int], action: ShowList) -> Sequence[int]:
        return numbers[action.page * PAGE : (action.page + 1) * PAGE]

    def _items(self, numbers: Sequence[int], work: Work) -> Sequence[Item]:
        found = (work[Rules].engagement(each) for each in numbers)
        cases = (case_of(each, self.ports, work) for each in found if each is not None)
        return [Item(standing_of(each, work)) for each in cases]

    def _passed_on(self, work: Work) -> Sequence[int]:
        """What was heard, and is theirs to decide now."""
        return list(PassingOn(self.ports).waiting(work.person_id, work))

    def _to_decide(self, work: Work) -> Sequence[int]:
        """Engagements of which somebody says that they are not needed, and whoever looks may decide it."""
        rows = work[Rules].to_decide()
        cases = ((each, work[Rules].engagement(each)) for each in rows)
        found: list[int] = []
        for number, row in cases:
            deciding = waivers(case_of(row, self.ports, work), self.ports, work) if row is not None else ()
            if any(key_of(each) == work.person_id for each in deciding):
                found.append(number)
        return found


STATES: Final[tuple[State, ...]] = get_args(State)
