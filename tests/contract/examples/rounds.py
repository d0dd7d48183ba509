"""Results of pulses and surveys: the weekly one, over a year, rounded, hidden, with what people wrote; the trend."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random

from bot.conversation.cards import Card
from bot.pulse import leading, result_cards, trend_cards
from bot.pulse.published import Asked, Result
from bot.pulse.questions import LONGEST_OPTION, LONGEST_QUESTION, Question, all_twenty, statements
from bot.pulse.results import compute
from bot.pulse.scoring import SIDES, Answers, Side, added_up
from tests.contract.stage import NOW, Stage

FIRST = date(2026, 3, 2)
COMMENTS = (
    "The new kit helped me twice this week.",
    "I still hear about campaigns from customers first.",
    "Thursday's meeting was short and we decided something.",
    "Leads come with a name and nothing else.",
    "More of this.",
    "Who owns the case studies now?",
)


def weekly(stage: Stage) -> Card:
    return result_cards.result_card(12, _pulse(stage, *_year(stage, 9)), with_csv=False)


def weekly_with_comments(stage: Stage) -> Card:
    said = [stage.text(each, 1000) for each in COMMENTS] * stage.many(1)
    return result_cards.result_card(12, _pulse(stage, *_year(stage, 30), comments=said), with_csv=True)


def weekly_rounded(stage: Stage) -> Card:
    return result_cards.result_card(12, _pulse(stage, *_year(stage, 12), exact=False, away=2), with_csv=True)


def weekly_first(stage: Stage) -> Card:
    """Three statements are all there is, and few answered."""
    return result_cards.result_card(1, _pulse(stage, people=5, invited=12), with_csv=False)


def weekly_sides_hidden(stage: Stage) -> Card:
    return result_cards.result_card(1, _pulse(stage, people=3, invited=4), with_csv=False)


def weekly_too_few(stage: Stage) -> Card:
    return result_cards.result_card(1, _pulse(stage, people=1), with_csv=True)


def weekly_with_earlier_ones(stage: Stage) -> Card:
    earlier = [(number, stage.text("Weekly pulse", 80), NOW - timedelta(weeks=number)) for number in range(1, 11)]
    return result_cards.result_card(12, _pulse(stage, *_year(stage, 3)), with_csv=True, earlier=earlier)


def assessment_after_a_year(stage: Stage) -> Card:
    earlier = _year(stage, 52)
    made = _wave(stage, "assessment", all_twenty(), 52, shift=0.5, earlier=earlier, comments=COMMENTS)
    return result_cards.result_card(60, made, with_csv=True)


def survey(stage: Stage) -> Card:
    return result_cards.result_card(20, _survey(stage), with_csv=True)


def survey_with_names_rounded(stage: Stage) -> Card:
    return result_cards.result_card(20, _survey(stage, exact=False, named=True), with_csv=True)


def survey_sides_hidden(stage: Stage) -> Card:
    return result_cards.result_card(20, _survey(stage, people=4), with_csv=False)


def survey_hardly_answered(stage: Stage) -> Card:
    """Enough people, but not enough for some of its questions."""
    return result_cards.result_card(20, _survey(stage, people=6, skipped=(1, 2, 3, 4)), with_csv=False)


def survey_too_few(stage: Stage) -> Card:
    return result_cards.result_card(20, _survey(stage, people=1), with_csv=False)


def comments(stage: Stage) -> Card:
    said = [stage.text(each, 1000) for each in COMMENTS] * 3
    return result_cards.comments_card(12, _pulse(stage, comments=said), 0, 0)


def comments_at_the_end(stage: Stage) -> Card:
    return result_cards.comments_card(12, _pulse(stage, comments=COMMENTS), 0, 40)


def texts_of_a_question(stage: Stage) -> Card:
    return result_cards.comments_card(20, _survey(stage), 5, 0)


def figures_with_names(_: Stage) -> Card:
    return result_cards.csv_card("survey-20", "a,b\n1,2\n", "name,answer\nAlice Ober,4\n")


def by_command(stage: Stage) -> Card:
    """The newest one, as `/truce pulse results` gives it."""
    wave = stage.wave("Weekly pulse")
    wave.kind, wave.state, wave.closed = "pulse", "closed", datetime(2027, 1, 15, 16, tzinfo=UTC)
    wave.result = _pulse(stage).model_dump_json()
    return leading._card(wave, stage.work(stage.person("Alice Ober", "head")), [wave])


def trend(stage: Stage) -> Card:
    return _trend(_pulse(stage, *_year(stage, 52)))


def trend_begins(stage: Stage) -> Card:
    return _trend(_pulse(stage))


def trend_measured(stage: Stage) -> Card:
    return _trend(_wave(stage, "assessment", all_twenty(), 0))


def trend_too_few(stage: Stage) -> Card:
    return _trend(_pulse(stage, people=1))


def no_trend(_: Stage) -> Card:
    return trend_cards.no_trend()


def _trend(result: Result) -> Card:
    assert result.rolling is not None
    return trend_cards.trend_card(result.rolling)


# Made-up answers


def _year(stage: Stage, weeks: int) -> list[Result]:
    """An assessment and then so many weekly pulses, getting better by and by; the newest first."""
    found = [_wave(stage, "assessment", all_twenty(), 0)]
    for week in range(1, weeks):
        asked = statements((week * 3 + k) % 20 + 1 for k in range(3))
        found.insert(0, _wave(stage, "pulse", asked, week, shift=week / 60, earlier=found))
    return found


def _pulse(
    stage: Stage,
    *earlier: Result,
    people: int = 10,
    invited: int = 12,
    exact: bool = True,
    away: int = 0,
    comments: Sequence[str] = (),
) -> Result:
    week = len(earlier)
    return _wave(
        stage,
        "pulse",
        statements((7, 8, 9)),
        week,
        shift=week / 60,
        earlier=earlier,
        people=people,
        invited=invited,
        exact=exact,
        away=away,
        comments=comments,
    )


def _wave(
    stage: Stage,
    kind: str,
    questions: tuple[Question, ...],
    week: int,
    *,
    shift: float = 0.0,
    earlier: Sequence[Result] = (),
    people: int = 10,
    invited: int = 12,
    exact: bool = True,
    away: int = 0,
    comments: Sequence[str] = (),
) -> Result:
    chance = Random(week)
    whole = kind == "assessment"
    totals: dict[Side, list[int]] = {"sales": [], "marketing": []}
    tallies = []
    for side, middle in (("sales", 2.6), ("marketing", 3.1)):
        for _ in range(people):
            mood = chance.gauss(0, 0.4)
            given = [min(5, max(1, round(chance.gauss(middle + shift + mood, 0.8)))) for _ in questions]
            tallies += [(side, whole, each.number, rating, 1) for each, rating in zip(questions, given, strict=True)]
            totals["sales" if side == "sales" else "marketing"].append(sum(given))
    turnouts = [(side, whole, people, sum(each), sum(t * t for t in each)) for side, each in totals.items()]
    day = FIRST + timedelta(weeks=week)
    asked = Asked(
        kind="assessment" if whole else "pulse",
        title=stage.text("Spring assessment" if whole else "Weekly pulse", 80),
        opened=day,
        closed=day + timedelta(days=4),
        invited={"sales": invited, "marketing": invited},
        unreachable={"sales": away},
        questions=questions,
        exact=exact,
    )
    return compute(asked, added_up(tallies, turnouts), earlier, {0: tuple(comments)} if comments else {}, chance)


def _survey(
    stage: Stage, *, people: int = 10, exact: bool = True, named: bool = False, skipped: tuple[int, ...] = ()
) -> Result:
    questions = (
        Question(number=1, kind="scale", text=stage.text("How ready were you on launch day?", LONGEST_QUESTION)),
        Question(number=2, kind="yes_no", text=stage.text("Did you use the launch kit?", LONGEST_QUESTION)),
        Question(
            number=3,
            kind="choice",
            text=stage.text("What helped most?", LONGEST_QUESTION),
            options=tuple(stage.text(each, LONGEST_OPTION) for each in ("The kit", "The training", "The briefing")),
        ),
        Question(number=4, kind="recommend", text=stage.text("Would you recommend it?", LONGEST_QUESTION)),
        Question(number=5, kind="text", text=stage.text("What should we change?", LONGEST_QUESTION)),
    )
    chance = Random(5)
    tallies = [
        (side, False, each.number, chance.choice(each.answers), 1)
        for side in SIDES[:2]
        for person in range(people)
        for each in questions[:4]
        if each.number not in skipped or person == 0
    ]
    asked = Asked(
        kind="survey",
        title=stage.text("After the launch", 80),
        opened=FIRST,
        closed=FIRST + timedelta(days=4),
        invited={"sales": 12, "marketing": 12},
        questions=questions,
        exact=exact,
        named=named,
    )
    answers: dict[Side, Answers] = added_up(tallies, [(side, False, people, 0, 0) for side in SIDES[:2]])
    texts = {5: [stage.text(each, 1000) for each in COMMENTS], 0: [stage.text("Thank you for asking.", 1000)]}
    return compute(asked, answers, (), texts, chance)
