"""Links to files that came with a card, for platforms that can't hand them over themselves.

A link is signed, names one part of one delivery, and stops working after a week. Whoever holds it may read the
file, so it is only given to those who got the card.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from bot.clock import Clock
from bot.conversation.cards import Card, File
from storage.database import Database
from storage.deliveries import Delivery

GOOD_FOR: Final = timedelta(days=7)


class LinkError(Exception):
    """The link can't be followed; the text says why, for people."""


class FileLinks:
    """Makes the links and follows them. `base` is the public address, without a slash at its end."""

    def __init__(self, secret: str, base: str, database: Database, clock: Clock) -> None:
        self._signer = URLSafeSerializer(
            secret, salt="truce.files", signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256}
        )
        self._base = base.rstrip("/")
        self._database = database
        self._clock = clock

    def url(self, delivery: str, part: int) -> str:
        """The address of a card's file; `part` is its index among the card's parts."""
        until = int((self._clock.now() + GOOD_FOR).timestamp())
        token = self._signer.dumps([delivery, part, until])
        return f"{self._base}/files/{token if isinstance(token, str) else token.decode()}"

    def follow(self, token: str) -> File:
        """The file behind a token. Raises LinkError when it is made up, too old, or the file is gone."""
        try:
            delivery, part, until = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise LinkError("This link is not one of ours, or it was cut short.") from error
        if self._clock.now() > datetime.fromtimestamp(until, tz=self._clock.now().tzinfo):
            raise LinkError("This link was good for seven days and has expired. Please ask Truce for the file again.")
        with self._database.read() as session:
            row = session.get(Delivery, str(delivery))
            parts = Card.model_validate_json(row.card).parts if row else ()
        found = parts[part] if isinstance(part, int) and 0 <= part < len(parts) else None
        if not isinstance(found, File):
            raise LinkError("This file is no longer there. Please ask Truce for it again.")
        return found
