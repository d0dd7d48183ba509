"""What a platform says of a member, taken over: whose account it is, and what of the profile they don't say themselves.

Older news changes nothing: every account remembers the platform's time of the newest profile.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.events import MembersSeen, Profile
from bot.people.joining import ask_both, join_later, same_place
from bot.people.leaving import tell_later
from bot.people.reaching import PENDING, reached
from bot.work import Work, key_of
from bot.zones import zone
from storage.deliveries import Deliveries
from storage.people import Person, PersonAccount, Workspace


@dataclass
class Page:
    """The rows that a page of members is about, read at once."""

    work: Work
    workspace: Workspace
    at: datetime
    here: dict[str, PersonAccount]
    pending: Mapping[str, PersonAccount]
    by_email: dict[str, Person]
    people: dict[int, Person]
    accounts: dict[int, list[PersonAccount]] = field(default_factory=dict)
    awaited: set[int] = field(default_factory=set)
    """Those for whom messages are held until they have an account."""

    def others(self, account: PersonAccount) -> list[PersonAccount]:
        """The other active accounts of the same person."""
        return [each for each in self.accounts.get(account.person, []) if each is not account and each.active]


def read_page(event: MembersSeen, workspace: Workspace, work: Work) -> Page:
    users = {member.user for member in event.members}
    emails = {_email(member) for member in event.members} - {""}
    here = work.people.accounts_here(event.platform, event.workspace, users)
    pending = work.people.accounts_here(event.platform, "", users | emails)
    by_email = work.people.by_emails(emails)
    known = {row.person for row in (*here.values(), *pending.values())}
    people = work.people.some(known) | {key_of(row): row for row in by_email.values()}
    return Page(
        work,
        workspace,
        event.at,
        here,
        pending,
        by_email,
        people,
        accounts=work.people.accounts_of(set(people)),
        awaited=work[Deliveries].awaited_accounts(set(people)),
    )


def take_over(members: Iterable[Profile], page: Page) -> None:
    for member in members:
        account = page.here.get(member.user) or page.pending.get(member.user) or page.pending.get(_email(member))
        if account is None:
            if not member.left and not member.bot:
                _newcomer(member, page)
        elif account.seen_at is None or account.seen_at <= page.at:
            _change(account, member, page)


def depart(account: PersonAccount, person: Person, others: list[PersonAccount], work: Work) -> None:
    """An account is gone; its person has left when it was the last."""
    account.active = False
    work.people.add(account)
    if not person.left and not any(each.active for each in others):
        person.left = True
        work.people.add(person)
        tell_later(key_of(person), work)


def _newcomer(member: Profile, page: Page) -> None:
    work = page.work
    account = PersonAccount(
        organisation=work.people.organisation,
        person=0,
        platform=page.workspace.platform,
        workspace=page.workspace.external,
        external=member.user,
        guest=member.guest,
    )
    namesake = page.by_email.get(_email(member))
    if namesake is not None and _proven(member, page) and not same_place(page.accounts[key_of(namesake)], [account]):
        person = namesake
    else:
        person = work.people.add(Person(organisation=work.people.organisation, name=member.name or member.user))
        page.people[key_of(person)] = person
        page.accounts[key_of(person)] = []
    account.person = key_of(person)
    work.people.add(account)
    page.here[member.user] = account
    page.accounts[account.person].append(account)
    _change(account, member, page)


def _change(account: PersonAccount, member: Profile, page: Page) -> None:
    work, person = page.work, page.people[account.person]
    account.seen_at = page.at
    if member.left or member.bot:
        depart(account, person, page.others(account), work)
        return
    fresh = not account.active or not account.workspace
    account.workspace, account.external, account.active = page.workspace.external, member.user, True
    if account.trouble == PENDING.text:
        account.trouble = ""
    if member.guest or member.email:  # a profile without an address is a part of one, and doesn't tell guests
        account.guest = member.guest
    if member.reference and not account.trouble:
        account.reference = member.reference
    _fill(person, account, member, leads=not page.others(account))
    account.name = member.name or account.name
    if person.left:
        person.left = False
        tell_later(key_of(person), work)
    _address(person, member, page)
    if account.person in page.awaited and (fresh or not page.others(account)):
        reached(work, person)


def _fill(person: Person, account: PersonAccount, member: Profile, *, leads: bool) -> None:
    """Blanks are filled by any account; what is there is changed by a person's only account, or where it came from."""
    said = {"title": member.title, "zone": zone(member.zone), "language": member.language.replace("_", "-")}
    for name, value in said.items():
        if value and not person.has_settled(name) and (leads or not getattr(person, name)):
            setattr(person, name, value)
    if member.name and not person.has_settled("name") and (leads or person.name in {"", account.name}):
        person.name = member.name


def _address(person: Person, member: Profile, page: Page) -> None:
    """Take over an address that is proof; ask where it is somebody else's."""
    email = _email(member)
    if not email or person.email == email:
        return
    owner = page.by_email.get(email)
    mine = page.accounts[key_of(person)]
    if owner is None:
        if _proven(member, page) and not person.has_settled("email") and (not person.email or len(mine) == 1):
            person.email = email
            page.work.people.add(person)
            page.by_email[email] = person
    elif _proven(member, page) and not person.email and not same_place(page.accounts[key_of(owner)], mine):
        join_later(key_of(owner), key_of(person), page.work)
    else:
        ask_both(owner, person, page.work)


def _proven(member: Profile, page: Page) -> bool:
    return page.workspace.home and not member.guest


def _email(member: Profile) -> str:
    return member.email.strip().lower()
