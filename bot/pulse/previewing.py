"""What people will get of a survey, message by message, made without asking anybody. Answers to it go nowhere."""

from collections.abc import Mapping, Sequence

from bot.conversation.cards import Buttons, Card, Choices, Part, Scale, SmallPrint
from bot.conversation.payloads import Press, press
from bot.conversation.words import NOTHING, T
from bot.pulse import cards
from bot.pulse.opening import closing_of, family_of, schedule_of
from bot.pulse.plan_actions import PreviewPulse
from bot.pulse.questions import Question, written
from bot.pulse.waves import Seat
from bot.work import Work
from storage.pulse import Pulse, Wave

NOWHERE = 0
"""The number of a wave that there is not."""


def previews(pulse: Pulse, questions: tuple[Question, ...], work: Work) -> Sequence[Card]:
    """The invitation, each question, and the thanks, as somebody gets them who answers one after the other."""
    schedule = schedule_of(pulse)
    upcoming = schedule.after(work.now) if schedule else None
    wave = Wave(
        id=NOWHERE,
        organisation=pulse.organisation,
        kind=pulse.kind,
        family=family_of(pulse),
        questions=written(questions),
        comments=pulse.comments,
        named=pulse.named,
        title=pulse.name,
        opened=work.now,
        closes=closing_of(pulse, upcoming, pulse.zone or work.organisation.zone, work),
        minimum=pulse.minimum,
    )
    numbers = {each.number: each.answers.start for each in questions if each.answers}
    texts = {each.number: each.text for each in questions if not each.answers}
    begun, done = _seat(wave, work, {}, {}), _seat(wave, work, numbers, texts)
    # A shorter survey shows its first question in the invitation already.
    following = questions if pulse.kind == "assessment" else questions[1:]
    invitation = cards.invitation(wave, work.who(work.person))
    return [invitation, *(cards.asking(begun, each.number) for each in following), cards.thanks(done)]


def _seat(wave: Wave, work: Work, ratings: Mapping[int, int], remarks: Mapping[int, str]) -> Seat:
    return Seat(wave=wave, side=work.person.side, token="", ratings=ratings, remarks=remarks)


def marked(card: Card, pulse: int, step: int, steps: int) -> Card:
    """A card as people will get it, marked, with buttons that only go on to the next one."""
    mark = SmallPrint(
        words=T(
            "A preview, for you only ({step} of {steps}). Whatever you click, nothing is kept.",
            step=str(step + 1),
            steps=str(steps),
        )
    )
    onward = _Onward(pulse, step + 1)
    parts = tuple(onward.part(part) for part in card.parts)
    return card.model_copy(update={"parts": (mark, *parts)})


class _Onward:
    """Gives every button of a card another meaning: the next step."""

    def __init__(self, pulse: int, step: int) -> None:
        self._pulse, self._step, self._pick = pulse, step, 0

    def part(self, part: Part) -> Part:
        match part:
            case Buttons():
                mine = tuple(
                    each.model_copy(update={"press": self._press(), "confirm": NOTHING, "url": ""})
                    for each in part.buttons
                )
                return part.model_copy(update={"buttons": mine})
            case Scale():
                return part.model_copy(update={"presses": tuple(self._press() for _ in part.presses)})
            case Choices():
                mine_too = tuple(each.model_copy(update={"press": self._press()}) for each in part.options)
                return part.model_copy(update={"options": mine_too})
        return part

    def _press(self) -> Press:
        self._pick += 1
        return press(PreviewPulse(pulse=self._pulse, step=self._step, pick=self._pick))
