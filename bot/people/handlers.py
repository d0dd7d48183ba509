"""What the platforms report about workspaces and their members, and the nightly look at who is there."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.events import Installed, MembersSeen, ReferenceSeen, Uninstalled
from bot.people.actions import LookForUnseen, SyncRosters
from bot.people.profiles import depart, read_page, take_over
from bot.people.reaching import NO_APP, PENDING, reached
from bot.rights import Role
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.people import Person, PersonAccount, Workspace
from storage.timers import Timers

NIGHT = time(3)
SOON = timedelta(hours=1)
PAGE = 100


def installed(event: Installed, work: Work) -> None:
    """A workspace is there (again): who is in it, and what was held for it goes out."""
    row = _workspace(event.platform, event.workspace, work)
    if row is not None and row.changed_at is not None and event.at < row.changed_at:
        return
    returns = row is None or not row.installed
    row = row or Workspace(
        organisation=work.people.organisation, platform=event.platform, external=event.workspace, home=event.home
    )
    row.name, row.bot = event.name or row.name, event.bot or row.bot
    row.installed, row.changed_at = True, event.at
    work.people.add(row)
    _adopt(row, work)
    if event.by and not work.people.with_role(Role.ADMINISTRATOR):
        person = _somebody(row, event.by, work)
        work.people.set_roles(key_of(person), work.people.roles(key_of(person)) | {Role.ADMINISTRATOR})
    if returns or row.seen_at is None or work.now - row.seen_at > SOON:
        _read(row, work)
    work[Deliveries].release(work.now, workspace=(event.platform, event.workspace))
    nightly(work)


def uninstalled(event: Uninstalled, work: Work) -> None:
    row = _workspace(event.platform, event.workspace, work)
    if row is None or (row.changed_at is not None and event.at < row.changed_at):
        return
    row.installed, row.changed_at = False, event.at
    work.people.add(row)


def members_seen(event: MembersSeen, work: Work) -> None:
    """A page of the member list, or one profile that changed."""
    workspace = _workspace(event.platform, event.workspace, work)
    if workspace is None:
        return
    take_over(event.members, read_page(event, workspace, work))
    if not event.complete or event.since is None:
        return
    if event.partial:  # the next team that the app comes into is read at once, whenever this was
        look = LookForUnseen(workspace=workspace.id or 0, since=event.since)
        work.set_timer(look, key=str(workspace.id), due=work.now)
    elif workspace.seen_at is None or event.since > workspace.seen_at:
        _missing(workspace, event.since, work)
        workspace.seen_at = event.since
        work.people.add(workspace)


def look_for_unseen(due: LookForUnseen, work: Work) -> None:
    """A hundred of those that a reading did not show are asked about, one by one: nobody has left unless it is told.

    Accounts that no platform ever told of are left out: their ids are somebody's word, and nobody left with a mistake.
    """
    row = next((each for each in work.people.workspaces() if each.id == due.workspace), None)
    if row is None or not row.installed:
        return
    unseen = work.people.unseen(row.platform, row.external, due.since, after=due.after, most=PAGE)
    for account in unseen:
        work.look_for(account)
    if len(unseen) == PAGE:
        work.set_timer(due.model_copy(update={"after": unseen[-1].id}), key=str(row.id), due=work.now)


def reference_seen(event: ReferenceSeen, work: Work) -> None:
    """How to write to somebody has become known, or that one can't any more."""
    workspace = _workspace(event.platform, event.workspace, work)
    if workspace is None:
        return
    person = _somebody(workspace, event.user, work)
    account = work.people.account(event.platform, event.workspace, event.user)
    if account is None:
        return
    account.reference = event.reference
    account.trouble = "" if event.reference else NO_APP.text
    work.people.add(account)
    if event.reference:
        reached(work, person)
        work[Deliveries].release(work.now, person=key_of(person))


def sync_rosters(_: SyncRosters, work: Work) -> None:
    """Read every member list, and set the next night's timer."""
    read_rosters(work)
    _set_nightly(work)


def read_rosters(work: Work) -> int:
    """Ask every workspace for its members; how many were asked."""
    rows = [row for row in work.people.workspaces() if row.installed and row.platform != "web"]
    for row in rows:
        _read(row, work)
    return len(rows)


def nightly(work: Work) -> None:
    """See to it that the nightly timer is there; one that is there is left alone."""
    if work[Timers].due_of(SyncRosters.NAME, "") is None:
        _set_nightly(work)


def next_night(now: datetime, zone: str) -> datetime:
    """The next 3 o'clock in this zone: the same wall time all year."""
    local = now.astimezone(ZoneInfo(zone))
    tonight = datetime.combine(local.date(), NIGHT, ZoneInfo(zone))
    return tonight if tonight > now else datetime.combine(local.date() + timedelta(days=1), NIGHT, ZoneInfo(zone))


def _set_nightly(work: Work) -> None:
    work.set_timer(SyncRosters(), key="", due=next_night(work.now, work.organisation.zone))


def _workspace(platform: str, external: str, work: Work) -> Workspace | None:
    rows = work.people.workspaces()
    return next((row for row in rows if (row.platform, row.external) == (platform, external)), None)


def _read(row: Workspace, work: Work) -> None:
    if row.platform != "web":  # the playground tells of its people itself
        work.read_roster(row.platform, row.external)


def _adopt(row: Workspace, work: Work) -> None:
    """Accounts imported before their workspace was known are in it, while it is the only one of its platform."""
    if sum(each.platform == row.platform for each in work.people.workspaces()) > 1:
        return
    for account in work.people.accounts_here(row.platform, "").values():
        if "@" in account.external:  # a name to sign in by: the member list tells the id
            continue
        _activate(account, row, work)


def _activate(account: PersonAccount, row: Workspace, work: Work) -> None:
    account.workspace, account.active = row.external, True
    account.trouble = "" if account.trouble == PENDING.text else account.trouble
    work.people.add(account)
    person = work.people.get(account.person)
    if person is not None:
        reached(work, person)


def _somebody(row: Workspace, user: str, work: Work) -> Person:
    """Whose account this is; somebody new, named by the next member list, if nobody's yet."""
    account = work.people.account(row.platform, row.external, user)
    if account is None and (account := work.people.account(row.platform, "", user)) is not None:
        _activate(account, row, work)
    person = work.people.get(account.person) if account else None
    if person is not None:
        return person
    person = work.people.add(Person(organisation=work.people.organisation, name=user))
    work.people.add(
        PersonAccount(
            organisation=work.people.organisation,
            person=key_of(person),
            platform=row.platform,
            workspace=row.external,
            external=user,
            name=user,
        )
    )
    return person


def _missing(row: Workspace, since: datetime, work: Work) -> None:
    """Accounts that a full reading did not show are gone. A reading that showed nobody at all proves nothing.

    Who was never seen may have come while it was read: these are gone when the next one does not show them either.
    """
    accounts = [each for each in work.people.accounts_here(row.platform, row.external).values() if each.active]
    if not any(each.seen_at is not None and each.seen_at >= since for each in accounts):
        return
    unseen = [each for each in accounts if each.seen_at is not None and each.seen_at < since]
    for account in accounts:
        account.seen_at = account.seen_at or since
    people = work.people.some(each.person for each in unseen)
    theirs = work.people.accounts_of(set(people))
    for account in unseen:
        depart(account, people[account.person], [each for each in theirs[account.person] if each is not account], work)
