"""A database whose program dies at a chosen write: just before it is committed, or just after."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from storage.database import Database
from storage.records import Session

When = Literal["before", "after"]


class DiedError(Exception):
    """The program is gone; whoever catches this plays the one that is started next."""


class Mortal(Database):
    """Dies once, at its write number `number` (from 1)."""

    def __init__(self, url: str, number: int, when: When) -> None:
        super().__init__(url)
        self._left, self._when = number, when

    @contextmanager
    def write(self) -> Iterator[Session]:
        self._left -= 1
        dying = self._left == 0
        with super().write() as session:
            yield session
            if dying and self._when == "before":
                raise DiedError
        if dying:
            raise DiedError
