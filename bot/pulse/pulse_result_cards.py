"""A pulse's result: short, since it comes every week. Where we stand, the statements asked, what people wrote."""

from bot.conversation.cards import Fact, Facts, Part, SmallPrint, text
from bot.conversation.words import NOTHING, Listing, T, Words, number, verbatim
from bot.pulse.anonymity import Scope
from bot.pulse.pictures import SCOPE_NAMES
from bot.pulse.published import Result, StatementResult
from bot.pulse.result_parts import answered_line, gap_words, quotes, rating, with_care
from bot.pulse.rolling import Estimate
from bot.pulse.rolling_parts import moved, small_picture, standing_words
from bot.pulse.scoring import rounded_to
from bot.pulse.statements import statement
from bot.pulse.uncertainty import Difference


def told(wave: int, result: Result) -> tuple[list[Part], Words | None]:
    """The parts of the card, and what a notification of it says."""
    if not result.groups:
        said = T(
            "Fewer than {minimum} people answered. So that their answers stay theirs, nothing is shown.",
            minimum=result.minimum,
        )
        return [text(said)], None
    overall = result.rolling.scopes.get("overall") if result.rolling else None
    parts: list[Part] = [text(each) for each in (_standing(overall, result) if overall else [])]
    if facts := _statements(result):
        parts.append(Facts(facts=facts))
    parts += [
        *small_picture(result.rolling),
        *quotes(wave, result.comments),
        SmallPrint(words=answered_line(result)),
        *with_care(result),
    ]
    return parts, _summary(overall, result) if overall else None


def _summary(overall: Estimate, result: Result) -> Words:
    return T(
        "{title}: about {total} of 100",
        title=verbatim(result.title),
        total=number(rounded_to(overall.total, 0)),
    )


def _standing(overall: Estimate, result: Result) -> list[Words]:
    said = [T("**Where we stand**: {standing}", standing=standing_words(overall)), *moved(overall)]
    if result.rolling and result.rolling.gap:
        said.append(T("**Where we differ**: {gap}", gap=gap_words(result.rolling.gap)))
    return said


def _statements(result: Result) -> tuple[Fact, ...]:
    shown_ = [each for each in result.statements if "overall" in each.ratings]
    return tuple(Fact(label=statement(each.number).measures, value=_statement(each)) for each in shown_)


def _statement(each: StatementResult) -> Words:
    sides: tuple[Scope, ...] = ("sales", "marketing")
    by_side = tuple(
        T("{who} {mean}", who=SCOPE_NAMES[scope], mean=rating(each.mean(scope)))
        for scope in sides
        if scope in each.ratings
    )
    apart = T(" ({sides})", sides=Listing(items=by_side)) if by_side else NOTHING
    mean = rating(each.mean("overall"))
    change = each.changes.get("overall")
    if change is None:
        return T("{mean} of 5{apart}", mean=mean, apart=apart)
    return T("{mean} of 5{apart}, {change}", mean=mean, apart=apart, change=_moved(change))


def _moved(change: Difference) -> Words:
    if change.direction == "level":
        return T("stable")
    size = number(round(abs(change.value), 1), 1)
    return T("up by {size}", size=size) if change.direction == "up" else T("down by {size}", size=size)
