"""What may be published of a company's own questions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from bot.conversation.model import Frozen
from bot.pulse.anonymity import Scope
from bot.pulse.questions import Kind, Question
from bot.pulse.rounding import SHARE_PARTS, Figure, fewest, parts_for, response_band, stepped
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING
from bot.pulse.uncertainty import Interval, mean_interval, share_difference, share_interval

FIRST_PASSIVE, FIRST_PROMOTER = 7, 9


class Shares(Frozen):
    """How many gave which answer: exactly (`counts`), or as shares that are within `slack`, of at least `n` people.

    In order: no, yes; the options; or detractors (0 to 6), passives (7, 8), promoters (9, 10).
    """

    n: int
    counts: tuple[int, ...] | None = None
    shares: tuple[Fraction, ...]
    slack: Fraction = Fraction(0)


class QuestionResult(Frozen):
    """The published figures of one question by scope; a scope that may not be shown is missing.

    `ratings` are a scale's, `shares` those of yes or no, of a choice and of a recommendation. `texts` are what people
    wrote, in no order, of everybody together.
    """

    question: Question
    ratings: dict[Scope, Figure] = {}
    shares: dict[Scope, Shares] = {}
    texts: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return self.question.number

    @property
    def kind(self) -> Kind:
        return self.question.kind

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Those for which there is a figure."""
        return tuple(self.ratings or self.shares)

    def mean(self, scope: Scope) -> Fraction | None:
        """A scale's mean, 1 to 5."""
        return self.ratings[scope].mean if scope in self.ratings else None

    def yes(self, scope: Scope) -> Fraction | None:
        """The share that said yes, 0 to 1."""
        return self.shares[scope].shares[1] if self.kind == "yes_no" and scope in self.shares else None

    def score(self, scope: Scope) -> Fraction | None:
        """The recommendation score, -100 to 100: the promoters' percentage less the detractors'."""
        if self.kind != "recommend" or scope not in self.shares:
            return None
        detractors, _, promoters = self.shares[scope].shares
        return (promoters - detractors) * 100

    def interval(self, scope: Scope) -> Interval | None:
        """The 95 % interval of the mean, of the share of yes, or of the score, each in its own unit."""
        if scope in self.ratings:
            return mean_interval(self.ratings[scope], LOWEST_RATING, HIGHEST_RATING)
        if scope not in self.shares:
            return None
        given = self.shares[scope]
        if self.kind == "yes_no":
            return share_interval(given.shares[1], given.n, given.slack)
        if self.kind != "recommend":
            return None
        detractors, _, promoters = given.shares
        sure = share_difference(promoters, detractors, given.n, 2 * given.slack)
        return Interval(low=100 * sure.low, high=100 * sure.high)


def sorted_out(question: Question, counts: Mapping[int, int]) -> tuple[int, ...]:
    """How many gave each answer, in the order of `Shares`."""
    if question.kind == "recommend":
        promoters = sum(n for value, n in counts.items() if value >= FIRST_PROMOTER)
        detractors = sum(n for value, n in counts.items() if value < FIRST_PASSIVE)
        return detractors, sum(counts.values()) - detractors - promoters, promoters
    return tuple(counts.get(value, 0) for value in question.answers)


def exact_shares(counts: Sequence[int]) -> Shares:
    n = sum(counts)
    return Shares(n=n, counts=tuple(counts), shares=tuple(Fraction(count, n) for count in counts))


def rounded_shares(question: Question, counts: Sequence[int], reached: int, minimum: int) -> Shares:
    """Shares to a step that is at least two people wide.

    What follows from others isn't rounded apart, or the two could be played off against each other: no is what yes
    leaves over, and passives are what promoters and detractors do.
    """
    people = sum(counts)
    n = fewest(response_band(people, reached), reached, minimum)
    parts = parts_for(n, SHARE_PARTS)
    shares = [stepped(Fraction(count, people), 0, 1, parts) for count in counts]
    if question.kind == "yes_no":
        shares[0] = 1 - shares[1]
    elif question.kind == "recommend":
        shares[1] = max(Fraction(0), 1 - shares[0] - shares[2])
    return Shares(n=n, shares=tuple(shares), slack=Fraction(1, 2 * parts))


def combined_shares(parts: Sequence[tuple[int, Shares]]) -> Shares:
    """Several blocks together, each by its weight: how many of it were asked."""
    weights = sum(weight for weight, _ in parts)
    shares = [(Fraction(weight, weights), part) for weight, part in parts]
    options = range(len(parts[0][1].shares))
    return Shares(
        n=sum(part.n for _, part in parts),
        shares=tuple(sum((share * part.shares[at] for share, part in shares), Fraction(0)) for at in options),
        slack=sum((share * part.slack for share, part in shares), Fraction(0)),
    )
