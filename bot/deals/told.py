"""What a sender says of a business record, in our own words: the shape that all CRMs, files and forms are read into.

Only the fields that are set (`model_fields_set`) were said: an empty one that is set says that there is nothing now.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from bot.conversation.model import Frozen, Place

Amount = Annotated[Decimal, Field(gt=-(10**18), lt=10**18)]
"""Any larger one is a mistake of the sender: whoever reads what came must say so."""
Share = Annotated[Decimal, Field(ge=-100, le=100)]
"""Per cent."""


class Told(Frozen):
    """What all kinds share. `at` is the sender's own time of what is said, by which late and repeated news is known."""

    system: str
    external: str
    at: datetime


class AccountTold(Told):
    what: Literal["account"] = "account"
    name: str = ""
    segment: str = ""
    region: str = ""
    owner_email: str = ""


class DealTold(Told):
    what: Literal["deal"] = "deal"
    name: str = ""
    url: str = ""
    account: str = ""
    """Its account's name."""
    account_external: str = ""
    """Its account's id, in the same system."""
    amount: Amount | None = None
    currency: str = ""
    stage: str = ""
    probability: Share | None = None
    discount: Share | None = None
    state: Literal["open", "won", "lost", "removed"] = "open"
    owner_email: str = ""
    region: str = ""
    segment: str = ""
    product: str = ""
    close_date: date | None = None
    place: Place | None = None


class ReviewTold(Told):
    what: Literal["review"] = "review"
    kind: Literal["account review", "account planning", "product planning"] = "account review"
    name: str = ""
    account: str = ""
    segment: str = ""
    region: str = ""
    product: str = ""
    starts: datetime | None = None
    owner_email: str = ""
    attendees: tuple[str, ...] = ()
    """E-mail addresses."""
    state: Literal["scheduled", "held", "cancelled"] = "scheduled"


class SubmissionTold(Told):
    what: Literal["submission"] = "submission"
    kind: Literal["collateral", "campaign", "price"] = "collateral"
    name: str = ""
    link: str = ""
    segment: str = ""
    region: str = ""
    product: str = ""
    due: date | None = None
    deal_external: str = ""
    discount: Share | None = None
    owner_email: str = ""
    note: str = ""
    state: Literal["submitted", "withdrawn"] = "submitted"
