"""What the buttons and forms of handing in carry."""

from typing import ClassVar, Literal

from bot.conversation.payloads import Action

Handed = Literal["collateral", "campaign", "price"]


class HandIn(Action):
    """Something is to be looked at before it happens."""

    NAME: ClassVar[str] = "deals.hand_in"
    OPENS_FORM: ClassVar[bool] = True
    kind: Handed


class ChangeHandedIn(Action):
    """It is different now: whoever approved it looks again."""

    NAME: ClassVar[str] = "deals.change_handed_in"
    OPENS_FORM: ClassVar[bool] = True
    submission: int


class Withdraw(Action):
    NAME: ClassVar[str] = "deals.withdraw"
    submission: int


class ListHandedIn(Action):
    NAME: ClassVar[str] = "deals.handed_in"
    page: int = 0
