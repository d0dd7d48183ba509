"""From the answers of a wave, added up, to its result.

Comes in: answers by side, how many were invited, what was asked, earlier results of the same family. Goes out: a
`Result`, which holds what may be published and nothing else.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.conversation.words import TN, T, Words
from bot.pulse.anonymity import Kept, Name, Scope, Use, counted, plan, scopes_of, within
from bot.pulse.custom import QuestionResult, Shares, combined_shares, exact_shares, rounded_shares, sorted_out
from bot.pulse.published import LOW_RESPONSE, Asked, Group, Kind, Result, StatementResult, reached
from bot.pulse.questions import COMMENT, Question
from bot.pulse.rounding import Figure, Rounded, Spread, combined, response_band, rounded_mean
from bot.pulse.scoring import SIDES, Answers, Side
from bot.pulse.trend import known_spread, rolled, spread_for, total_of, with_news
from bot.pulse.uncertainty import Sums, difference

__all__ = ["LOW_RESPONSE", "Asked", "Group", "Kind", "Result", "StatementResult", "caveats", "compute", "published"]


def compute(
    asked: Asked,
    answers: Mapping[Side, Answers],
    earlier: Sequence[Result] = (),
    remarks: Mapping[int, Sequence[str]] | None = None,
    chance: random.Random | None = None,
) -> Result:
    """What may be published of a wave.

    `earlier` are the results of the same family, newest first: at least those of a year, or the last sixty. `remarks`
    are what people wrote, by question (0 for comments); `chance` shuffles them.

    ValueError for a minimum below three, or where more answered than were invited.
    """
    known = known_spread(earlier)
    result = published(asked, answers, known, remarks, chance)
    previous = next((each for each in earlier if each.kind == "assessment"), None)
    result = result.model_copy(
        update={
            "groups": {scope: _since(each, previous) for scope, each in result.groups.items()},
            "statements": tuple(_since_asked(each, earlier) for each in result.statements),
            "spread": with_news(known, result),
        }
    )
    return result if asked.kind == "survey" else result.model_copy(update={"rolling": rolled(result, earlier)})


def published(
    asked: Asked,
    answers: Mapping[Side, Answers],
    spread: Mapping[Scope, Spread],
    remarks: Mapping[int, Sequence[str]] | None = None,
    chance: random.Random | None = None,
) -> Result:
    """All of the result that is made from answers. The rest, changes and the picture, is made from results alone.

    `spread` is what earlier exact waves said.
    """
    for side in SIDES:
        if answers.get(side, Answers()).answered > asked.invited.get(side, 0):
            raise ValueError(f"More people on the side {side} answered than were invited; count the invited anew.")
    wave = _Wave(asked, answers, spread)
    texts = _texts(wave, remarks or {}, chance or random.SystemRandom())
    statements = tuple(
        StatementResult(number=each.number, ratings=wave.means(each.number))
        for each in asked.questions
        if each.kind == "statement" and wave.plan.blocks
    )
    return Result(
        kind=asked.kind,
        title=asked.title,
        opened=asked.opened,
        closed=asked.closed,
        minimum=asked.minimum,
        groups={scope: _group(scope, wave, statements) for scope in wave.plan.scopes},
        statements=statements,
        others=wave.others,
        exact=asked.exact,
        named=asked.named,
        questions=tuple(_question(each, wave, texts) for each in asked.questions if each.kind != "statement"),
        comments=texts.get(COMMENT, ()),
    )


class _Wave:
    """What is being published: who counts, how they are cut, and how a block's people become a figure."""

    def __init__(self, asked: Asked, answers: Mapping[Side, Answers], spread: Mapping[Scope, Spread]) -> None:
        self.asked = asked
        self.spread = spread
        self.sides = counted(asked.invited, asked.minimum)
        kept = {side: answers[side] for side in self.sides if side in answers}
        self.plan = plan(kept, asked.minimum, exact=asked.exact)
        dropped = "other" not in self.sides and answers.get("other", Answers()).answered
        self.others: Use = "left_out" if dropped else self.plan.others

    def of(self, block: Name, counts: Mapping[Side, int]) -> int:
        """How many there are in a block."""
        if block != "overall":
            return counts.get(block, 0)
        everybody = "overall" in self.plan.blocks
        return sum(counts.get(side, 0) for side in self.sides if everybody or side in self.plan.blocks)

    def reached(self, block: Name, answered: int) -> int:
        return reached(self.of(block, self.asked.invited), self.of(block, self.asked.unreachable), answered)

    def means(self, number: int) -> dict[Scope, Figure]:
        """The figures of a statement's or a scale's ratings, of the scopes for which they may be published."""
        blocks = self.plan.ratings(number)
        if self.asked.exact:
            return {scope: sum(within(blocks, scope), Sums()) for scope in scopes_of(blocks)}
        figures = {
            block: rounded_mean(
                sums,
                self.reached(block, sums.n),
                self.asked.minimum,
                spread_for(self.spread, "overall" if block == "other" else block),
            )
            for block, sums in blocks.items()
        }
        return {scope: combined(self._weighed(figures, scope)) for scope in scopes_of(figures)}

    def shares(self, question: Question) -> dict[Scope, Shares]:
        """How many gave which answer, of the scopes for which that may be published."""
        blocks = self.plan.counts(question.number)
        if self.asked.exact:
            together = {scope: sum(within(blocks, scope), Counter[int]()) for scope in scopes_of(blocks)}
            return {scope: exact_shares(sorted_out(question, counts)) for scope, counts in together.items()}
        shares = {
            block: rounded_shares(
                question, sorted_out(question, counts), self.reached(block, counts.total()), self.asked.minimum
            )
            for block, counts in blocks.items()
        }
        return {scope: combined_shares(self._weighed(shares, scope)) for scope in scopes_of(shares)}

    def _weighed(self, figures: Mapping[Name, Kept], scope: Scope) -> list[tuple[int, Kept]]:
        names = [name for name in figures if scope in ("overall", name)]
        return [(self.of(name, self.asked.invited), figures[name]) for name in names]


def _group(scope: Scope, wave: _Wave, statements: Sequence[StatementResult]) -> Group:
    asked, blocks = wave.asked, wave.plan.within(scope)
    answered = sum(block.answered for block in blocks)
    known: dict[str, object] = {"band": response_band(answered, wave.reached(scope, answered))}
    if asked.exact:
        known = {"answered": answered}
    if asked.exact and asked.kind == "assessment":
        partial = sum(block.partial for block in blocks)
        known |= {"partial": partial, "partial_counted": wave.plan.partial_counted(scope)}
    group = Group(
        scope=scope,
        invited=wave.of(scope, asked.invited),
        unreachable=wave.of(scope, asked.unreachable),
        totals=_totals(scope, wave, statements),
    )
    return group.model_copy(update=known)


def _totals(scope: Scope, wave: _Wave, statements: Sequence[StatementResult]) -> Figure | None:
    if wave.asked.exact or not wave.plan.totals:
        return wave.plan.total(scope)
    figures = [figure for each in statements if isinstance(figure := each.ratings.get(scope), Rounded)]
    return total_of(figures, spread_for(wave.spread, scope))


def _since(group: Group, previous: Result | None) -> Group:
    """With the change since the last assessment."""
    before = previous.groups.get(group.scope) if previous else None
    if previous is None or before is None or before.totals is None or group.totals is None:
        return group
    return group.model_copy(update={"change": difference(group.totals, before.totals, since=previous.closed)})


def _since_asked(result: StatementResult, earlier: Sequence[Result]) -> StatementResult:
    """With the changes since the statement was asked last."""
    asked = ((wave, each) for wave in earlier for each in wave.statements if each.number == result.number)
    last = next(asked, None)
    if last is None:
        return result
    wave, before = last
    changes = {
        scope: change
        for scope, figure in result.ratings.items()
        if scope in before.ratings and (change := difference(figure, before.ratings[scope], since=wave.closed))
    }
    return result.model_copy(update={"changes": changes})


def _question(question: Question, wave: _Wave, texts: Mapping[int, tuple[str, ...]]) -> QuestionResult:
    if question.kind == "text":
        return QuestionResult(question=question, texts=texts.get(question.number, ()))
    if question.kind == "scale":
        return QuestionResult(question=question, ratings=wave.means(question.number))
    return QuestionResult(question=question, shares=wave.shares(question))


def _texts(wave: _Wave, remarks: Mapping[int, Sequence[str]], chance: random.Random) -> dict[int, tuple[str, ...]]:
    """What people wrote, shuffled, where those who answered at all are enough to be shown together."""
    answered = sum(block.answered for block in wave.plan.blocks.values())
    wrote = max((len(texts) for texts in remarks.values()), default=0)
    if max(answered, wrote) < wave.asked.minimum:
        return {}
    return {number: tuple(chance.sample(texts, len(texts))) for number, texts in remarks.items()}


def caveats(result: Result) -> tuple[Words, ...]:
    """What a reader has to know to read the figures rightly: who is in no figure, what is hidden, and why."""
    least = result.minimum
    if not result.groups:
        return (T("Fewer than {minimum} people answered, so nothing is shown.", minimum=least),)
    overall = result.groups["overall"]
    said: list[Words] = []
    if "sales" not in result.groups:
        said.append(_sides_hidden(least, by_total=overall.totals is not None))
    if result.kind == "assessment" and overall.totals is None:
        said.append(T("Too few people rated all twenty statements, so there is no total."))
    elif result.exact:
        said += _partial(overall)
    if not result.exact:
        said += _rounded(result)
    if any(set(each.ratings) != set(result.groups) for each in result.statements):
        said.append(
            T("A statement that fewer than {minimum} people of a side rated is left blank there.", minimum=least)
        )
    if result.others == "left_out":
        said.append(T("Too few people outside Sales and Marketing answered, so they are in no figure."))
    return tuple(said)


def _rounded(result: Result) -> list[Words]:
    """Why there are no exact figures; what is in them."""
    why = T(
        "Who is asked has changed since exact figures were shown, so figures are rounded, and so is how many answered: "
        "nobody can work out what one person answered."
    )
    if result.kind != "assessment":
        return [why]
    return [why, T("They are of the people who rated all twenty statements.")]


def _sides_hidden(minimum: int, *, by_total: bool) -> Words:
    if by_total:
        return T(
            "In Sales, in Marketing or in both, fewer than {minimum} people rated all twenty statements, "
            "so only everyone together is shown.",
            minimum=minimum,
        )
    return T(
        "In Sales, in Marketing or in both, fewer than {minimum} people answered, so only everyone together is shown.",
        minimum=minimum,
    )


def _partial(overall: Group) -> list[Words]:
    counted, left_out = overall.partial_counted, overall.partial - overall.partial_counted
    said: list[Words] = []
    if counted:
        said.append(
            TN(
                "{count} person left statements out: what they rated counts for the statements, not for the total.",
                "{count} people left statements out: what they rated counts for the statements, not for the total.",
                counted,
            )
        )
    if left_out:
        said.append(
            TN(
                "{count} person left statements out. Alone they would not be anonymous, so no mean has their ratings.",
                "{count} people left statements out. So few would not be anonymous, so no mean has their ratings.",
                left_out,
            )
        )
    return said
