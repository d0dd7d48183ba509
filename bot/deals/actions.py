"""What the buttons, forms and timers about business records carry."""

from typing import ClassVar, Literal

from bot.conversation.payloads import Action, Payload
from bot.ports import Kind


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


class SayMissing(Action):
    """Say what is not known of a deal: its currency, or whatever else rules ask for."""

    NAME: ClassVar[str] = "deals.say_currency"
    OPENS_FORM: ClassVar[bool] = True
    deal: int


class SetRate(Action):
    """Say what one of a currency is worth."""

    NAME: ClassVar[str] = "deals.set_rate"
    OPENS_FORM: ClassVar[bool] = True
    currency: str = ""


class ShowQuestions(Action):
    """What is not known about deals."""

    NAME: ClassVar[str] = "deals.questions"


class ShowDeals(Action):
    """Open deals: one's own, or everybody's."""

    NAME: ClassVar[str] = "deals.list"
    everybody: bool = False
    page: int = 0


class ShowDeal(Action):
    NAME: ClassVar[str] = "deals.show"
    deal: int


class LogDeal(Action):
    NAME: ClassVar[str] = "deals.log"
    OPENS_FORM: ClassVar[bool] = True


class ChangeDeal(Action):
    NAME: ClassVar[str] = "deals.change"
    OPENS_FORM: ClassVar[bool] = True
    deal: int


class EndDeal(Action):
    """It is won or lost, or open after all."""

    NAME: ClassVar[str] = "deals.end"
    deal: int
    state: Literal["open", "won", "lost"]


class ShowTop(Action):
    """The top ten accounts."""

    NAME: ClassVar[str] = "deals.top"
    booked: bool = False


class ShowReviews(Action):
    """Reviews to come: one's own, or everybody's."""

    NAME: ClassVar[str] = "deals.reviews"
    everybody: bool = False
    page: int = 0


class ShowReview(Action):
    NAME: ClassVar[str] = "deals.review"
    review: int


class NewReview(Action):
    NAME: ClassVar[str] = "deals.new_review"
    OPENS_FORM: ClassVar[bool] = True


class ChangeReview(Action):
    NAME: ClassVar[str] = "deals.change_review"
    OPENS_FORM: ClassVar[bool] = True
    review: int


class AddAttendee(Action):
    NAME: ClassVar[str] = "deals.add_attendee"
    OPENS_FORM: ClassVar[bool] = True
    review: int


class EndReview(Action):
    """It was held, or it is not going to be."""

    NAME: ClassVar[str] = "deals.end_review"
    review: int
    state: Literal["scheduled", "held", "cancelled"]


class LookAtReviews(Payload):
    """Every night: reviews to come whose account is among the top ten now, or whose attendees changed sides."""

    NAME: ClassVar[str] = "deals.look_at_reviews"
    after: int = 0
