"""Whom a rule names, as people write it: "topic: brand manager; head of marketing; owner's manager". Both ways."""

import difflib
import re
from collections.abc import Callable, Sequence
from typing import Final

from bot.conversation.words import T, Words
from bot.rights import Role
from bot.rules.tokens import WrongError
from bot.targets import Escalation, Target

LONGEST: Final = 120
MOST: Final = 10
_SIDES: Final = ("sales", "marketing")
_WHO: Final = {
    "owner": Target(who="owner"),
    "owner's manager": Target(who="manager"),
    "liaison": Target(who="liaison"),
    "marketer": Target(who="marketer"),
}
_ALSO: Final = {
    "manager": Target(who="manager"),
    "their manager": Target(who="manager"),
    "owners manager": Target(who="manager"),
    "segment's marketer": Target(who="marketer"),
    "sales": Target(side="sales"),
    "marketing": Target(side="marketing"),
}
_ROLES: Final = {
    "members": Role.MEMBER,
    "managers": Role.MANAGER,
    "heads": Role.HEAD,
    "liaisons": Role.LIAISON,
    "stewards": Role.STEWARD,
    "administrators": Role.ADMINISTRATOR,
}
_AFTER: Final = re.compile(
    r"^(?P<whom>.*?)\s+after\s+(?P<hours>\d{1,4}(?:[.,]\d{1,2})?)\s*(?:hours?|h)\s*$", re.IGNORECASE | re.DOTALL
)
_EMAIL: Final = re.compile(r"^[^\s@;]+@[^\s@;]+$")


def said(target: Target) -> str:
    """As people write it, and `read` understands it."""
    if target.person:
        return f"person: {target.person}"
    if target.role is not None:
        return f"role: {_role_said(target.role, target.side)}"
    if target.side:
        return f"side: {target.side}"
    if target.topic:
        return f"topic: {target.topic}"
    return next(words for words, each in _WHO.items() if each == target)


def said_later(level: Escalation) -> str:
    return f"{said(level.to)} after {level.after:g} hours" if level.after else said(level.to)


def said_all(targets: Sequence[Target]) -> str:
    return "; ".join(said(each) for each in targets)


def said_levels(levels: Sequence[Escalation]) -> str:
    return "; ".join(said_later(each) for each in levels)


def read(typed: str) -> Target:
    """One of them. Raises WrongError."""
    words = " ".join(typed.replace("’", "'").split())
    what, colon, rest = words.partition(":")
    if len(words) > LONGEST:
        raise WrongError(1, T("This is too long for one of those to involve."))
    if colon and rest.strip() and what.strip().lower() in _KINDS:
        return _KINDS[what.strip().lower()](rest.strip())
    if not colon and _EMAIL.match(words):
        return Target(person=words.lower())
    lower = words.lower().removeprefix("the ").strip()
    if found := _WHO.get(lower) or _ALSO.get(lower):
        return found
    if not colon and lower.split(" ")[0] in {"head", *_ROLES}:
        return _role(lower)
    raise WrongError(1, _unknown(words))


def _person(typed: str) -> Target:
    if not _EMAIL.match(typed):
        raise WrongError(1, T("“{name}”: name a person by their e-mail address.", name=typed))
    return Target(person=typed.lower())


def _side(typed: str) -> Target:
    if typed.lower() not in _SIDES:
        raise WrongError(1, T("“{name}” is no side. Write side: sales, or side: marketing.", name=typed))
    return Target(side="sales" if typed.lower() == "sales" else "marketing")


def _topic(typed: str) -> Target:
    if ";" in typed or _AFTER.match(f"topic: {typed}"):
        raise WrongError(1, T("“{name}” can't be the name of a topic here.", name=typed))
    return Target(topic=typed)


def read_later(typed: str) -> Escalation:
    """One level of those to tell: whom, and how many hours after the deadline or the level before."""
    found = _AFTER.match(typed)
    if not found:
        return Escalation(to=read(typed))
    return Escalation(to=read(found["whom"]), after=float(found["hours"].replace(",", ".")))


def read_all(typed: str) -> tuple[Target, ...]:
    """What stands between semicolons, or on lines of their own. Raises WrongError."""
    return tuple(read(each) for each in pieces(typed))


def read_levels(typed: str) -> tuple[Escalation, ...]:
    return tuple(read_later(each) for each in pieces(typed))


def pieces(typed: str) -> list[str]:
    found = [each for each in re.split(r"[;\n]", typed) if each.strip()]
    if len(found) > MOST:
        raise WrongError(1, T("Name {most} at most.", most=MOST))
    return found


def _role_said(role: Role, side: str) -> str:
    plural = next(words for words, each in _ROLES.items() if each == role)
    name = "head" if role is Role.HEAD and side else plural
    return f"{name} of {side}" if side else name


def _role(typed: str) -> Target:
    name, _, side = typed.lower().partition(" of ")
    name, side = name.strip(), side.strip()
    role = _ROLES.get(name) or _ROLES.get(f"{name}s")
    if role is None:
        known = [*_ROLES, "head of sales", "head of marketing"]
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            raise WrongError(1, T("“{name}” is no role. Did you mean {near}?", name=typed, near=f"role: {near[0]}"))
        raise WrongError(1, T("“{name}” is no role. Write, for example, role: head of marketing.", name=typed))
    if side not in {"", *_SIDES}:
        raise WrongError(1, T("“{name}”: after “of” comes sales or marketing.", name=typed))
    return Target(role=role, side="sales" if side == "sales" else "marketing" if side else "")


_KINDS: Final[dict[str, Callable[[str], Target]]] = {"topic": _topic, "person": _person, "side": _side, "role": _role}


def _unknown(words: str) -> Words:
    return T(
        "I don't understand “{words}”. Write topic: brand manager, role: head of marketing, side: sales, person: with "
        "an e-mail address, owner, owner's manager, liaison or marketer, with ; between them.",
        words=words,
    )
