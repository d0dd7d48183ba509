"""Surveys to start from. A draft gets the questions in its maker's language; from then on they are the company's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.conversation.words import T, Words
from bot.pulse.questions import Kind, Question

_DISAGREE, _AGREE = T("strongly disagree"), T("strongly agree")


@dataclass(frozen=True)
class Draft:
    """A question of a template."""

    kind: Kind
    words: Words
    options: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Template:
    """`every` is how often it suits to be asked, as the form of a new survey names it."""

    name: Words
    drafts: tuple[Draft, ...]
    every: str = "once"

    def questions(self, plain: Callable[[Words], str]) -> tuple[Question, ...]:
        """As a survey keeps them, in the words of one language."""
        return tuple(
            Question(
                number=number,
                kind=each.kind,
                text=plain(each.words),
                options=tuple(plain(option) for option in each.options),
                low=plain(_DISAGREE) if each.kind == "scale" else "",
                high=plain(_AGREE) if each.kind == "scale" else "",
            )
            for number, each in enumerate(self.drafts, 1)
        )


TEMPLATES: Final[dict[str, Template]] = {
    "launch": Template(
        T("After a launch"),
        (
            Draft("scale", T("I knew early enough what we would launch, and when.")),
            Draft("scale", T("What we had to show fitted what customers asked.")),
            Draft("yes_no", T("Did Sales and Marketing tell customers the same story?")),
            Draft(
                "choice",
                T("What held us back most?"),
                (T("The timing"), T("The price"), T("The material"), T("Too little training"), T("Nothing much")),
            ),
            Draft("text", T("What should we do differently at the next launch?")),
        ),
    ),
    "campaign": Template(
        T("After a campaign"),
        (
            Draft("scale", T("I heard of the campaign before our customers did.")),
            Draft("scale", T("The leads that it brought were worth following up.")),
            Draft(
                "choice",
                T("What would have helped most?"),
                (
                    T("Hearing of it earlier"),
                    T("A clearer target group"),
                    T("Better material"),
                    T("Quicker follow-up"),
                    T("Nothing, it went well"),
                ),
            ),
            Draft("recommend", T("How likely is it that you would recommend such a campaign to a colleague?")),
            Draft("text", T("What did customers say about it?")),
        ),
    ),
    "event": Template(
        T("After an event"),
        (
            Draft("recommend", T("How likely is it that you would recommend going there again?")),
            Draft("scale", T("We had settled who talks to whom, and about what.")),
            Draft("yes_no", T("Has every contact from there been followed up?")),
            Draft("text", T("Which conversation must we not forget?")),
        ),
    ),
    "quarter": Template(
        T("Quarterly check"),
        (
            Draft("scale", T("This quarter the other side made my work easier.")),
            Draft("scale", T("I knew whom to ask on the other side.")),
            Draft(
                "choice",
                T("Where did we lose most time together?"),
                (
                    T("Passing leads on"),
                    T("Looking for material"),
                    T("Waiting for answers"),
                    T("Meetings"),
                    T("Nowhere in particular"),
                ),
            ),
            Draft("yes_no", T("Did the two sides keep what they had promised each other?")),
            Draft("text", T("Which one thing should change next quarter?")),
        ),
        every="quarter",
    ),
}
