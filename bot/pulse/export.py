"""A result as CSV: a line of headings, then a line for each figure of each group. RFC 4180.

Only what the result holds can be in it, which is only what may be published; of a survey with names, `named_csv` has
the answers. Numbers have a point and no grouping, whatever the reader's language.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from bot.conversation.words import T, Words
from bot.pulse.anonymity import SCOPES, Scope
from bot.pulse.custom import QuestionResult, Shares
from bot.pulse.published import Group, Result, StatementResult
from bot.pulse.questions import Question
from bot.pulse.rolling import Estimate
from bot.pulse.rounding import Figure, ResponseBand
from bot.pulse.scoring import Side, rounded_to, shown
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING, relationship_type, statement
from bot.pulse.uncertainty import Interval, mean_interval
from bot.sheets import safe

COLUMNS = (
    "wave",
    "closed",
    "scope",
    "statement number",
    "statement",
    "group",
    "invited",
    "answered",
    "n",
    "mean",
    "total",
    "relationship",
    "note",
    "not reached",
    "answer",
    "people",
    "share",
    "score",
    "likely from",
    "likely to",
    "within",
)
NAMED_COLUMNS = ("wave", "closed", "name", "side", "question number", "question", "answer", "text")
BAND_NAMES: dict[ResponseBand, Words] = {
    "under_40": T("under 40 %"),
    "40_to_60": T("40 to 60 %"),
    "60_to_80": T("60 to 80 %"),
    "80_or_more": T("80 % or more"),
}
_DECIMALS = 4
_HIDDEN = T("too few answers to show")
_AT_LEAST = T("rounded; n is the fewest that it can be")


def in_english(words: Words) -> str:
    return words.text


class NamedAnswer(NamedTuple):
    """What somebody answered in a survey that says that names go with the answers."""

    name: str
    side: Side
    question: int
    value: int | None = None
    text: str = ""


Say = Callable[[Words], str]
Row = dict[str, str]


def csv_text(result: Result, say: Say = in_english) -> str:
    """The whole file. `say` puts words into the reader's language (`Reader.plain`)."""
    about: Row = {"wave": result.title, "closed": result.closed.isoformat()}
    return _written(COLUMNS, (about | row for row in _rows(result, say)))


def named_csv(result: Result, answers: Iterable[NamedAnswer], say: Say = in_english) -> str:
    """The answers of a survey with names, one a line. ValueError for one without."""
    if not result.named:
        raise ValueError("This survey is anonymous: its answers can't be written down by name.")
    asked = {each.number: each.question for each in result.questions}
    about: Row = {"wave": result.title, "closed": result.closed.isoformat()}
    return _written(NAMED_COLUMNS, (about | _named(each, asked.get(each.question), say) for each in answers))


def _written(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: safe(cell) for column, cell in row.items()})
    return out.getvalue()


def _rows(result: Result, say: Say) -> Iterator[Row]:
    for scope in SCOPES:
        yield _total(scope, result, say)
    for each in result.statements:
        yield from (_statement(scope, each, say) for scope in SCOPES)
    for asked in result.questions:
        yield from _question(asked, say)
    estimates = result.rolling.scopes if result.rolling else {}
    yield from (_rolling(scope, each, say) for scope, each in estimates.items() if not each.measured)
    for comment in result.comments:
        yield {"scope": "comment", "group": "overall", "answer": comment}


def _total(scope: Scope, result: Result, say: Say) -> Row:
    row: Row = {"scope": result.kind, "group": scope}
    group = result.groups.get(scope)
    if group is None:
        return row | {"note": say(_HIDDEN)}
    row |= {
        "invited": str(group.invited),
        "answered": _answered(group, say),
        "not reached": str(group.unreachable),
    }
    if result.kind != "assessment":
        return row
    if group.totals is None or group.relationship is None:
        return row | {"note": say(T("no total: too few rated all twenty statements"))}
    note = T("n rated all twenty statements") if result.exact else T("at least n rated all twenty statements")
    return (
        row
        | _likely(group.interval)
        | {
            "n": str(group.totals.n),
            "total": str(shown(group.totals.mean, _DECIMALS)),
            "relationship": say(relationship_type(group.relationship).name),
            "within": _within(group.totals.slack),
            "note": say(note),
        }
    )


def _answered(group: Group, say: Say) -> str:
    if group.answered is not None:
        return str(group.answered)
    return say(BAND_NAMES[group.band]) if group.band else ""


def _statement(scope: Scope, result: StatementResult, say: Say) -> Row:
    row: Row = {
        "scope": "statement",
        "statement number": str(result.number),
        "statement": say(statement(result.number).words),
        "group": scope,
    }
    return row | _ratings(result.ratings.get(scope), say)


def _ratings(figure: Figure | None, say: Say) -> Row:
    if figure is None:
        return {"note": say(_HIDDEN)}
    row: Row = {
        "n": str(figure.n),
        "mean": str(rounded_to(figure.mean, _DECIMALS)),
        "within": _within(figure.slack),
        "note": say(_AT_LEAST) if figure.slack else "",
    }
    return row | _likely(mean_interval(figure, LOWEST_RATING, HIGHEST_RATING))


def _question(result: QuestionResult, say: Say) -> Iterator[Row]:
    about: Row = {"scope": "question", "statement number": str(result.number), "statement": result.question.text}
    for text in result.texts:
        yield about | {"group": "overall", "answer": text}
    for scope in SCOPES if result.kind != "text" else ():
        row = about | {"group": scope}
        if result.kind == "scale" or scope not in result.scopes:
            yield row | _ratings(result.ratings.get(scope), say)
        else:
            yield from (row | each for each in _shares(result, result.shares[scope], say))
        if (score := result.score(scope)) is not None:
            yield row | {"score": str(rounded_to(score, 1))} | _likely(result.interval(scope))


def _shares(result: QuestionResult, given: Shares, say: Say) -> Iterator[Row]:
    for at, name in enumerate(_answers(result.question, say)):
        yield {
            "answer": name,
            "n": str(given.n),
            "people": str(given.counts[at]) if given.counts else "",
            "share": str(rounded_to(given.shares[at], _DECIMALS)),
            "within": _within(given.slack),
            "note": say(_AT_LEAST) if given.slack else "",
        }


def _answers(question: Question, say: Say) -> tuple[str, ...]:
    """The names of the answers that are counted, in the order of `Shares`."""
    if question.kind == "yes_no":
        return say(T("no")), say(T("yes"))
    if question.kind == "recommend":
        return say(T("detractors (0 to 6)")), say(T("passives (7, 8)")), say(T("promoters (9, 10)"))
    return question.options


def _rolling(scope: Scope, estimate: Estimate, say: Say) -> Row:
    note = T("the total of the newest figures; n is how many of the twenty statements are in it")
    return {
        "scope": "rolling",
        "group": scope,
        "n": str(estimate.statements),
        "total": str(shown(estimate.total, _DECIMALS)),
        "relationship": say(relationship_type(estimate.relationship).name) if estimate.relationship else "",
        "note": say(note),
    } | _likely(estimate.interval)


def _named(answer: NamedAnswer, question: Question | None, say: Say) -> Row:
    value = "" if answer.value is None else str(answer.value)
    if question and answer.value is not None and question.kind in ("yes_no", "choice"):
        names = _answers(question, say)
        value = names[answer.value] if 0 <= answer.value < len(names) else value
    return {
        "name": answer.name,
        "side": answer.side,
        "question number": str(answer.question) if question else "",
        "question": question.text if question else say(T("comment")),
        "answer": value,
        "text": answer.text,
    }


def _likely(sure: Interval | None) -> Row:
    return {"likely from": f"{sure.low:.4f}", "likely to": f"{sure.high:.4f}"} if sure else {}


def _within(slack: Fraction) -> str:
    return str(rounded_to(slack, _DECIMALS)) if slack else ""
