"""Texts of senders, made fit to be kept and compared."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 500
"""So many characters of a name, a link or a note are kept."""

_SPACES: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    """Without what no database takes or nobody sees, and not endless."""
    kept = (
        " " if letter in "\t\r\n" else letter
        for letter in text
        if letter in "\t\r\n" or unicodedata.category(letter) not in {"Cc", "Cs"}
    )
    return _SPACES.sub(" ", "".join(kept)).strip()[:LONGEST].strip()


def key(name: str) -> str:
    """What two spellings of one name share: no case, no accents, no punctuation, no spaces."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in bare if letter.isalnum()) or name.casefold().strip()
