"""News about the business becomes records: `record`. Comes in: what a CRM, a file, a form or a program told.

Of each field the newest word counts, by the sender's time, so late and repeated news changes nothing, and the order in
which it arrives makes no difference. What has changed is kept as a version, and looked at soon after.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from bot.deals.accounts import account_for, record_account
from bot.deals.gathering import Record
from bot.deals.naming import clean
from bot.deals.news import moment_of, newest, told_at
from bot.deals.saying import said_of
from bot.deals.settling import ask_somebody_else, settle, work_out
from bot.deals.told import AccountTold, DealTold, ReviewTold, SubmissionTold, Told
from bot.deals.versions import keep_version
from bot.work import Work
from storage.deals import Attendee, Deal, Deals, Review, Submission

_INDIRECT: Final = "="
"""Before the name of a field in `news`: what was said of it, where the record keeps what that led to."""
_CONTENT: Final = frozenset({"name", "link", "segment", "region", "product", "due", "deal_external", "discount"})


def record(told: Told, work: Work) -> int | None:
    """Take in what was told. Returns the id of the deal, review, submission or account; None if it changes nothing."""
    match told:
        case DealTold():
            return _deal(told, work)
        case ReviewTold():
            return _review(told, work)
        case SubmissionTold():
            return _submission(told, work)
        case AccountTold():
            return record_account(told, work)
    raise TypeError(f"nobody knows how to record a {type(told).__name__}")


def _deal(told: DealTold, work: Work) -> int | None:
    deals, system, external = work[Deals], clean(told.system), clean(told.external)
    row = deals.deal_by_external(system, external, lock=True)
    fresh = row is None
    if row is None:
        row = Deal(
            organisation=deals.organisation, system=system, external=external, created=work.now, changed=work.now
        )
    changed, before = _take(row, told, {"account"}, work), row.owner
    if "owner_email" in changed or row.owner is None:
        row.owner = _person(row.owner_email, work)
    account = _account(told, work)
    if "account" in changed and row.account == account:
        del changed["account"]  # the same one, called otherwise
    if "account" in changed:
        row.account = account
    row.closed = moment_of(row.news["state"]) if row.state != "open" and "state" in row.news else None
    if "stage" in changed:
        row.staged = work.now
    deals.add(row)
    if changed.keys() & {"amount", "currency"}:
        work_out(row, work)
    elif changed and not fresh:
        settle(row, work)
    if row.owner != before:
        ask_somebody_else(row, work)
    return _kept(row, work, happened=fresh or bool(changed))


def _review(told: ReviewTold, work: Work) -> int | None:
    deals, system, external = work[Deals], clean(told.system), clean(told.external)
    row = deals.review_by_external(system, external, lock=True)
    fresh = row is None
    if row is None:
        row = Review(
            organisation=deals.organisation, system=system, external=external, created=work.now, changed=work.now
        )
    changed = _take(row, told, {"account", "owner_email", "attendees"}, work)
    if "owner_email" in changed:
        row.owner = _person(changed["owner_email"], work)
    account = _account(told, work)
    if "account" in changed and row.account == account:
        del changed["account"]
    if "account" in changed:
        row.account = account
    deals.add(row)
    if "attendees" in changed:
        _attend(row, changed["attendees"].split(), work)
    return _kept(row, work, happened=fresh or bool(changed))


def _submission(told: SubmissionTold, work: Work) -> int | None:
    deals, system, external = work[Deals], clean(told.system), clean(told.external)
    row = deals.submission_by_external(system, external, lock=True)
    fresh = row is None
    if row is None:
        row = Submission(
            organisation=deals.organisation,
            system=system,
            external=external,
            kind=told.kind,
            name="",
            created=work.now,
            changed=work.now,
        )
    back = row.state == "withdrawn"
    changed = _take(row, told, {"owner_email", "deal_external"}, work)
    if "owner_email" in changed:
        row.owner = _person(changed["owner_email"], work)
    if "deal_external" in changed:
        row.deal = _deal_meant(system, changed["deal_external"], work)
    if not fresh and (changed.keys() & _CONTENT or (back and row.state == "submitted")):
        row.round += 1  # handed in anew: whoever approved it saw something else
    deals.add(row)
    return _kept(row, work, happened=fresh or bool(changed))


# Parts of it


def _take(row: Record, told: Told, indirect: Collection[str], work: Work) -> dict[str, Any]:
    """Let the row hold the newest words; of `indirect` fields only note what was said. Returns what has changed."""
    said = said_of(told)
    if isinstance(row, Submission):
        said.pop("kind", None)  # what it is doesn't change
    held = {field: row.news.get(_INDIRECT + field, "") if field in indirect else getattr(row, field) for field in said}
    new = newest(said, told_at(told.at, work.now), held, row.news)
    news = dict(new.news)
    for field, value in new.changed.items():
        if field in indirect:
            news[_INDIRECT + field] = value
        else:
            setattr(row, field, value)
    row.news = news
    return dict(new.changed)


def _kept(row: Record, work: Work, *, happened: bool) -> int | None:
    deals = work[Deals]
    if happened:
        row.changed = work.now
    deals.add(row)
    if not happened:
        return None
    keep_version(row, work)
    return row.id


def _person(email: str, work: Work) -> int | None:
    found = work.people.by_email(email) if email else None
    return found.id if found else None


def _account(told: DealTold | ReviewTold, work: Work) -> int | None:
    """The account that is named; late news too says what it is called."""
    said = said_of(told).get("account", "")
    return account_for(said, clean(told.account), clean(told.system), told_at(told.at, work.now), work)


def _deal_meant(system: str, external: str, work: Work) -> int | None:
    found = work[Deals].deal_by_external(system, external) or work[Deals].deal_called(external) if external else None
    return found.id if found else None


def _attend(row: Review, emails: Sequence[str], work: Work) -> None:
    """Whom the sender names, of those who are known here, and whom somebody added here."""
    deals, wanted = work[Deals], {each.id for each in work.people.by_emails(emails).values() if each.id is not None}
    there = deals.attending(row.id or 0)
    for each in there:
        if each.person not in wanted and not each.added:
            deals.stays_away(each)
    for person in sorted(wanted - {each.person for each in there}):
        deals.add(Attendee(organisation=deals.organisation, review=row.id or 0, person=person))
