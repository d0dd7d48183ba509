"""Accounts: found by the sender's id, or by name; one company has one record, whichever of the two came first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.deals.actions import AccountChanged
from bot.deals.gathering import Record
from bot.deals.naming import clean, key
from bot.deals.news import newest, told_at
from bot.deals.saying import said_of
from bot.deals.told import AccountTold
from bot.deals.versions import keep_version
from bot.work import Work
from storage.deals import BusinessAccount, Deals

BY_NAME: Final = "name:"
"""Begins the id of an account of which only the name is known."""
OWNER: Final = "=owner_email"
PAGE: Final = 100


def record_account(told: AccountTold, work: Work) -> int | None:
    """Take in what was told of an account. Returns its id, or None if it changes nothing."""
    system, external = clean(told.system), clean(told.external)
    row = work[Deals].account_by_external(system, external, lock=True)
    fresh = row is None
    if row is None:
        row = _adopted(system, external, clean(told.name), work) or BusinessAccount(
            organisation=work.people.organisation, system=system, external=external, name="", key=""
        )
    said = said_of(told)
    if said.get("name") == "":
        del said["name"]  # a company has a name
    held = {field: getattr(row, field, "") for field in said} | {"owner_email": row.news.get(OWNER, "")}
    new = newest(said, told_at(told.at, work.now), held, row.news)
    row.news = dict(new.news)
    if "owner_email" in new.changed:
        _owned(row, new.changed["owner_email"], work)
    _apply(row, {field: value for field, value in new.changed.items() if field != "owner_email"}, work)
    if not fresh and new.changed.keys() & {"name", "region", "segment"}:
        work.set_timer(AccountChanged(account=row.id or 0), key=str(row.id), due=work.now)
    return row.id if fresh or new.changed else None


def _owned(row: BusinessAccount, email: str, work: Work) -> None:
    person = work.people.by_email(email) if email else None
    row.owner, row.news = person.id if person else None, {**row.news, OWNER: email}


def _apply(row: BusinessAccount, changed: dict[str, Any], work: Work) -> None:
    for field, value in changed.items():
        setattr(row, field, value)
    row.key = key(row.name) if row.name else ""
    work[Deals].add(row)
    if "name" in changed:
        _join_namesakes(row, work)


def _adopted(system: str, external: str, name: str, work: Work) -> BusinessAccount | None:
    """The record of this company so far known by name only, if there is one: from now on it has an id."""
    for row in work[Deals].accounts_by_key(key(name)) if name else ():
        if row.external.startswith(BY_NAME):
            row.system, row.external, row.news = system, external, {}  # from now on it says itself what it is called
            return row
    return None


def _join_namesakes(row: BusinessAccount, work: Work) -> None:
    """What is known by this name only is this company."""
    for other in work[Deals].accounts_by_key(row.key):
        if other.id != row.id and other.external.startswith(BY_NAME):
            work[Deals].join_accounts(kept=row.id or 0, gone=other.id or 0)


def account_for(said: str, name: str, system: str, at: datetime, work: Work) -> int | None:
    """The account that a deal or review names: `said` is "#" and the sender's id, or else the name."""
    if not said:
        return None
    if said.startswith("#"):
        told = AccountTold(system=system, external=said[1:], at=at, **({"name": name} if name else {}))
        record_account(told, work)
        row = work[Deals].account_by_external(clean(system), said[1:])
        return row.id if row else None
    found = _nearest(work[Deals].accounts_by_key(key(said)), system) or BusinessAccount(
        organisation=work.people.organisation, system=system, external=BY_NAME + key(said), name="", key=key(said)
    )
    if found.external.startswith(BY_NAME):
        new = newest({"name": said}, told_at(at, work.now), {"name": found.name}, found.news)
        found.name, found.news = new.changed.get("name", found.name), dict(new.news)
        work[Deals].add(found)
    return found.id


def _nearest(accounts: Sequence[BusinessAccount], system: str) -> BusinessAccount | None:
    """The one of the same system, else one that has an id somewhere, else the first."""
    order = sorted(accounts, key=lambda row: (row.external.startswith(BY_NAME), row.system != system, row.id or 0))
    return order[0] if order else None


def account_changed(due: AccountChanged, work: Work) -> None:
    """The timer: a page of the account's deals, and its reviews to come, as they are now."""
    deals = work[Deals].of_account(due.account, after=due.after, most=PAGE)
    records: list[Record] = [*deals]
    if due.after == 0:
        records += work[Deals].reviews_of_account(due.account)
    for record in records:
        keep_version(record, work)
    if len(deals) == PAGE:
        again = AccountChanged(account=due.account, after=deals[-1].id or 0)
        work.set_timer(again, key=str(due.account), due=work.now)
