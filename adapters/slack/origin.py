"""What a form must remember until it comes back: its payload, and the message and place it was opened from."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from bot.conversation.model import Account, Place

LONGEST = 3000


@dataclass(frozen=True)
class Origin:
    """`url` answers an ephemeral message, which can't be changed in any other way once it is shown.

    `beside` answers beside somebody's message that a shortcut pointed to, in channels without Truce as well.
    """

    workspace: str = ""
    channel: str = ""
    kind: str = "direct"
    thread: str = ""
    message: str = ""
    url: str = ""
    beside: str = ""

    def pack(self, code: str) -> str:
        """Into a view's private_metadata. The code comes last and as it is, so that it grows by nothing."""
        told = {key: value for key, value in asdict(self).items() if value}
        packed = f"{json.dumps(told, separators=(',', ':'))}\n{code}"
        if len(packed) > LONGEST:
            raise ValueError(f"the form's payload and origin take {len(packed)} characters; Slack holds {LONGEST}")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> tuple[Self, str]:
        """The origin, and the form's payload. ValueError when it is not what `pack` made."""
        told, _, code = packed.partition("\n")
        try:
            return cls(**json.loads(told)), code
        except TypeError as error:
            raise ValueError("this form was not opened by this version of the program") from error

    def place(self, by: Account) -> Place:
        kind = self.kind if self.kind in {"direct", "group", "channel"} else "direct"
        workspace = self.workspace or by.workspace
        return Place.model_validate(
            {
                "platform": "slack",
                "workspace": workspace,
                "channel": self.channel,
                "kind": kind,
                "thread": self.thread,
            }
        )
