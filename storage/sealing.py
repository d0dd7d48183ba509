"""Secrets that must be read again: encrypted with a key made from TRUCE_SECRET, of use to nobody without it."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class UnreadableError(Exception):
    """A token was encrypted with a secret that TRUCE_SECRET no longer holds."""


class Sealer:
    """Encrypts with the first of several secrets, and reads what was encrypted with any of them.

    So a secret is changed by putting the new one before the old one: TRUCE_SECRET="new,old".
    """

    def __init__(self, secret: str) -> None:
        self._box = MultiFernet([Fernet(_key(each)) for each in parts(secret)])

    def seal(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again. Raises UnreadableError."""
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise UnreadableError from error


def parts(secret: str) -> list[str]:
    """The secrets in TRUCE_SECRET, the newest first. Raises ValueError if there is none."""
    found = [each.strip() for each in secret.split(",") if each.strip()]
    if not found:
        raise ValueError("there is no secret")
    return found


def _key(secret: str) -> bytes:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"truce installations").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)
