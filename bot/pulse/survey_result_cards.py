"""The result of a company's own survey: a block a question, with shares or scores and how sure they are."""

from fractions import Fraction

from bot.conversation.cards import Divider, Fact, Facts, Part, SmallPrint, heading, text
from bot.conversation.words import NOTHING, Listing, Number, T, Words, number
from bot.pulse.anonymity import Scope
from bot.pulse.custom import QuestionResult, Shares
from bot.pulse.pictures import SCOPE_NAMES
from bot.pulse.published import Result
from bot.pulse.question_parts import answer_words, ends
from bot.pulse.result_parts import answered_line, quotes, rating, with_care

SIDES: tuple[Scope, ...] = ("sales", "marketing")


def told(wave: int, result: Result) -> tuple[list[Part], Words | None]:
    """The parts of the card; a notification says its title."""
    if not result.groups:
        said = T(
            "Fewer than {minimum} people answered. So that their answers stay theirs, nothing is shown.",
            minimum=result.minimum,
        )
        return [text(said)], None
    parts: list[Part] = []
    for each in result.questions:
        parts += [*([Divider()] if parts else []), *_question(wave, each, result.minimum)]
    parts += [
        *quotes(wave, result.comments),
        Divider(),
        SmallPrint(words=answered_line(result)),
        *with_care(result),
    ]
    return parts, None


def _question(wave: int, each: QuestionResult, minimum: int) -> list[Part]:
    if each.kind == "text":
        written = quotes(wave, each.texts, each.number, each.question.words)
        return written or [heading(each.question.words), text(T("Nobody has written anything."))]
    parts: list[Part] = [heading(each.question.words)]
    if "overall" not in each.scopes:
        return [
            *parts,
            text(T("Fewer than {minimum} people answered this, so it is not shown.", minimum=minimum)),
        ]
    if each.kind == "choice":
        return [*parts, _choice(each)]
    parts.append(text(T("**{figure}**{likely}{apart}", figure=_figure(each), likely=_likely(each), apart=_apart(each))))
    if each.kind == "recommend":
        parts.append(SmallPrint(words=_recommending(each.shares["overall"])))
    if each.kind == "scale":
        low, high = ends(each.question)
        parts.append(SmallPrint(words=T("1 is “{low}”, 5 is “{high}”.", low=low, high=high)))
    return parts


def _figure(each: QuestionResult) -> Words:
    match each.kind:
        case "yes_no":
            return T("{share} say yes", share=_percent(each.yes("overall")))
        case "recommend":
            return T("{score} on a scale from −100 to 100", score=_score(each.score("overall")))
    return T("{mean} of 5", mean=rating(each.mean("overall")))


def _likely(each: QuestionResult) -> Words:
    sure = each.interval("overall")
    if sure is None:
        return NOTHING
    match each.kind:
        case "yes_no":
            low, high = number(sure.low, percent=True), number(sure.high, percent=True)
        case "recommend":
            low, high = _score(Fraction(sure.low)), _score(Fraction(sure.high))
        case _:
            low, high = number(round(sure.low, 1), 1), number(round(sure.high, 1), 1)
    return T(" (likely {low} to {high})", low=low, high=high)


def _apart(each: QuestionResult) -> Words:
    """The sides beside it, where they may be shown."""
    by_side = tuple(
        T("{who} {figure}", who=SCOPE_NAMES[scope], figure=_of(each, scope)) for scope in SIDES if scope in each.scopes
    )
    return T(": {sides}", sides=Listing(items=by_side)) if by_side else NOTHING


def _of(each: QuestionResult, scope: Scope) -> Number:
    match each.kind:
        case "yes_no":
            return _percent(each.yes(scope))
        case "recommend":
            return _score(each.score(scope))
    return rating(each.mean(scope))


def _choice(each: QuestionResult) -> Facts:
    return Facts(
        facts=tuple(
            Fact(label=answer_words(each.question, value), value=_option(each, value))
            for value in each.question.answers
        )
    )


def _option(each: QuestionResult, value: int) -> Words:
    share = _percent(each.shares["overall"].shares[value])
    by_side = tuple(
        T("{who} {figure}", who=SCOPE_NAMES[scope], figure=_percent(each.shares[scope].shares[value]))
        for scope in SIDES
        if scope in each.shares
    )
    if not by_side:
        return T("{share}", share=share)
    return T("{share} ({sides})", share=share, sides=Listing(items=by_side))


def _recommending(given: Shares) -> Words:
    detractors, passives, promoters = given.shares
    return T(
        "{promoters} would recommend it (9 or 10), {detractors} would not (0 to 6), {passives} are in between. The "
        "score is the first less the second.",
        promoters=_percent(promoters),
        detractors=_percent(detractors),
        passives=_percent(passives),
    )


def _percent(share: Fraction | None) -> Number:
    return number(float(share or 0), percent=True)


def _score(score: Fraction | None) -> Number:
    return number(round(float(score or 0)), signed=True)
