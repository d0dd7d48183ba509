"""What surveys bring onto agendas: what was published since the series last met, and how differently the sides see it.

All of it is read from the frozen results, which hold nothing that may not be shown. Surveys of one's own questions are
for those who were asked, so they are no matter for a channel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.payloads import press
from bot.conversation.words import T, Words, number, verbatim
from bot.ports.meetings import AgendaOccasion, Candidate
from bot.pulse.actions import ShowResult
from bot.pulse.published import Result
from bot.pulse.result_parts import gap_words
from bot.pulse.scoring import rounded_to, shown
from bot.pulse.statements import relationship_type, statement
from bot.pulse.uncertainty import Difference
from bot.work import Work
from storage.pulse import Pulses, Wave

MINUTES: Final = 10
GAP_MINUTES: Final = 10
MOST_WAVES: Final = 60
LONGEST_TITLE: Final = 60


@dataclass(frozen=True)
class PulseResults:
    """An `AgendaSource`. One question to the database."""

    name: str = "pulse"

    @property
    def heading(self) -> Words:
        return T("How we work together")

    def candidates(self, occasion: AgendaOccasion, most: int, work: Work) -> Sequence[Candidate]:
        """Every assessment since then, the newest first, and the newest pulse, whose estimate holds the others."""
        waves = work[Pulses].closed(family="statements", most=MOST_WAVES)
        fresh = [each for each in waves if each.closed is not None and each.closed > occasion.since]
        pulses = [each for each in fresh if each.kind == "pulse"][:1]
        found: list[Candidate] = []
        for wave in [each for each in fresh if each.kind == "assessment" or each in pulses]:
            result = Result.model_validate_json(wave.result)
            if result.groups:
                found += [_result(wave, result), *_gap(wave, result)]
        return found[:most]


def _result(wave: Wave, result: Result) -> Candidate:
    title = verbatim(wave.title if len(wave.title) <= LONGEST_TITLE else f"{wave.title[: LONGEST_TITLE - 1]}…")
    note = T("What has changed, and what do we do about it?")
    if lowest := result.by_lowest():
        name = statement(lowest[0].number).measures
        note = T("“{name}” scored lowest. What do we do about it?", name=name)
    return Candidate(
        key=f"wave {wave.id}",
        title=_stands(title, result),
        note=note,
        minutes=MINUTES,
        opens=press(ShowResult(wave=wave.id or 0)),
    )


def _stands(title: Words, result: Result) -> Words:
    """The result in a line, as exactly as it was published."""
    overall = result.groups.get("overall")
    if overall is not None and overall.totals is not None and overall.relationship is not None:
        return T(
            "{title}: Sales and Marketing are {type}, {total} of 100",
            title=title,
            type=relationship_type(overall.relationship).name,
            total=number(shown(overall.totals.mean), 1),
        )
    estimate = result.rolling.scopes.get("overall") if result.rolling else None
    if estimate is not None:
        return T("{title}: about {total} of 100", title=title, total=number(rounded_to(estimate.total, 0)))
    return T("{title}: the result", title=title)


def _gap(wave: Wave, result: Result) -> list[Candidate]:
    """The perception gap, where it may be shown and is more than chance."""
    gap: Difference | None = result.gap or (result.rolling.gap if result.rolling else None)
    if gap is None or gap.direction == "level":
        return []
    note = T("{gap}", gap=gap_words(gap))
    ranked = result.by_gap()
    if ranked and ranked[0].gap:
        note = T("{gap}Widest apart: “{name}”.", gap=gap_words(gap), name=statement(ranked[0].number).measures)
    return [
        Candidate(
            key=f"gap {wave.id}",
            title=T("Perception gap: the sides are {size} points apart", size=number(round(abs(gap.value), 1), 1)),
            note=note,
            minutes=GAP_MINUTES,
            opens=press(ShowResult(wave=wave.id or 0)),
        )
    ]
