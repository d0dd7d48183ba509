"""Handing in what others look at before it happens: collateral before print, campaigns, special prices.

What is handed in is a record like any other; the rules that hold it back find it right after this transaction.
"""

from datetime import date
from typing import Any, cast

from bot.conversation.cards import Card, note
from bot.conversation.events import Act
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Reply, Update, Whisper
from bot.conversation.words import Command, T
from bot.deals import handing_cards as cards
from bot.deals.handing_actions import ChangeHandedIn, Handed, HandIn, ListHandedIn, Withdraw
from bot.deals.handing_forms import MOST_DEALS, handing_form, said, wrong_link
from bot.deals.recording import record
from bot.deals.told import SubmissionTold
from bot.rights import Right
from bot.timing import wall_time
from bot.work import Work
from storage.deals import Deal, Deals, Submission
from storage.handed_in import HandedIn

PAGE = 8
_GONE = Whisper(card=note(T("This is not here any more. {submit} shows what is.", submit=Command(text="submit"))))
_NOT_YOURS = Whisper(card=note(T("Only whoever handed it in, or a manager, may change it. Nothing was changed.")))


def command(rest: str, work: Work) -> Reply:
    """`/truce submit`, or with what is handed in behind it."""
    kind = rest.strip().lower()
    if kind in {"collateral", "campaign", "price"}:
        return OpenForm(form=hand_in_form(HandIn(kind=cast("Handed", kind)), work))
    return Whisper(card=_list(0, work))


def show_list(action: ListHandedIn, work: Work) -> Reply:
    return Update(card=_list(action.page, work))


def _list(page: int, work: Work) -> Card:
    rows = work[HandedIn].by(work.person_id, skip=page * PAGE, most=PAGE + 1)
    return cards.list_card(rows[:PAGE], page, more=len(rows) > PAGE)


def hand_in_form(action: HandIn, work: Work) -> Form:
    return handing_form(action, action.kind, None, _deals(action.kind, work), today=_today(work))


def hand_in(action: HandIn, values: Values, work: Work) -> Reply:
    if errors := _errors(values):
        return errors
    # The key of the event: whoever sends the same form twice has handed in one thing.
    told = {"system": "truce", "external": work.event.key, "kind": action.kind, "owner_email": _address(work)}
    number = record(SubmissionTold(**told, **_said(values, work), at=work.now), work)
    row = work[Deals].submission(number or 0)
    if row is None:
        return _GONE
    if row.owner is None:  # without an address they are still whoever handed it in
        row.owner = work.person_id
        work[Deals].add(row)
    card = cards.handed_in(row)
    return Update(card=card) if isinstance(work.event, Act) and work.event.message else Whisper(card=card)


def change_form(action: ChangeHandedIn, work: Work) -> Form | Reply:
    row = work[Deals].submission(action.submission)
    if row is None:
        return _GONE
    if not _may_change(row, work):
        return _NOT_YOURS
    kind = cast("Handed", row.kind)
    return handing_form(action, kind, row, _deals(kind, work, row), today=_today(work))


def change(action: ChangeHandedIn, values: Values, work: Work) -> Reply:
    row = work[Deals].submission(action.submission)
    if row is None:
        return _GONE
    if not _may_change(row, work):
        return _NOT_YOURS
    if errors := _errors(values):
        return errors
    before = row.round
    told = SubmissionTold(
        system=row.system, external=row.external, state="submitted", **_said(values, work), at=work.now
    )
    record(told, work)
    return Update(card=cards.changed(row, anew=row.round > before))


def withdraw(action: Withdraw, work: Work) -> Reply:
    row = work[Deals].submission(action.submission)
    if row is None:
        return _GONE
    if not _may_change(row, work):
        return _NOT_YOURS
    record(SubmissionTold(system=row.system, external=row.external, state="withdrawn", at=work.now), work)
    return Update(card=cards.withdrawn(row))


def _may_change(row: Submission, work: Work) -> bool:
    if row.owner == work.person_id or work.may(Right.CHANGE_RULES):
        return True
    work.trail("refused", kind=row.kind, name=row.name, words="change")
    return False


def _errors(values: Values) -> FormErrors | None:
    wrong = wrong_link(values["link"]) if "link" in values else None
    return FormErrors(errors={"link": wrong}) if wrong else None


def _said(values: Values, work: Work) -> dict[str, Any]:
    deal = values.get("deal")
    return said(values, work[Deals].deal(int(deal)) if deal else None)


def _deals(kind: Handed, work: Work, row: Submission | None = None) -> list[Deal]:
    """The open deals of whoever asks for a price; of a change also the one that it was for."""
    if kind != "price":
        return []
    found = list(work[HandedIn].open_deals(work.person_id, MOST_DEALS))
    named = work[Deals].deal(row.deal) if row and row.deal else None
    return found if named is None or named in found else [named, *found]


def _address(work: Work) -> str:
    return work.person.email or ""


def _today(work: Work) -> date:
    return wall_time(work.now, work.zone(work.person)).date()
