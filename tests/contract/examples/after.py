"""After a meeting: the question to its owner, the minutes, whether it solved a problem, and what was missed."""

from typing import Any

from bot.action_items.agreeing import Agreements
from bot.conversation.cards import Card, note
from bot.conversation.forms import Form
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T, verbatim
from bot.meetings.after import After
from bot.meetings.after_actions import NotHeld, SolvedElse, SolvedOne, SolvedWhich, TellOutcome
from bot.meetings.after_cards import missed_card, question_card
from bot.meetings.after_forms import wrong_lines
from bot.meetings.minutes import card_of
from bot.meetings.missing import in_a_row
from bot.meetings.ports import Ports
from bot.meetings.solving import Solving
from bot.timing import resolve
from bot.work import Work, key_of
from storage.action_items import ActionItem, ActionItems
from storage.agendas import Agendas
from storage.meetings import AgendaItem, Meeting, Meetings, Series, Solved
from tests.contract.stage import NOW, ZONE, Stage

PORTS = Ports(lambda: (), Agreements)
AFTER, SOLVING = After(PORTS), Solving(PORTS)


class _Scene:
    """A meeting that is over: its agenda, and what was agreed in it."""

    def __init__(self, stage: Stage, state: str = "over", **more: Any) -> None:
        self.stage = stage
        self.owner = stage.person("Alice Ober", "head", "manager")
        self.other = stage.person("Mia Frost", "head", side="marketing")
        self.rows = Meetings(stage.people.session, stage.organisation)
        self.series = self.rows.add(
            Series(
                organisation=stage.organisation,
                key=f"council-{key_of(self.owner)}",
                name=stage.text("Deal council", 80),
                rule="FREQ=WEEKLY;BYDAY=TU",
                first="2027-01-05T09:00:00",
                zone=ZONE,
                owner=key_of(self.owner),
                co_owner=key_of(self.other),
                created=NOW,
                changed=NOW,
                looked=NOW,
            )
        )
        self.meeting = self.met(5, state, **more)
        for number in range(stage.many(3, 60)):
            self._talks_about(number)
        for number in range(stage.many(2, 40)):
            self._agrees(number)

    def met(self, day: int, state: str, **more: Any) -> Meeting:
        starts = resolve(NOW.replace(tzinfo=None, day=day, hour=9, minute=0), ZONE)
        said: dict[str, Any] = {"starts": starts, "minutes": 60, "changed": NOW, "state": state}
        said |= {"organisation": self.stage.organisation, "series": self.series.id}
        return self.rows.add(Meeting(occurrence=f"2027-01-{day:02}T09:00:00", **(said | more)))

    def _talks_about(self, number: int) -> None:
        title = verbatim(self.stage.text("Churn in retail", 200)).model_dump_json()
        row = AgendaItem(
            organisation=self.stage.organisation,
            series=self.series.id or 0,
            meeting=self.meeting.id,
            source="added",
            key=str(number),
            title=title,
            owner=key_of(self.other) if number % 2 else None,
            left_out=number % 3 == 2,
            created=NOW,
        )
        self.rows.add(row)

    def _agrees(self, number: int) -> None:
        row = ActionItem(
            organisation=self.stage.organisation,
            what=self.stage.text("Send the deck", 500),
            owner=key_of(self.owner),
            due=NOW.date(),
            state=("asked", "accepted", "done", "dropped", "declined")[number % 5],
            meeting=self.meeting.id,
            series=self.series.id,
            created=NOW,
        )
        ActionItems(self.stage.people.session, self.stage.organisation).add(row)

    @property
    def work(self) -> Work:
        return self.stage.work(self.owner)

    @property
    def number(self) -> int:
        return self.meeting.id or 0


def _card(reply: Reply) -> Card:
    assert isinstance(reply, Whisper | Update), reply
    return reply.card


def _form(made: Form | Reply) -> Form:
    assert isinstance(made, Form), made
    return made


def _question(stage: Stage, state: str, **more: Any) -> Card:
    scene = _Scene(stage, state, **more)
    return question_card(scene.series, scene.meeting)


def what_came_of_it(stage: Stage) -> Card:
    return _question(stage, "over")


def minutes_posted(stage: Stage) -> Card:
    return _question(stage, "held")


def nobody_said_anything(stage: Stage) -> Card:
    return _question(stage, "missed")


def said_not_held(stage: Stage) -> Card:
    return _question(stage, "missed", why=stage.text("Everybody was in Graz.", 300))


def minutes(stage: Stage) -> Card:
    decisions = stage.text("We go to Graz together, in March.", 3000)
    scene = _Scene(stage, "held", decisions=decisions)
    rows = scene.rows
    person = stage.person("Ben Stone")
    rows.add(Solved(organisation=rows.organisation, meeting=scene.number, person=key_of(scene.owner), solved=True))
    named = Solved(organisation=rows.organisation, meeting=scene.number, person=key_of(person), solved=True)
    named.words = stage.text("Who talks to Acme", 300)
    rows.add(named)
    rows.add(Solved(organisation=rows.organisation, meeting=scene.number, person=key_of(scene.other), solved=False))
    return card_of(scene.series, scene.meeting, PORTS, scene.work)


def minutes_of_nothing(stage: Stage) -> Card:
    scene = _Scene(stage, "held")
    other = scene.met(6, "held")
    return card_of(scene.series, other, PORTS, scene.work)


def not_held(stage: Stage) -> Card:
    scene = _Scene(stage, "missed", why=stage.text("Everybody was in Graz.", 300))
    return card_of(scene.series, scene.meeting, PORTS, scene.work)


def which_problem(stage: Stage) -> Card:
    scene = _Scene(stage, "held")
    return _card(SOLVING.answer(SolvedOne(meeting=scene.number, solved=True), scene.work))


def that_problem(stage: Stage) -> Card:
    scene = _Scene(stage, "held")
    item = scene.work[Agendas].of_meeting(scene.number)[0].id or 0
    return _card(SOLVING.which(SolvedWhich(meeting=scene.number, item=item), scene.work))


def another_problem(stage: Stage) -> Form:
    scene = _Scene(stage, "held")
    return _form(SOLVING.else_form(SolvedElse(meeting=scene.number), scene.work))


def missed(stage: Stage) -> Card:
    scene = _Scene(stage, "missed")
    scene.met(6, "skipped", why=stage.text("Nobody was there.", 300))
    scene.met(7, "missed", why=stage.text("Everybody was in Graz.", 300))
    for day in range(8, 8 + stage.many(0, 20)):
        scene.met(day, "missed")
    return missed_card(scene.series, in_a_row(scene.rows.of_series(scene.series.id or 0)))


def outcome(stage: Stage) -> Form:
    scene = _Scene(stage, decisions=stage.text("We go to Graz together.", 3000))
    return _form(AFTER.tell_form(TellOutcome(meeting=scene.number), scene.work))


def lines_to_mend(stage: Stage) -> Card:
    """What stands at the field of the form: as a paragraph, to see that it can be read."""
    problem = T("I don't know who “{typed}” is.", typed=stage.text("Benno", 80))
    return note(wrong_lines([(line, problem) for line in range(1, stage.many(4, 41))]))


def not_held_form(stage: Stage) -> Form:
    scene = _Scene(stage)
    return _form(AFTER.not_held_form(NotHeld(meeting=scene.number), scene.work))
