"""How Sales and Marketing move: where they stand by what was asked last, how far apart they are, and since when."""

from bot.conversation.cards import Card, Fact, Facts, Image, Part, SmallPrint, text
from bot.conversation.words import Day, T, Words, number
from bot.pulse.pictures import SCOPE_NAMES, gap_alt, gap_chart
from bot.pulse.result_parts import gap_words
from bot.pulse.rolling import Estimate, Rolling
from bot.pulse.rolling_parts import moved, small_picture, standing_words
from bot.pulse.scoring import rounded_to

AGAIN = 2
"""So many points make a line."""


def trend_card(rolling: Rolling) -> Card:
    overall = rolling.scopes.get("overall")
    if overall is None:
        return no_trend()
    parts: list[Part] = [text(T("**Where we stand**: {standing}", standing=standing_words(overall)))]
    parts += [text(each) for each in moved(overall)]
    if rolling.gap:
        parts.append(text(T("**Where we differ**: {gap}", gap=gap_words(rolling.gap))))
    if len(rolling.scopes) > 1:
        sides = tuple(
            Fact(label=SCOPE_NAMES[scope], value=_total(each))
            for scope, each in rolling.scopes.items()
            if scope != "overall"
        )
        parts.append(Facts(facts=sides))
    parts += small_picture(rolling)
    if sum(point.gap is not None for point in rolling.points) >= AGAIN:
        parts.append(Image(chart=gap_chart(rolling), alt=gap_alt(rolling)))
    parts += [
        SmallPrint(words=T("As of {day}.", day=Day(day=rolling.points[-1].closed))),
        *_how_it_is_made(overall),
    ]
    return Card(title=T("How Sales and Marketing move"), parts=tuple(parts))


def _total(estimate: Estimate) -> Words:
    total, sure = number(rounded_to(estimate.total, 0)), estimate.interval
    if sure is None:
        return T("{total} of 100", total=total)
    low, high = number(round(sure.low)), number(round(sure.high))
    return T("{total} of 100 (likely {low} to {high})", total=total, low=low, high=high)


def _how_it_is_made(overall: Estimate) -> list[Part]:
    if overall.measured:
        return []
    return [
        SmallPrint(
            words=T(
                "An estimate takes the newest answers to each statement, from whichever round asked it. Filled marks "
                "are assessments, hollow ones estimates; the shading shows how sure they are."
            )
        )
    ]


def no_trend() -> Card:
    return Card(
        parts=(
            text(
                T(
                    "There is nothing to show over time yet. It begins with the first assessment or pulse that closes "
                    "with enough answers."
                )
            ),
        )
    )
