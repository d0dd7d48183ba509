"""Agendas: as they stand in a channel, in full, an item of one, and the forms about it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.conversation.cards import Card
from bot.conversation.forms import Form
from bot.conversation.payloads import press
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import Money, T, verbatim
from bot.deals.actions import ShowDeal
from bot.meetings.agenda_actions import AddItem, ChangeItem, Comment, DropItem, ShowAgenda, ShowItem
from bot.meetings.agenda_cards import agenda_card, choose_card, unreached_card
from bot.meetings.agenda_view import view_of
from bot.meetings.desk import MeetingDesk
from bot.meetings.item_forms import prefilled
from bot.routes import MEETINGS
from bot.work import Work, key_of
from storage.agendas import Agendas
from storage.meetings import AgendaComment, AgendaItem, Meeting, Meetings, Series
from tests.contract.stage import NOW, Stage

DESK: MeetingDesk = MEETINGS


class _Council:
    """A series, its next meeting, and what is on that agenda, as one of its owners sees it."""

    def __init__(self, stage: Stage, *, leads: bool = True, items: int = 0, **meeting: Any) -> None:
        self.stage = stage
        self.owner, self.other = stage.person("Alice Ober"), stage.person("Mia Frost", side="marketing")
        self.work: Work = stage.work(self.owner if leads else self.other)
        self.series = self.work[Meetings].add(
            Series(
                organisation=stage.organisation,
                key="deal-council",
                name=stage.text("Deal council", 80),
                purpose=stage.text("What the large deals need of both sides.", 500),
                rule="FREQ=MONTHLY;BYDAY=1TU",
                first="2027-01-05T09:00:00",
                zone="Europe/Vienna",
                minutes=60,
                owner=key_of(self.owner),
                looked=NOW,
                created=NOW,
                changed=NOW,
            )
        )
        said: dict[str, Any] = {"state": "open", "starts": NOW + timedelta(days=1, minutes=20), "beyond": 0}
        self.meeting = self.work[Meetings].add(
            Meeting(
                organisation=stage.organisation,
                series=self.series.id or 0,
                occurrence="2027-01-12T10:00:00",
                minutes=60,
                changed=NOW,
                **(said | meeting),
            )
        )
        self.items = [self.item(at) for at in range(items)]

    def item(self, at: int = 0, **more: Any) -> AgendaItem:
        """Every third from the deals, every third overdue, the others added."""
        source = ("added", "deals", "engagements")[at % 3]
        name, amount = self.stage.text(f"Acme rollout {at}", 80), Money(amount=Decimal(2_500_000 + at), currency="EUR")
        title = T("Stuck: {name}, {amount}", name=verbatim(name), amount=amount)
        if source == "added":
            title = verbatim(self.stage.text(f"Churn in retail {at}", 150))
        said: dict[str, Any] = {
            "source": source,
            "key": str(at),
            "title": title.model_dump_json(),
            "note": verbatim(self.stage.text("We lose three in ten within a year.", 1000)).model_dump_json(),
            "owner": key_of(self.owner),
            "added_by": key_of(self.other) if source == "added" else None,
            "opens": press(ShowDeal(deal=at)).model_dump_json() if source == "deals" else "",
            "url": "https://example.com/there" if source != "deals" else "",
            "meeting": self.meeting.id,
            "carried": at == 2,
            "minutes": 10 if self.stage.tone == "ordinary" else 1,
        }
        row = AgendaItem(organisation=self.stage.organisation, series=self.series.id or 0, created=NOW, **(said | more))
        return self.work[Agendas].add(row)

    def votes(self, row: AgendaItem, count: int) -> None:
        for at in range(count):
            self.work[Agendas].vote(row.id or 0, key_of(self.stage.person(f"Ben Stone {at}", on="-")))

    def comments(self, row: AgendaItem, count: int) -> None:
        for _ in range(count):
            said = self.stage.text("Two of them wait for a price list.", 500)
            self.work[Agendas].add(
                AgendaComment(
                    organisation=self.stage.organisation,
                    item=row.id or 0,
                    person=key_of(self.other),
                    moment=NOW,
                    text=said,
                )
            )

    def posted(self) -> Card:
        return agenda_card(view_of(self.series, self.meeting, DESK.ports, self.work))

    def page(self, page: int = 0) -> Card:
        return _card(DESK.agendas.show_agenda(ShowAgenda(series=self.series.id or 0, page=page, anew=True), self.work))

    def opened(self, row: AgendaItem) -> Card:
        return _card(DESK.agendas.show_item(ShowItem(item=row.id or 0), self.work))


def _card(reply: Reply) -> Card:
    assert isinstance(reply, Whisper | Update), reply
    return reply.card


def _form(made: Form | Reply) -> Form:
    assert isinstance(made, Form), made
    return made


# Agendas


def posted(stage: Stage) -> Card:
    council = _Council(stage, items=stage.many(6, 300), beyond=stage.many(0, 1200))
    council.votes(council.items[0], stage.many(2, 30))
    council.comments(council.items[1], stage.many(1, 20))
    return council.posted()


def with_more_than_there_is_time_for(stage: Stage) -> Card:
    council = _Council(stage, items=stage.many(9, 120))
    council.item(1000, state="dropped", reason=stage.text("Settled on the phone.", 200))
    return council.posted()


def of_actions_that_take_no_time(stage: Stage) -> Card:
    council = _Council(stage)
    for at in range(stage.many(50, 200)):
        council.item(3 * at, minutes=0)
    return council.posted()


def with_nothing_on_it(stage: Stage) -> Card:
    return _Council(stage).posted()


def in_an_order_by_hand(stage: Stage) -> Card:
    council = _Council(stage)
    for at in range(stage.many(4, 60)):
        council.item(at, position=at + 1)
    return council.posted()


def frozen(stage: Stage) -> Card:
    council = _Council(stage, state="running")
    for at in range(stage.many(4, 60)):
        council.item(at, position=at + 1, left_out=at > 2)
    return council.posted()


def frozen_with_nothing_on_it(stage: Stage) -> Card:
    return _Council(stage, state="running").posted()


def called_off(stage: Stage) -> Card:
    return _Council(stage, state="skipped", why=stage.text("Everybody is at the trade fair.", 300)).posted()


def all_items(stage: Stage) -> Card:
    council = _Council(stage, items=stage.many(8, 60))
    council.item(1000, state="dropped", reason=stage.text("Settled on the phone.", 200))
    return council.page()


def all_items_last_page(stage: Stage) -> Card:
    council = _Council(stage, items=stage.many(20, 60), beyond=stage.many(1, 1200))
    council.item(1000, state="dropped", reason=stage.text("Settled on the phone.", 200))
    return council.page(99)


def no_items_at_all(stage: Stage) -> Card:
    return _Council(stage).page()


def waiting_for_the_next(stage: Stage) -> Card:
    council = _Council(stage, state="running")
    for at in range(stage.many(4, 60)):
        council.item(at, meeting=None)
    council.item(500, left_out=True)
    return council.page()


def nothing_waits(stage: Stage) -> Card:
    return _Council(stage, state="held").page()


def which_agenda(stage: Stage) -> Card:
    council = _Council(stage)
    return choose_card([council.series] * stage.many(2, 40))


def no_agenda_at_all(_: Stage) -> Card:
    return choose_card([])


def not_in_its_channel(stage: Stage) -> Card:
    council = _Council(stage)
    trouble = "Truce isn't in this channel. Somebody there can type /invite @Truce there."
    return unreached_card(council.series, council.meeting, [trouble] * stage.many(1, 3))


# An item


def an_item(stage: Stage) -> Card:
    """As whoever leads the meeting sees it."""
    council = _Council(stage, items=3)
    council.votes(council.items[0], stage.many(3, 40))
    council.comments(council.items[0], stage.many(2, 30))
    return council.opened(council.items[0])


def an_item_of_somebody_else(stage: Stage) -> Card:
    council = _Council(stage, leads=False, items=3)
    work = council.work
    work[Agendas].vote(council.items[1].id or 0, work.person_id)
    return council.opened(council.items[1])


def an_item_without_time(stage: Stage) -> Card:
    council = _Council(stage)
    return council.opened(council.item(0, minutes=90, position=1))


def an_item_that_was_dropped(stage: Stage) -> Card:
    council = _Council(stage)
    reason = stage.text("Settled on the phone.", 200)
    row = council.item(0, state="dropped", reason=reason, dropped_by=key_of(council.owner))
    return council.opened(row)


def an_item_that_nobody_dropped(stage: Stage) -> Card:
    council = _Council(stage, leads=False)
    return council.opened(council.item(1, state="dropped", reason=stage.text("Settled.", 200)))


def an_item_of_a_meeting_that_has_begun(stage: Stage) -> Card:
    council = _Council(stage, state="running")
    return council.opened(council.item(1, position=1))


def an_item_that_waits(stage: Stage) -> Card:
    council = _Council(stage)
    return council.opened(council.item(0, meeting=None, owner=None, note="", url=""))


# Forms


def add(stage: Stage) -> Form:
    council = _Council(stage)
    return _form(DESK.editing.add_form(AddItem(series=council.series.id or 0), council.work))


def add_what_a_message_says(stage: Stage) -> Form:
    council = _Council(stage)
    for at in range(stage.many(1, 120)):
        more = council.series.model_dump(exclude={"id"}) | {"key": f"other-{at}", "name": stage.text("Campaigns", 80)}
        council.work[Meetings].add(Series(**more))
    said = stage.text("Retailers ask for the price list in their own currency.", 4000)
    author = stage.text("Carla Diaz", 200)
    action = prefilled(said, author, "https://example.com/archives/1", council.series.id or 0)
    return _form(DESK.editing.add_form(action, council.work))


def change_ones_own(stage: Stage) -> Form:
    council = _Council(stage)
    return _form(DESK.editing.change_form(ChangeItem(item=council.item(0).id or 0), council.work))


def change_what_came_from_a_source(stage: Stage) -> Form:
    council = _Council(stage)
    return _form(DESK.editing.change_form(ChangeItem(item=council.item(1, minutes=0).id or 0), council.work))


def comment(stage: Stage) -> Form:
    council = _Council(stage)
    return _form(DESK.editing.comment_form(Comment(item=council.item(1).id or 0), council.work))


def drop(stage: Stage) -> Form:
    council = _Council(stage)
    return _form(DESK.editing.drop_form(DropItem(item=council.item(0).id or 0), council.work))


def too_late(stage: Stage) -> Card:
    council = _Council(stage, state="running")
    made = DESK.editing.drop_form(DropItem(item=council.item(0).id or 0), council.work)
    assert isinstance(made, Whisper)
    return made.card
