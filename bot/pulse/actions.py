"""What the buttons, forms and timers of surveys carry."""

from typing import ClassVar

from bot.conversation.payloads import Action, Payload


class StartAssessment(Action):
    NAME: ClassVar[str] = "pulse.start"
    OPENS_FORM: ClassVar[bool] = True


class Answer(Action):
    """Begin, or go on, one question at a time. `after` shows the next open one behind that question."""

    NAME: ClassVar[str] = "pulse.answer"
    wave: int
    after: int = 0


class Rate(Action):
    """One click answers a question. `statement` is its number, `rating` the whole number that answers it."""

    NAME: ClassVar[str] = "pulse.rate"
    wave: int
    statement: int
    rating: int


class Write(Action):
    """The answer to a question for free text, in a form; question 0 is the comment on all of it."""

    NAME: ClassVar[str] = "pulse.write"
    OPENS_FORM: ClassVar[bool] = True
    wave: int
    question: int


class AnswerAll(Action):
    """All questions in one form, with what was answered so far."""

    NAME: ClassVar[str] = "pulse.answer_all"
    OPENS_FORM: ClassVar[bool] = True
    wave: int


class BringBack(Action):
    """Ask me again in so many days."""

    NAME: ClassVar[str] = "pulse.bring_back"
    wave: int
    days: int


class Decline(Action):
    """Don't ask me again this time."""

    NAME: ClassVar[str] = "pulse.decline"
    wave: int


class CloseNow(Action):
    NAME: ClassVar[str] = "pulse.close"
    wave: int


class GetCsv(Action):
    NAME: ClassVar[str] = "pulse.csv"
    wave: int


class ShowResult(Action):
    NAME: ClassVar[str] = "pulse.result"
    wave: int


class ShowComments(Action):
    """What people wrote: their comments (question 0), or their answers to a question. `after`: so many were shown."""

    NAME: ClassVar[str] = "pulse.comments"
    wave: int
    question: int = 0
    after: int = 0


class ShowTrend(Action):
    """The rolling picture."""

    NAME: ClassVar[str] = "pulse.trend"


class Invite(Payload):
    """Timer: invite the next of those asked."""

    NAME: ClassVar[str] = "pulse.invite"
    wave: int
    after: int = 0


class Return(Payload):
    """Timer: bring the wave back to somebody who wished so."""

    NAME: ClassVar[str] = "pulse.return"
    wave: int
    person: int


class Remind(Payload):
    """Timer: remind those who have not answered."""

    NAME: ClassVar[str] = "pulse.remind"
    wave: int
    after: int = 0


class Close(Payload):
    """Timer: the wave has come to its end."""

    NAME: ClassVar[str] = "pulse.end"
    wave: int


class Destroy(Payload):
    """Timer: go on with destroying what is left of a wave that was too large for one go."""

    NAME: ClassVar[str] = "pulse.destroy"
    wave: int
    turn: int = 0
    """Counts on: a timer that is set anew must differ from the one that is done."""


class Publish(Payload):
    """Timer: send the result to the next of those asked."""

    NAME: ClassVar[str] = "pulse.publish"
    wave: int
    after: int = 0
