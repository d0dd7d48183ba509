"""How one company's CRM is wired to us: which of its fields is which of ours, and what its values mean.

Kept as JSON with the connection. Nothing is guessed: a field that has no counterpart is not read.
"""

from typing import Final

from bot.conversation.model import Frozen

OURS: Final = (
    "name",
    "url",
    "account",
    "amount",
    "currency",
    "stage",
    "probability",
    "discount",
    "owner",
    "owner_email",
    "region",
    "segment",
    "product",
    "close_date",
)
"""Fields of ours that one of the sender's can be. `owner` is an id that `owners` knows, `owner_email` an address."""
TIMES: Final = "*100"
"""Behind the name of a sender's field: what it holds is a fraction of one, and we keep per cent."""


class Wiring(Frozen):
    """`fields`: ours -> the sender's. `owners`: the sender's id of a person -> their e-mail address.

    `won` and `lost` name the stages that end a deal. `names` holds what ids stand for, by our field: {"stage": {"3":
    "Negotiation"}}. `currency` is that of amounts that come without one, where an administrator has said so.
    """

    fields: dict[str, str] = {}
    owners: dict[str, str] = {}
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    names: dict[str, dict[str, str]] = {}
    currency: str = ""

    def under(self, usual: dict[str, str]) -> dict[str, str]:
        """Ours -> the sender's field: the company's own choice, else the system's usual one."""
        return {ours: theirs for ours, theirs in (usual | self.fields).items() if theirs}


def bare(theirs: str) -> str:
    """The sender's field without what we add to it."""
    return theirs.removesuffix(TIMES)
