"""Reviews in chat: a list, one with what can be done about it, and the form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Facts, Part, button, note, text
from bot.conversation.forms import ChoiceField, DateField, Form, FormOption, PersonField, TextField
from bot.conversation.payloads import Action, press
from bot.conversation.words import TN, Command, T, When, Words, verbatim
from bot.deals.actions import (
    AddAttendee,
    ChangeReview,
    EndReview,
    NewReview,
    ShowReview,
    ShowReviews,
)
from bot.deals.subjects import REVIEW_KINDS
from bot.ports.records import Subject
from bot.work import Work
from storage.deals import Deals, Review

PAGE: Final = 8
LONGEST: Final = 150
_STATES: Final = {"held": T("This review was held."), "cancelled": T("This review is cancelled.")}


def reviews_card(rows: Sequence[Review], count: int, action: ShowReviews, work: Work, *, may_see_all: bool) -> Card:
    """A page of reviews to come; `count`: how many there are."""
    accounts = work[Deals].some_accounts({each.account for each in rows if each.account is not None})
    parts: list[Part] = [text(_about(count, everybody=action.everybody))]
    for row in rows:
        account = accounts[row.account].name if row.account is not None and row.account in accounts else ""
        parts.append(text(_line(row, account)))
        parts.append(Buttons(buttons=(button(T("Open"), ShowReview(review=row.id or 0)),)))
    below: list[Button] = [button(T("New review"), NewReview(), style="primary")]
    if action.page:
        below.append(button(T("Back"), action.model_copy(update={"page": action.page - 1})))
    if (action.page + 1) * PAGE < count:
        below.append(button(T("More"), action.model_copy(update={"page": action.page + 1})))
    if may_see_all:
        other = T("My reviews") if action.everybody else T("Everybody's reviews")
        below.append(button(other, ShowReviews(everybody=not action.everybody)))
    parts.append(Buttons(buttons=tuple(below)))
    return Card(title=T("Reviews to come"), parts=tuple(parts))


def _about(count: int, *, everybody: bool) -> Words:
    if not count:
        return T("No review is scheduled.") if everybody else T("No review is scheduled that you own or attend.")
    return TN("One review is scheduled.", "{count} reviews are scheduled, the next ones first.", count)


def _line(row: Review, account: str) -> Words:
    name = row.name or account or row.external
    kind = REVIEW_KINDS.get(row.kind, verbatim(row.kind))
    if row.starts is None:
        return T("**{name}**\n{kind}, no day yet", name=name, kind=kind)
    return T("**{name}**\n{kind}, {when}", name=name, kind=kind, when=When(at=row.starts))


def review_card(row: Review, subject: Subject, *, may_change: bool, thanks: Words | None = None) -> Card:
    """A review; `thanks` goes first, after somebody has changed it."""
    parts: list[Part] = [text(thanks)] if thanks else []
    if row.state in _STATES:
        parts.append(text(_STATES[row.state]))
    parts.append(Facts(facts=subject.shown))
    if subject.facts["top_ten"]:
        parts.append(text(T("Its account is among the top ten.")))
    if may_change:
        parts.append(Buttons(buttons=_buttons(row)))
    return Card(title=verbatim(subject.name), parts=tuple(parts))


def _buttons(row: Review) -> tuple[Button, ...]:
    number = row.id or 0
    if row.state != "scheduled":
        return (button(T("Schedule it again"), EndReview(review=number, state="scheduled")),)
    sure = T("Then nobody need be involved any more, and what is open about it is cancelled.")
    return (
        button(T("Change"), ChangeReview(review=number), style="primary"),
        button(T("Add somebody"), AddAttendee(review=number)),
        button(T("It was held"), EndReview(review=number, state="held"), confirm=sure),
        button(T("Cancel it"), EndReview(review=number, state="cancelled"), confirm=sure),
    )


def gone_card() -> Card:
    """Where there is nothing to show."""
    return note(T("This review is not here any more. {reviews} shows what is.", reviews=Command(text="reviews")))


# The forms


def review_form(
    action: Action, row: Review | None, account: str, starts: datetime | None, names: Sequence[str]
) -> Form:
    """`row` is what is changed; None: a new review. `starts` is wall time at the company; `names`: who attends."""
    options = tuple(FormOption(value=kind, label=words) for kind, words in REVIEW_KINDS.items())
    kind = row.kind if row and row.kind in REVIEW_KINDS else "account review"
    return Form(
        title=T("Change a review") if row else T("New review"),
        fields=(
            ChoiceField(key="kind", label=T("What is it?"), options=options, initial=(kind,)),
            _text("name", T("Name"), row.name if row else "", T("Such as “Acme, autumn review”.")),
            _text("account", T("Account"), account, T("Left empty for a review that is about no single account.")),
            DateField(key="day", label=T("Day"), initial=starts.date() if starts else None, optional=True),
            TextField(
                key="time",
                label=T("Time"),
                hint=T("Such as 14:00, at your company."),
                initial=starts.strftime("%H:%M") if starts else "",
                optional=True,
                longest=5,
            ),
            TextField(
                key="attendees",
                label=T("Who will be there?"),
                hint=T("Names or e-mail addresses of people here, one a line."),
                initial="\n".join(names),
                optional=True,
                multiline=True,
                longest=3000,
            ),
            _text("segment", T("Segment"), row.segment if row else "", T("Left empty: that of the account.")),
            _text("region", T("Region"), row.region if row else "", T("Left empty: that of the account.")),
            _text("product", T("Product"), row.product if row else "", T("For a product-planning review.")),
        ),
        submit=T("Save") if row else T("Schedule it"),
        press=press(action),
    )


def _text(key: str, label: Words, initial: str, hint: Words) -> TextField:
    return TextField(
        key=key, label=label, hint=hint, initial=initial[:LONGEST], optional=key != "name", longest=LONGEST
    )


def add_attendee_form(action: AddAttendee) -> Form:
    return Form(
        title=T("Add somebody"),
        fields=(PersonField(key="person", label=T("Who is to be there, too?")),),
        submit=T("Add"),
        press=press(action),
    )
