"""Reviews in chat: account reviews, account planning and product planning, scheduled, changed, held.

Anybody may schedule one. A review is changed by its owner, whoever attends it, and managers.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from bot.conversation.cards import Card
from bot.conversation.events import Act
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Reply, Update, Whisper
from bot.conversation.words import T, Words
from bot.deals import review_cards as cards
from bot.deals.actions import AddAttendee, ChangeReview, EndReview, NewReview, ShowReview, ShowReviews
from bot.deals.attending import Attending
from bot.deals.recording import record
from bot.deals.subjects import BusinessRecords
from bot.deals.told import ReviewTold
from bot.deals.versions import keep_version
from bot.deals.words_of import after_all
from bot.rights import ForbiddenError, Right
from bot.timing import resolve, wall_time
from bot.work import Work, key_of
from storage.deals import Deals, Review
from storage.people import Person

MORNING: Final = time(9)
_GONE = Whisper(card=cards.gone_card())


def command(rest: str, work: Work) -> Reply:
    """`/truce reviews`, or with one of its ways behind it."""
    match rest.strip().lower().split():
        case ["new" | "log", *_]:
            return OpenForm(form=new_form(NewReview(), work))
        case ["all", *_]:
            return Whisper(card=_list(ShowReviews(everybody=True), work))
    return Whisper(card=_list(ShowReviews(), work))


def show_reviews(action: ShowReviews, work: Work) -> Reply:
    return Update(card=_list(action, work))


def _list(action: ShowReviews, work: Work) -> Card:
    if action.everybody:
        work.require(Right.TEND_DEALS)
    person = None if action.everybody else work.person_id
    count = work[Deals].count_coming(person)
    page = min(max(action.page, 0), max(0, (count - 1) // cards.PAGE))
    rows = work[Deals].coming_reviews(person, skip=page * cards.PAGE, most=cards.PAGE)
    shown = action.model_copy(update={"page": page})
    return cards.reviews_card(rows, count, shown, work, may_see_all=work.may(Right.TEND_DEALS))


def show_review(action: ShowReview, work: Work) -> Reply:
    row = _mine(action.review, work)
    return Whisper(card=_card(row, work)) if row else _GONE


def _card(row: Review, work: Work, thanks: Words | None = None) -> Card:
    subject = BusinessRecords().get("review", row.id or 0, work)
    return cards.review_card(row, subject, may_change=True, thanks=thanks) if subject else cards.gone_card()


def _mine(number: int, work: Work) -> Review | None:
    row = work[Deals].review(number)
    if row is None or row.owner == work.person_id or work.person_id in work[Deals].attendees(number):
        return row
    if not work.may(Right.TEND_DEALS):
        raise ForbiddenError(Right.TEND_DEALS)
    return row


# Scheduling and changing


def new_form(action: NewReview, work: Work) -> Form:
    return cards.review_form(action, None, "", None, [work.person.name])


def create(_: NewReview, values: Values, work: Work) -> Reply:
    read = _read(values, work)
    if isinstance(read, FormErrors):
        return read
    said, people = read
    said["attendees"] = tuple(each.email for each in people if each.email)
    told = {"system": "truce", "external": work.event.key, "at": work.now, "owner_email": work.person.email or ""}
    number = record(
        ReviewTold(**told, **{each: value for each, value in said.items() if value not in {None, "", ()}}), work
    )
    row = work[Deals].review(number or 0)
    if row is None:
        return _GONE
    row.owner = work.person_id
    work[Deals].add(row)
    _attend(row, people, work)
    return _shown(_card(row, work, T("Scheduled. Thank you.")), work)


def change_form(action: ChangeReview, work: Work) -> Form | Reply:
    row = _mine(action.review, work)
    return _form(action, row, work) if row else _GONE


def _form(action: ChangeReview, row: Review, work: Work) -> Form:
    return cards.review_form(action, row, _account(row, work), _starts(row, work), _names(row, work))


def _account(row: Review, work: Work) -> str:
    account = work[Deals].account(row.account) if row.account else None
    return account.name if account else ""


def _starts(row: Review, work: Work) -> datetime | None:
    return wall_time(row.starts, work.organisation.zone) if row.starts else None


def _names(row: Review, work: Work) -> list[str]:
    people = work.people.some(work[Deals].attendees(row.id or 0))
    return sorted(each.email or each.name for each in people.values())


def change(action: ChangeReview, values: Values, work: Work) -> Reply:
    row = _mine(action.review, work)
    if row is None:
        return _GONE
    read = _read(values, work)
    if isinstance(read, FormErrors):
        return read
    said, people = read
    before = {each: getattr(row, each) for each in said} | {"account": _account(row, work)}
    changes = {each: value for each, value in said.items() if value != before[each]}
    here = set(work[Deals].attendees(row.id or 0))
    wanted = {key_of(each) for each in people}
    if wanted != here:
        changes["attendees"] = tuple(each.email for each in people if each.email)
    if changes:
        for attendee in work[Deals].attending(row.id or 0):
            if attendee.person not in wanted:
                work[Deals].stays_away(attendee)  # also whom somebody added
        told = {"system": row.system, "external": row.external, "at": after_all(row, work)}
        record(ReviewTold(**told, **changes), work)
        _attend(row, people, work)
        keep_version(row, work)
    return _shown(_card(row, work, T("Saved.") if changes else T("That is how it was already.")), work)


def _attend(row: Review, people: Sequence[Person], work: Work) -> None:
    """Whoever has no e-mail address attends, too."""
    for person in people:
        if not person.email:
            Attending().attend(row.id or 0, key_of(person), work)


def add_form(action: AddAttendee, work: Work) -> Form | Reply:
    return cards.add_attendee_form(action) if _mine(action.review, work) else _GONE


def add(action: AddAttendee, values: Values, work: Work) -> Reply:
    row, person = _mine(action.review, work), work.people.get(values["person"])
    if row is None:
        return _GONE
    if person is None or person.left:
        return FormErrors(errors={"person": T("Please pick somebody who is here.")})
    if not Attending().attend(action.review, key_of(person), work):
        return FormErrors(errors={"person": T("They are on the list already, or it is over.")})
    return _shown(_card(row, work, T("{who} is on the list now.", who=work.who(person))), work)


def end(action: EndReview, work: Work) -> Reply:
    row = _mine(action.review, work)
    if row is None:
        return _GONE
    if row.state != action.state:
        told = {"system": row.system, "external": row.external, "at": after_all(row, work)}
        record(ReviewTold(**told, state=action.state), work)
    return Update(card=_card(row, work))


# What was typed


def _read(values: Values, work: Work) -> tuple[dict[str, Any], list[Person]] | FormErrors:
    """What is said, by field of `ReviewTold`, and who attends."""
    errors: dict[str, Words] = {}
    said: dict[str, Any] = {each: values[each] or "" for each in ("name", "account", "segment", "region", "product")}
    said["kind"], said["starts"] = values["kind"], None
    try:
        at = time.fromisoformat(values["time"].zfill(5)) if values["time"] else MORNING
        if values["day"]:
            said["starts"] = resolve(datetime.combine(values["day"], at), work.organisation.zone)
        elif values["time"]:
            errors["day"] = T("Please give the day, too.")
    except ValueError:
        errors["time"] = T("Please write the time like 14:00.")
    people: list[Person] = []
    unknown: list[str] = []
    for line in filter(None, (each.strip() for each in (values["attendees"] or "").splitlines())):
        found = _person(line, work)
        if found is None:
            unknown.append(line)
        elif found not in people:
            people.append(found)
    if unknown:
        errors["attendees"] = T("I don't know “{name}” here. Please write the e-mail address.", name=unknown[0][:60])
    if errors:
        return FormErrors(errors=errors)
    return said, people


def _person(typed: str, work: Work) -> Person | None:
    """Whose address it is, or whose name, where only one person has it."""
    if found := work.people.by_email(typed):
        return None if found.left else found
    named = [each for each in work.people.search(typed, 20) if each.name.casefold() == typed.casefold()]
    return named[0] if len(named) == 1 else None


def _shown(card: Card, work: Work) -> Reply:
    return Update(card=card) if isinstance(work.event, Act) and work.event.message else Whisper(card=card)
