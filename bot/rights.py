"""Who may do what: one table. Handlers ask it through `work.require`, never what a click carries."""

from collections.abc import Collection
from enum import StrEnum

from bot.conversation.words import Listing, T, Words


class Role(StrEnum):
    MEMBER = "member"
    MANAGER = "manager"
    HEAD = "head"
    LIAISON = "liaison"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    RUN_ASSESSMENTS = "start, close and follow assessments and pulses"
    SEE_RESULTS = "get the published result when an assessment closes, as a CSV too"
    CHANGE_PEOPLE = "import people and change their sides and roles"
    CHANGE_COMPANY = "set the company's time zone, holidays, language, smallest group and weekly messages"
    TEND_DIRECTORY = "change topics and contacts, and see what nobody could answer"
    TEND_DEALS = "see all deals and reviews, and change those of others"
    CHANGE_RULES = "switch rules of engagement on and off, and change them"
    CHANGE_MEETINGS = "set up meeting series, and change those of others"
    SEE_COMPLIANCE = "see how well the rules are kept, as a CSV too"
    CONNECT_SYSTEMS = "connect a CRM, keep exchange rates, and see what could not be read"
    SEE_OPERATIONS = "see what could not be delivered, and who can't be reached"


_MANAGING = frozenset({Role.MANAGER, Role.HEAD, Role.LIAISON, Role.ADMINISTRATOR})

MAY: dict[Right, frozenset[Role]] = {
    Right.RUN_ASSESSMENTS: frozenset({Role.HEAD, Role.LIAISON, Role.ADMINISTRATOR}),
    Right.SEE_RESULTS: _MANAGING,
    Right.CHANGE_PEOPLE: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Right.CHANGE_COMPANY: frozenset({Role.ADMINISTRATOR}),
    Right.TEND_DIRECTORY: frozenset({Role.STEWARD, Role.LIAISON, Role.HEAD, Role.ADMINISTRATOR}),
    Right.TEND_DEALS: _MANAGING,
    Right.CHANGE_RULES: _MANAGING,
    Right.CHANGE_MEETINGS: _MANAGING,
    Right.SEE_COMPLIANCE: _MANAGING,
    Right.CONNECT_SYSTEMS: frozenset({Role.ADMINISTRATOR}),
    Right.SEE_OPERATIONS: frozenset({Role.ADMINISTRATOR}),
}

ROLE_WORDS: dict[Role, Words] = {
    Role.MEMBER: T("member"),
    Role.MANAGER: T("manager"),
    Role.HEAD: T("head of Sales or Marketing"),
    Role.LIAISON: T("liaison"),
    Role.STEWARD: T("steward"),
    Role.ADMINISTRATOR: T("administrator"),
}


class ForbiddenError(Exception):
    """The person may not do this; `words` says who may."""

    def __init__(self, right: Right) -> None:
        super().__init__(right.name)
        self.right = right
        holders = tuple(ROLE_WORDS[role] for role in Role if role in MAY[right])
        self.words = T("That is for {roles}. Ask one of them, or your administrator.", roles=Listing(items=holders))


def may(roles: Collection[str], right: Right) -> bool:
    return any(role in MAY[right] for role in roles)
