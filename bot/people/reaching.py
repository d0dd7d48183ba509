"""Who can be written to, who can't and what to do about it."""

from collections.abc import Collection, Sequence

from bot.conversation.words import T, Words, verbatim
from bot.work import Work, address, key_of
from storage.deliveries import Deliveries
from storage.people import Person, PersonAccount

PENDING = T("Their account is known from the import; it is found when Truce is installed in their workspace.")
NO_APP = T("Truce is not installed for them in Teams. Add it for them in the Teams admin centre, or let them add it.")
NO_ACCOUNT = T("No Slack or Teams account is known. Import its id, or invite them to the workspace.")
GONE = T("Their account was deactivated. Give their work to somebody else, or import their new account.")
REMOVED = T("Truce was removed from their workspace. Install it there again.")

_STORED = {words.text: words for words in (PENDING, NO_APP)}


def trouble_of(accounts: Sequence[PersonAccount], installed: Collection[tuple[str, str]]) -> Words | None:
    """Why somebody with these accounts can't be written to, and what to do; None if they can.

    `installed` are the workspaces, as (platform, id), that Truce is in.
    """
    if not accounts:
        return NO_ACCOUNT
    active = [each for each in accounts if each.active]
    if not active:
        return PENDING if any(not each.workspace for each in accounts) else GONE
    here = [each for each in active if (each.platform, each.workspace) in installed]
    if not here:
        return REMOVED
    if any(not each.trouble for each in here):
        return None
    return _STORED.get(here[0].trouble) or verbatim(here[0].trouble)


def unreachable(work: Work, most: int) -> list[tuple[Person, Words]]:
    """Who can't be written to, by name and at most so many, with what to do."""
    installed = {(row.platform, row.external) for row in work.people.workspaces() if row.installed}
    people = work.people.unreachable(most)
    accounts = work.people.accounts_of({key_of(person) for person in people})
    troubles = ((person, trouble_of(accounts[key_of(person)], installed)) for person in people)
    return [(person, trouble) for person, trouble in troubles if trouble]


def reached(work: Work, person: Person | None = None) -> None:
    """Give what was held for want of an account its address: for one person, or for everybody who has one now."""
    deliveries = work[Deliveries]
    for row in deliveries.unaddressed(key_of(person) if person else None):
        to = work.people.get(row.person) if row.person is not None else None
        account = work.account_for(to) if to else None
        if account is None:
            continue
        address(row, account)
        row.state, row.trouble, row.not_before = "waiting", "", max(row.not_before, work.now)
        deliveries.add(row)
        if to is not None:
            work.put_off(to)  # accounts become known at night, too
