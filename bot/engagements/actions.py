"""What the buttons, forms and timers of engagements carry: ids only. Whoever clicks is looked up, never trusted.

`record`: the button stands on the record of an engagement, which is then shown anew, not the alert.
"""

from typing import ClassVar, Literal

from bot.conversation.payloads import Action, Payload
from bot.ports.records import Kind

State = Literal["open", "overdue", "met", "waived", "cancelled"]


class _OnAsk(Action):
    ask: int
    record: bool = False


class _OnEngagement(Action):
    engagement: int
    record: bool = False


# Those who are asked


class Join(_OnAsk):
    """I'm in; of a gate: I approve."""

    NAME: ClassVar[str] = "engagements.join"


class JoinAndSay(_OnAsk):
    """The same, with a word for whoever decides next."""

    NAME: ClassVar[str] = "engagements.join_and_say"
    OPENS_FORM: ClassVar[bool] = True


class TakeBack(_OnAsk):
    NAME: ClassVar[str] = "engagements.take_back"


class HandTo(_OnAsk):
    """Somebody else is to be in."""

    NAME: ClassVar[str] = "engagements.hand_to"
    OPENS_FORM: ClassVar[bool] = True


class NotNeeded(_OnAsk):
    NAME: ClassVar[str] = "engagements.not_needed"
    OPENS_FORM: ClassVar[bool] = True


class WantChanges(_OnAsk):
    """A reviewer wants something to be different."""

    NAME: ClassVar[str] = "engagements.want_changes"
    OPENS_FORM: ClassVar[bool] = True


class AddToReview(Action):
    """The person proposed is to be at the review, says whoever is asked, or whose review it is."""

    NAME: ClassVar[str] = "engagements.add_to_review"
    engagement: int
    person: int


# Those who may waive


class Decide(Action):
    """Whether it is needed, of somebody who said that it is not."""

    NAME: ClassVar[str] = "engagements.decide"
    ask: int
    needed: bool
    record: bool = False


class Waive(_OnEngagement):
    """Nobody need be in, says somebody who may."""

    NAME: ClassVar[str] = "engagements.waive"
    OPENS_FORM: ClassVar[bool] = True


# Those who were told that nobody has answered


class TakeOver(_OnEngagement):
    """I'll take it."""

    NAME: ClassVar[str] = "engagements.take_over"


class Reassign(_OnEngagement):
    """Somebody else is to be asked."""

    NAME: ClassVar[str] = "engagements.reassign"
    OPENS_FORM: ClassVar[bool] = True


# Those who decide next


class Agree(_OnEngagement):
    NAME: ClassVar[str] = "engagements.agree"


class Disagree(_OnEngagement):
    NAME: ClassVar[str] = "engagements.disagree"
    OPENS_FORM: ClassVar[bool] = True


# Looking


class ShowRecord(Action):
    NAME: ClassVar[str] = "engagements.record"
    engagement: int
    page: int = -1
    """-1: the last one."""
    anew: bool = False
    """In a message of its own."""


class ShowList(Action):
    """What somebody is asked (`mine`), or all engagements in a state."""

    NAME: ClassVar[str] = "engagements.list"
    mine: bool = False
    state: State = "open"
    page: int = 0
    anew: bool = False


class ShowCompliance(Action):
    NAME: ClassVar[str] = "engagements.compliance"
    months: int = 3
    anew: bool = False


class GetCompliance(Action):
    """As a CSV."""

    NAME: ClassVar[str] = "engagements.compliance_csv"


class PostAgain(Action):
    """Truce has been invited into the channel."""

    NAME: ClassVar[str] = "engagements.post_again"
    engagement: int


# Timers


class Remind(Payload):
    NAME: ClassVar[str] = "engagements.remind"
    ask: int


class Deadline(Payload):
    """A deadline of an engagement has passed."""

    NAME: ClassVar[str] = "engagements.deadline"
    engagement: int


class Escalate(Payload):
    NAME: ClassVar[str] = "engagements.escalate"
    engagement: int
    level: int


class AskMore(Payload):
    """There are more people to ask than one transaction should; so many are asked already."""

    NAME: ClassVar[str] = "engagements.ask_more"
    engagement: int
    asked: int


class RefreshMore(Payload):
    """There are more messages to bring up to date than one transaction should: those of asks after this one."""

    NAME: ClassVar[str] = "engagements.refresh_more"
    engagement: int
    after: int


class PassOn(Payload):
    """What rules have asked about a record was answered: whether it goes on to whoever decides next."""

    NAME: ClassVar[str] = "engagements.pass_on"
    kind: Kind
    record: int


class LookAtPost(Payload):
    """Whether a post has reached its channel; `times` it was looked at so far."""

    NAME: ClassVar[str] = "engagements.look_at_post"
    engagement: int
    times: int = 0
