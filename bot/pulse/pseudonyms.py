"""Who answered is a token while a wave is open: without the wave's key nobody can tell whose it is."""

import hashlib
import hmac
import secrets


def new_secret() -> bytes:
    return secrets.token_bytes(32)


def token(secret: bytes, person: int) -> str:
    """The token of a person in the wave of this key."""
    return hmac.new(secret, str(person).encode(), hashlib.sha256).hexdigest()
