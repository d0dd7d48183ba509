"""The timers of the digest.

Their names are from the time when it told of engagements alone: they wait in databases.
"""

from typing import ClassVar

from bot.conversation.payloads import Payload


class PlanDigests(Payload):
    """Once a week: set a timer for each reader's digest, by their own Monday morning."""

    NAME: ClassVar[str] = "engagements.plan_digests"
    after: int = 0


class SendDigest(Payload):
    """A little before it may go; once more if something holds it back."""

    NAME: ClassVar[str] = "engagements.send_digest"
    person: int
