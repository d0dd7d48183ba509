"""Pulses and surveys over the real core and database: asked, answered, closed, shown; several open at once."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlmodel import select

from adapters.lettered import letters
from bot.conversation.cards import Buttons, Card, Choices, Scale
from bot.conversation.events import Clicked, MembersSeen, OpenedHome, Profile, Said
from bot.conversation.forms import TextField
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, Home, OpenForm, Quiet, Reply, Say, Update, Whisper
from bot.people.joining import join_later
from bot.pulse.actions import (
    Answer as GoOn,
)
from bot.pulse.actions import (
    AnswerAll,
    BringBack,
    CloseNow,
    GetCsv,
    Rate,
    ShowComments,
    ShowResult,
    StartAssessment,
    Write,
)
from bot.pulse.plan_actions import AskByName, PausePulse, SendNow
from bot.pulse.published import Result
from bot.pulse.questions import read
from bot.pulse.statements import STATEMENTS, statement
from bot.timing import Holidays
from bot.work import Work
from storage.answer_tables import Answer, Remark
from storage.database import Database
from storage.deliveries import Delivery
from storage.inbox import Handled
from storage.people import People, Person
from storage.pulse import Participant, Wave
from tests.bot.people.house import TEAM, words
from tests.bot.pulse.test_planning import HEAD, MARKETING, SALES, Planning

TUESDAY = "2026-03-03T09:05"
EVERYBODY = (*SALES, *MARKETING)


class Rounds(Planning):
    def opens_a_pulse(self, **values: str | tuple[str, ...]) -> Wave:
        assert isinstance(self.sets_up(name="Weekly pulse", **values), Say)
        self.comes(TUESDAY)
        return self.newest()

    def opens_a_survey(self, *, named: bool = False) -> Wave:
        """A scale, yes or no, one of three, a recommendation, free text."""
        draft = self.has_a_draft()
        self.adds(draft, text="How was the kit?")
        self.adds(draft, text="Did you use it?", kind="yes_no")
        self.adds(draft, text="What helped most?", kind="choice", options="The kit\nThe training\nThe call")
        self.adds(draft, text="Would you recommend it?", kind="recommend")
        self.adds(draft, text="What should we change?", kind="text")
        if named:
            self.clicks(HEAD, AskByName(pulse=draft, named=True))
        assert isinstance(self.clicks(HEAD, SendNow(pulse=draft)), Update)
        self.passes()
        return self.newest()

    def has_a_draft_of(self, name: str) -> int:
        assert isinstance(self.sets_up(what="survey", name=name, every="once"), Say)
        return self.pulse(name).id or 0

    def newest(self) -> Wave:
        return self.waves[-1]

    def asks(self, wave: Wave) -> list[int]:
        return [each.number for each in read(wave.questions)]

    def rates(self, user: str, wave: Wave, *ratings: int) -> Reply:
        reply: Reply = Quiet()
        for number, rating in zip(self.asks(wave), ratings, strict=False):
            reply = self.clicks(user, Rate(wave=wave.id or 0, statement=number, rating=rating))
        return reply

    def writes(self, user: str, wave: Wave, text: str, question: int = 0) -> Reply:
        return self.fills_in(user, Write(wave=wave.id or 0, question=question), {str(question): text})

    def everybody_rates(self, wave: Wave, *ratings: int) -> None:
        for user in EVERYBODY:
            self.rates(user, wave, *ratings)

    def closes(self, wave: Wave) -> Result:
        assert isinstance(self.clicks(HEAD, CloseNow(wave=wave.id or 0)), Update)
        self.passes()
        return self.result(wave)

    def result(self, wave: Wave) -> Result:
        with self.database.read() as session:
            return Result.model_validate_json(session.get_one(Wave, wave.id).result)

    def kept(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(table)).all())

    def become_one(self, kept: str, gone: str) -> Person:
        """The record of the one becomes part of the other's."""
        one, other = self.person(kept), self.person(gone)
        with self.database.write() as session:
            event = Clicked(**self.act(kept), code="")
            work = Work(People(session, self.organisation), event, event.at, Holidays())
            join_later(one.id or 0, other.id or 0, work)
        self.passes()
        return one

    def postman_comes(self) -> None:
        """What may go by now has gone, as the postman would record it."""
        with self.database.write() as session:
            for number, row in enumerate(session.exec(select(Delivery).where(Delivery.state == "waiting")).all()):
                if row.not_before <= self.clock.now():
                    row.state, row.external, row.sent_version = "sent", f"D{row.user}/{row.id}/{number}", row.version
                    row.sent_at = row.not_before
                    session.add(row)

    def cards(self, user: str) -> list[str]:
        """What somebody has been sent, or will be."""
        rows = [row for row in self.kept(Delivery) if row.user == user and row.state != "expired"]
        return [words(Whisper(card=Card.model_validate_json(row.card))) for row in rows]


@pytest.fixture
def house(database: Database) -> Iterator[Rounds]:
    rounds = Rounds(database)
    yield rounds
    rounds.truce.close()


def card(reply: Reply) -> Card:
    assert isinstance(reply, Say | Whisper | Update | Home)
    return reply.card


def scale(reply: Reply) -> str:
    """The statement that a card asks."""
    (found,) = [part for part in card(reply).parts if isinstance(part, Scale)]
    return found.statement.text


# Answering a pulse


def test_the_invitation_shows_the_first_statement_and_each_click_the_next(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    first, second, third = house.asks(wave)
    told = [Card.model_validate_json(row.card) for row in house.kept(Delivery) if row.key == f"wave 1 invitation {2}"]
    assert [scale(Say(card=each)) for each in told] == [statement(first).words.text]
    assert scale(house.clicks("S2", Rate(wave=1, statement=first, rating=4))) == statement(second).words.text
    assert scale(house.clicks("S2", Rate(wave=1, statement=second, rating=2))) == statement(third).words.text
    done = words(house.clicks("S2", Rate(wave=1, statement=third, rating=5)))
    assert "Your answers are in" in done
    assert "[Add a comment]" in done
    assert "[Change my answers]" in done


def test_what_is_skipped_can_be_answered_later(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    first, second, third = house.asks(wave)
    house.clicks("S2", Rate(wave=1, statement=first, rating=4))
    assert scale(house.clicks("S2", GoOn(wave=1, after=second))) == statement(third).words.text
    done = words(house.clicks("S2", Rate(wave=1, statement=third, rating=4)))
    assert "One question is still open" in done
    assert "[Go on]" in done
    assert scale(house.clicks("S2", GoOn(wave=1))) == statement(second).words.text


@pytest.mark.parametrize(("statement", "rating"), [(1, 9), (1, 0), (20, 3), (99, 1), (0, 1)])
def test_a_click_that_answers_nothing_asked_here_changes_nothing(house: Rounds, statement: int, rating: int) -> None:
    house.opens_a_pulse()
    assert "from an older message" in words(house.clicks("S2", Rate(wave=1, statement=statement, rating=rating)))
    assert house.kept(Answer) == []


def test_an_answer_is_not_to_be_seen_in_the_chat(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    first = house.asks(wave)[0]
    low = house.clicks("S2", Rate(wave=1, statement=first, rating=1))
    high = house.clicks("S3", Rate(wave=1, statement=first, rating=5))
    assert card(low) == card(high)
    again = house.clicks("S2", GoOn(wave=1))
    assert card(again) == card(house.clicks("S3", GoOn(wave=1)))


def test_all_answers_and_the_comment_are_changed_in_one_form(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.rates("S2", wave, 4, 4, 4)
    opened = house.clicks("S2", AnswerAll(wave=1))
    assert isinstance(opened, OpenForm)
    assert [getattr(field, "initial", None) for field in opened.form.fields] == [4, 4, 4, ""]
    first, second, _ = house.asks(wave)
    house.fills_in("S2", AnswerAll(wave=1), {str(first): "2", str(second): "5", "0": "Better"})
    assert {row.statement: row.rating for row in house.kept(Answer) if row.rating > 0} == {first: 2, second: 5}
    assert [row.text for row in house.kept(Remark)] == ["Better"]


def test_a_comment_goes_into_the_result_and_into_no_message_before(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.everybody_rates(wave, 3, 3, 3)
    opened = house.clicks("S2", Write(wave=1, question=0))
    assert isinstance(opened, OpenForm)
    assert "word for word" in opened.form.intro[0].text
    assert "your comment are in" in words(house.writes("S2", wave, "Leads come late."))
    house.writes("M2", wave, "More of this.")
    house.writes("M3", wave, "I take this back.")
    house.writes("M3", wave, "")
    stored = [row.card for row in house.kept(Delivery)] + [row.reply for row in house.kept(Handled)]
    assert not [each for each in stored if "Leads come late" in each]
    assert sorted(house.closes(wave).comments) == ["Leads come late.", "More of this."]
    assert house.kept(Remark) == []
    assert "“Leads come late.”" in words(house.command("M5", "pulse results"))
    assert "“More of this.”" in words(house.clicks("M5", ShowComments(wave=1)))


def test_a_comment_can_be_left_out_of_a_pulse(house: Rounds) -> None:
    wave = house.opens_a_pulse(comments="no")
    assert "[Add a comment]" not in words(house.rates("S2", wave, 3, 3, 3))
    assert "from an older message" in words(house.writes("S2", wave, "All the same"))
    assert house.kept(Remark) == []


def test_what_would_come_back_too_late_does_not(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.passes(wave.closes - house.clock.now() - timedelta(hours=30))
    assert "before I could ask you again" in words(house.clicks("S2", BringBack(wave=1, days=3)))
    assert "I'll ask you again" in words(house.clicks("S2", BringBack(wave=1, days=1)))


def test_one_reminder_to_those_who_have_said_nothing_at_all(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.postman_comes()
    house.rates("S2", wave, 4)
    house.writes("S3", wave, "I would rather write.")
    house.clicks("S4", BringBack(wave=1, days=1))
    house.comes("2026-03-09T08:00")
    reminded = {row.user for row in house.kept(Delivery) if "reminder" in row.key}
    assert reminded == {*EVERYBODY} - {"S2", "S3", "S4"}


def test_nobody_is_reminded_of_what_they_have_not_got(house: Rounds) -> None:
    house.opens_a_pulse()
    house.comes("2026-03-09T08:00")
    assert not [row for row in house.kept(Delivery) if "reminder" in row.key]


# Who is asked


def test_who_joins_meanwhile_is_not_asked_and_then_figures_are_rounded(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.reports(MembersSeen(**house.news(TEAM), members=(Profile(user="S9", name="New", email="s9@x.example"),)))
    with house.database.write() as session:
        row = session.exec(select(Person).where(Person.email == "s9@x.example")).one()
        row.side, row.zone = "sales", "Europe/Vienna"
        session.add(row)
    assert "not among those asked" in words(house.rates("S9", wave, 4))
    house.everybody_rates(wave, 3, 3, 3)
    assert "rounded" not in words(house.command(HEAD, "pulse status"))
    house.comes("2026-03-10T09:05")
    assert house.result(wave).exact
    following = house.newest()
    assert not following.exact
    for user in (*EVERYBODY, "S9"):
        house.rates(user, following, 3, 3, 3)
    assert "80 % or more of 13 have answered" in words(house.command(HEAD, "pulse status"))
    house.closes(following)
    told = words(house.command("S2", "pulse results"))
    assert "figures are rounded" in told
    assert "Everyone 80 % or more" in told


def test_who_was_sent_nothing_is_in_no_response_rate(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    with house.database.write() as session:
        lost = session.exec(select(Delivery).where(Delivery.user == "M6")).all()
        for row in lost:
            row.state = "held"
            session.add(row)
    house.postman_comes()
    for user in (*SALES, *MARKETING[:4]):
        house.rates(user, wave, 3, 3, 3)
    groups = house.closes(wave).groups
    assert (groups["marketing"].invited, groups["marketing"].unreachable) == (6, 1)
    assert groups["marketing"].response_rate == Fraction(4, 5)
    assert "One person could not be written to" in words(house.command("S2", "pulse results"))


# Several at once


def test_everything_that_is_open_waits_at_home_and_in_the_chat(house: Rounds) -> None:
    house.opens_a_pulse()
    house.opens_a_survey()
    home = house.does(OpenedHome(**house.act("S2")))
    assert "3 quick statements" in words(home)
    assert "Launch" in words(home)
    listed = words(house.command("S2", "pulse"))
    assert "3 quick statements" in listed
    assert "Launch" in listed
    told = house.does(Said(**house.act("S2"), text="rather good, a 4"))
    assert "I have not kept it" in words(told)
    both = words(house.command(HEAD, "pulse status"))
    assert both.count("[Close it now]") == 2


def test_what_was_said_of_several_goes_with_the_first_that_closes(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.opens_a_survey()
    house.rates("S2", wave, 3)
    house.does(OpenedHome(**house.act("S2")))
    assert [row for row in house.kept(Handled) if "1 of" in row.reply or '"done":1' in row.reply]
    house.closes(wave)
    assert not [row for row in house.kept(Handled) if '"done":1' in row.reply]


def test_one_closes_and_the_other_stays_open(house: Rounds) -> None:
    pulse, survey = house.opens_a_pulse(), house.opens_a_survey()
    house.rates("S2", pulse, 3, 3, 3)
    house.rates("S2", survey, 3, 1)
    house.closes(pulse)
    assert {row.wave for row in house.kept(Answer)} == {survey.id}
    assert "1 of" not in words(house.clicks("S2", Rate(wave=1, statement=1, rating=1)))
    assert [row.state for row in house.waves] == ["closed", "open"]


# The result goes out


def test_the_heads_have_a_weekly_result_at_once_and_the_others_with_the_next_invitation(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.everybody_rates(wave, 3, 3, 3)
    house.comes("2026-03-09T18:00")
    assert [row.user for row in house.kept(Delivery) if row.key.startswith("result")] == [HEAD]
    house.comes("2026-03-10T12:00")
    assert [row.user for row in house.kept(Delivery) if row.key.startswith("result")] == [HEAD]
    invited = [row.card for row in house.kept(Delivery) if row.key.startswith("wave 2 invitation")]
    told = [words(Whisper(card=Card.model_validate_json(each))) for each in invited]
    assert len(told) == len(EVERYBODY)
    assert all("[See the result]" in each for each in told)
    assert "Where we stand" in words(house.clicks("M3", ShowResult(wave=1)))


def test_a_weekly_result_that_no_invitation_follows_goes_out_by_itself(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.everybody_rates(wave, 3, 3, 3)
    house.comes("2026-03-09T18:00")
    house.clicks(HEAD, PausePulse(pulse=1))
    house.comes("2026-03-10T12:00")
    told = [row.user for row in house.kept(Delivery) if row.key.startswith("result")]
    assert sorted(told) == sorted(EVERYBODY)


def test_a_monthly_result_goes_out_when_it_closes(house: Rounds) -> None:
    house.opens_a_pulse(every="month")
    wave = house.newest()
    house.everybody_rates(wave, 3, 3, 3)
    house.closes(wave)
    told = [row.user for row in house.kept(Delivery) if row.key.startswith("result")]
    assert sorted(told) == sorted(EVERYBODY)


def test_the_result_says_how_it_moves_and_leads_to_earlier_ones(house: Rounds) -> None:
    assert "nothing to show over time yet" in words(house.command("S2", "pulse trend"))
    house.fills_in(
        HEAD,
        StartAssessment(),
        {"title": "Winter", "sides": ("sales", "marketing"), "days": "8", "minimum": "3"},
    )
    for number, user in enumerate(EVERYBODY):
        values: dict[str, str | tuple[str, ...]] = {str(each.number): str(2 + number % 2) for each in STATEMENTS}
        house.fills_in(user, AnswerAll(wave=1), values)
    house.closes(house.newest())
    wave = house.opens_a_pulse()
    house.everybody_rates(wave, 5, 5, 5)
    house.closes(wave)
    shown = house.command("M2", "pulse results")
    told = words(shown)
    assert "about 58 of 100" in told
    assert "an estimate from the newest answers to all twenty" in told
    assert "Since the assessment of" in told
    assert "up by" in told
    (earlier,) = [part for part in card(shown).parts if isinstance(part, Choices)]
    assert len(earlier.options) == 1
    assert "Winter: the result" in words(house.clicks("M2", ShowResult(wave=1)))
    assert "an estimate from the newest answers" in words(house.command("M2", "pulse trend"))


# Surveys


def test_every_kind_of_question_is_answered_by_a_click_or_in_a_form(house: Rounds) -> None:
    wave = house.opens_a_survey()
    assert [each for each in house.cards("S2") if "5 questions" in each]
    assert scale(house.clicks("S2", GoOn(wave=1))) == "{text}"
    yes_no = house.rates("S2", wave, 4)
    assert [part for part in card(yes_no).parts if isinstance(part, Choices)]
    house.rates("S2", wave, 4, 1, 2)
    recommends = card(house.clicks("S2", GoOn(wave=1)))
    (ten,) = [part for part in recommends.parts if isinstance(part, Scale)]
    assert (ten.first, ten.last) == (0, 10)
    writing = words(house.clicks("S2", Rate(wave=1, statement=4, rating=10)))
    assert "[Write an answer]" in writing
    opened = house.clicks("S2", Write(wave=1, question=5))
    assert isinstance(opened, OpenForm)
    assert isinstance(opened.form.fields[0], TextField)
    assert "Your answers are in" in words(house.writes("S2", wave, "More time", 5))
    assert {row.statement: row.rating for row in house.kept(Answer)} == {1: 4, 2: 1, 3: 2, 4: 10}


def test_a_text_question_takes_no_number_and_a_number_no_text(house: Rounds) -> None:
    wave = house.opens_a_survey()
    assert "from an older message" in words(house.clicks("S2", Rate(wave=1, statement=5, rating=1)))
    assert "from an older message" in words(house.writes("S2", wave, "four", 1))


def test_a_survey_has_a_block_a_question(house: Rounds) -> None:
    wave = house.opens_a_survey()
    for number, user in enumerate(EVERYBODY):
        house.rates(user, wave, 4, number % 2, number % 3, 9 if number % 2 else 3)
        house.writes(user, wave, f"Change {number}", 5)
    house.closes(wave)
    told = words(house.command("S2", "pulse results"))
    assert "4.0 of 5" in told
    assert "50\u00a0% say yes" in told
    assert "The training: 33\u00a0%" in told
    assert "0 on a scale" in told
    assert "[Read all 12]" in told
    assert "“Change" in told


def test_only_who_was_asked_or_may_sees_a_surveys_result(house: Rounds) -> None:
    draft = house.has_a_draft(sides=("sales",))
    house.adds(draft)
    house.clicks(HEAD, SendNow(pulse=draft))
    house.passes()
    wave = house.newest()
    for user in SALES:
        house.rates(user, wave, 4)
    house.closes(wave)
    assert "4.0 of 5" in words(house.clicks("S2", ShowResult(wave=1)))
    assert "no result for you" in words(house.clicks("M2", ShowResult(wave=1)))
    assert "no result for you" in words(house.command("M2", "pulse results"))


def test_a_named_survey_says_so_beside_every_question_and_keeps_names_for_those_with_the_right(house: Rounds) -> None:
    wave = house.opens_a_survey(named=True)
    shown = [*house.cards("S2"), *(words(house.clicks("S2", GoOn(wave=1, after=after))) for after in range(5))]
    assert all("Not anonymous" in each for each in shown)
    opened = house.clicks("S2", AnswerAll(wave=1))
    assert isinstance(opened, OpenForm)
    assert "Not anonymous" in opened.form.intro[0].text
    house.everybody_rates(wave, 4, 1, 2, 9)
    house.writes("S2", wave, "More time", 5)
    house.closes(wave)
    assert len(house.kept(Answer)) == 4 * len(EVERYBODY)
    told = words(house.command("S2", "pulse results"))
    assert "Person" not in told
    assert "That is for" in words(house.clicks("S2", GetCsv(wave=1)))
    house.clicks(HEAD, GetCsv(wave=1))
    (sent,) = [row.card for row in house.kept(Delivery) if row.key.startswith("csv")]
    assert "Person S2" in sent
    assert "More time" in sent


def test_an_anonymous_survey_has_no_names_for_anybody(house: Rounds) -> None:
    wave = house.opens_a_survey()
    house.everybody_rates(wave, 4, 1, 2, 9)
    house.closes(wave)
    house.clicks(HEAD, GetCsv(wave=1))
    (sent,) = [row.card for row in house.kept(Delivery) if row.key.startswith("csv")]
    assert "Person" not in sent


# Two records of one person


@pytest.mark.parametrize("named", [False, True])
def test_when_two_records_become_one_what_both_said_comes_along(house: Rounds, *, named: bool) -> None:
    wave = house.opens_a_survey(named=named)
    house.rates("S2", wave, 4)
    house.rates("S3", wave, 1, 1)
    house.writes("S3", wave, "More time", 5)
    kept = house.become_one("S2", "S3")
    opened = house.clicks("S3", AnswerAll(wave=1))
    assert isinstance(opened, OpenForm)
    assert [getattr(each, "initial", None) for each in opened.form.fields] == [4, ("1",), (), None, "More time", ""]
    assert len([row for row in house.kept(Participant) if row.person == kept.id]) == 1


def test_in_a_closed_survey_with_names_two_records_become_one_as_well(house: Rounds) -> None:
    wave = house.opens_a_survey(named=True)
    house.everybody_rates(wave, 4, 1)
    house.rates("S2", wave, 2)
    house.rates("S3", wave, 5, 0, 2)
    house.writes("S2", wave, "Of the second, who stays", 5)
    house.writes("S3", wave, "Of the third, who comes along")
    house.writes("S4", wave, "Of the third", 5)
    house.closes(wave)
    house.become_one("S2", "S3")
    mine = {row.statement: row.rating for row in house.kept(Answer) if row.token == f"person {house.person('S2').id}"}
    assert mine == {1: 2, 2: 1, 3: 2}
    house.clicks(HEAD, GetCsv(wave=1))
    (sent,) = [row.card for row in house.kept(Delivery) if row.key.startswith("csv")]
    assert "Person S3" not in sent
    assert "Of the third" in sent
    assert "Of the second, who stays" in sent
    assert {row.token for row in house.kept(Remark)} == {f"person {house.person(user).id}" for user in ("S2", "S4")}


def test_a_form_of_a_closed_wave_is_told_so(house: Rounds) -> None:
    wave = house.opens_a_pulse()
    house.everybody_rates(wave, 3, 3, 3)
    house.closes(wave)
    for reply in (house.writes("S2", wave, "late"), house.fills_in("S2", AnswerAll(wave=1), {"1": "2"})):
        assert not isinstance(reply, FormErrors)
        assert "is closed" in words(reply)
    assert house.kept(Remark) == []


# The same for everybody


@pytest.mark.parametrize("kind", ["assessment", "pulse", "survey"])
def test_a_member_gets_the_result_in_the_same_words_as_the_head(house: Rounds, kind: str) -> None:
    match kind:
        case "assessment":
            values = {"title": "Winter", "sides": ("sales", "marketing", "other"), "days": "8", "minimum": "3"}
            house.fills_in(HEAD, StartAssessment(), values)  # type: ignore[arg-type]
            house.passes()
            wave = house.newest()
            house.everybody_rates(wave, *([3, 4] * 10))
        case "pulse":
            wave = house.opens_a_pulse(every="month")
            house.everybody_rates(wave, 4, 2, 5)
        case _:
            wave = house.opens_a_survey()
            house.everybody_rates(wave, 4, 1, 2, 9)
    house.writes("S3", wave, "More time", 5 if kind == "survey" else 0)
    house.closes(wave)
    sent = {row.user: Card.model_validate_json(row.card) for row in house.outbox("result")}
    assert set(sent) == set(EVERYBODY)
    asked = {user: card(house.command(user, "pulse results")) for user in (HEAD, "M2")}
    for head, member in ((sent[HEAD], sent["M2"]), (asked[HEAD], asked["M2"])):
        assert _without_buttons(head) == _without_buttons(member)
        assert len(_without_buttons(head).parts) > 2
        assert _buttons(head) - _buttons(member) == {"Get the figures as CSV"}
        assert _buttons(member) <= _buttons(head)
    assert _without_buttons(sent["M2"]) == _without_buttons(asked["M2"])


def _without_buttons(of: Card) -> Card:
    return of.model_copy(update={"parts": tuple(part for part in of.parts if not isinstance(part, Buttons))})


def _buttons(of: Card) -> set[str]:
    return {each.label.text for part in of.parts if isinstance(part, Buttons) for each in part.buttons}


def test_earlier_results_fit_a_button_however_long_their_names_are(house: Rounds) -> None:
    name = "How Sales and Marketing of the northern countries worked together at the fair"
    for number in range(4):
        draft = house.has_a_draft_of(f"{name} {number}")
        house.adds(draft, text="How was the kit?")
        house.clicks(HEAD, SendNow(pulse=draft))
        house.passes()
        house.everybody_rates(house.newest(), 4)
        house.closes(house.newest())
    (choices,) = [part for part in card(house.command("S2", "pulse results")).parts if isinstance(part, Choices)]
    for language, zone in (("en", "Europe/Vienna"), ("en", "America/New_York"), ("de", "Europe/Vienna")):
        reader = Reader(now=house.clock.now(), language=language, zone=zone)
        labels = [reader.plain(each.label) for each in choices.options]
        assert len(labels) == 3
        assert all(label.startswith("How Sales and…, ") for label in labels)
        assert letters(labels) == ""
