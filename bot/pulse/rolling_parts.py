"""The rolling picture in words and in a small picture, as results and the trend show it."""

from bot.conversation.cards import Image, Part
from bot.conversation.words import NOTHING, Day, T, Words, number
from bot.pulse.pictures import rolling_alt, rolling_chart
from bot.pulse.result_parts import change_words
from bot.pulse.rolling import Estimate, Rolling
from bot.pulse.scoring import rounded_to, shown
from bot.pulse.statements import STATEMENTS, relationship_type


def small_picture(rolling: Rolling | None) -> list[Part]:
    """The total over time, once there is more than one point."""
    if rolling is None or len(rolling.points) < 2:
        return []
    return [Image(chart=rolling_chart(rolling), alt=rolling_alt(rolling))]


def standing_words(estimate: Estimate) -> Words:
    """An estimate, said to be one; a type of relationship only once all twenty are in."""
    kind = estimate.relationship
    total = number(shown(estimate.total, 0) if kind else rounded_to(estimate.total, 0))
    sure = estimate.interval
    likely = (
        T(" (likely {low} to {high})", low=number(round(sure.low)), high=number(round(sure.high))) if sure else NOTHING
    )
    if kind is None:
        return T(
            "about {total} of 100{likely}: an estimate from {count} of the {all} statements; the others have not been "
            "asked yet.",
            total=total,
            likely=likely,
            count=estimate.statements,
            all=len(STATEMENTS),
        )
    name = relationship_type(kind).name
    if estimate.measured:
        return T("**{type}**, {total} of 100{likely}.", type=name, total=total, likely=likely)
    return T(
        "**{type}**, about {total} of 100{likely}: an estimate from the newest answers to all twenty statements.",
        type=name,
        total=total,
        likely=likely,
    )


def moved(estimate: Estimate) -> list[Words]:
    """The change since the last assessment, and over the year."""
    said: list[Words] = []
    if estimate.since_last and estimate.since_last.since:
        day = Day(day=estimate.since_last.since)
        said.append(T("**Since the assessment of {day}**: {change}", day=day, change=change_words(estimate.since_last)))
    return [*said, *over_the_year(estimate)]


def over_the_year(estimate: Estimate) -> list[Words]:
    year = estimate.over_year
    if year is None or year.since is None:
        return []
    return [T("**Over the year**, since {day}: {change}", day=Day(day=year.since), change=change_words(year))]
