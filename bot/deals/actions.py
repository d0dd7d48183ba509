"""What the buttons, forms and timers about business records carry."""

from typing import ClassVar, Literal

from bot.conversation.payloads import Action, Payload
from bot.ports.records import Kind


class _OnDeal(Action):
    deal: int


class _OnReview(Action):
    review: int


class _Listed(Action):
    """One's own, or everybody's."""

    everybody: bool = False
    page: int = 0


class Consider(Payload):
    """A record has changed: whoever watches looks at its new states, those after the version `after`."""

    NAME: ClassVar[str] = "deals.consider"
    kind: Kind
    record: int
    after: int = 0


class AccountChanged(Payload):
    """Name, region or segment of an account has changed: its deals after this one are looked at anew."""

    NAME: ClassVar[str] = "deals.account"
    account: int
    after: int = 0


class AskUnsettled(Payload):
    """Ask what is not settled; with `message`, show that one as things stand now."""

    NAME: ClassVar[str] = "deals.ask"
    message: str = ""


class WorkOut(Payload):
    """What deals are worth is worked out: of those that wait for a rate of `currency`, or, without one, of all.

    All of them only when the organisation counts in another currency from now on, which is no change of a deal.
    """

    NAME: ClassVar[str] = "deals.work_out"
    currency: str = ""
    after: int = 0


class LookAtQuestions(Payload):
    """Rules have changed: whether what was asked about deals is still needed, from the deal after this one on."""

    NAME: ClassVar[str] = "deals.look_at_questions"
    after: int = 0


class Weigh(Payload):
    """Deals of which nobody noted yet what they are worth among others, after this one."""

    NAME: ClassVar[str] = "deals.weigh"
    after: int = 0


class SayMissing(_OnDeal):
    """Say what is not known of a deal: its currency, or whatever else rules ask for."""

    NAME: ClassVar[str] = "deals.say_currency"
    OPENS_FORM: ClassVar[bool] = True


class SetRate(Action):
    """Say what one of a currency is worth."""

    NAME: ClassVar[str] = "deals.set_rate"
    OPENS_FORM: ClassVar[bool] = True
    currency: str = ""


class ShowQuestions(Action):
    """What is not known about deals."""

    NAME: ClassVar[str] = "deals.questions"


class ShowDeals(_Listed):
    """Open deals: one's own, or everybody's."""

    NAME: ClassVar[str] = "deals.list"


class ShowDeal(_OnDeal):
    NAME: ClassVar[str] = "deals.show"


class LogDeal(Action):
    NAME: ClassVar[str] = "deals.log"
    OPENS_FORM: ClassVar[bool] = True


class ChangeDeal(_OnDeal):
    NAME: ClassVar[str] = "deals.change"
    OPENS_FORM: ClassVar[bool] = True


class EndDeal(_OnDeal):
    """It is won or lost, or open after all."""

    NAME: ClassVar[str] = "deals.end"
    state: Literal["open", "won", "lost"]


class ShowTop(Action):
    """The top ten accounts."""

    NAME: ClassVar[str] = "deals.top"
    booked: bool = False


class ShowReviews(_Listed):
    """Reviews to come: one's own, or everybody's."""

    NAME: ClassVar[str] = "deals.reviews"


class ShowReview(_OnReview):
    NAME: ClassVar[str] = "deals.review"


class NewReview(Action):
    NAME: ClassVar[str] = "deals.new_review"
    OPENS_FORM: ClassVar[bool] = True


class ChangeReview(_OnReview):
    NAME: ClassVar[str] = "deals.change_review"
    OPENS_FORM: ClassVar[bool] = True


class AddAttendee(_OnReview):
    NAME: ClassVar[str] = "deals.add_attendee"
    OPENS_FORM: ClassVar[bool] = True


class EndReview(_OnReview):
    """It was held, or it is not going to be."""

    NAME: ClassVar[str] = "deals.end_review"
    state: Literal["scheduled", "held", "cancelled"]


class LookAtReviews(Payload):
    """Every night: reviews to come whose account is among the top ten now, or whose attendees changed sides."""

    NAME: ClassVar[str] = "deals.look_at_reviews"
    after: int = 0
