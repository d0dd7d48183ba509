"""The forms about items of agendas: add one, change one, say something to one, drop one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from bot.conversation.cards import LONGEST_LINK
from bot.conversation.forms import ChoiceField, Field, Form, FormOption, NumberField, PersonField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import T, Words, verbatim
from bot.meetings.agenda_actions import AddItem, ChangeItem, Comment, DropItem
from bot.meetings.agenda_view import short, typed, words_of
from storage.meetings import AgendaItem, Series
from storage.people import Person

LONGEST_TITLE: Final = 150
LONGEST_NOTE: Final = 1000
LONGEST_COMMENT: Final = 500
LONGEST_REASON: Final = 200
USUAL: Final = 5
MOST_MINUTES: Final = 480
SEVERAL: Final = 1
MOST_SERIES: Final = 100


def add_form(action: AddItem, series: Sequence[Series], me: Person) -> Form:
    """`series`: those that it may go to; which one is asked where there are several."""
    fields: list[Field] = []
    if len(series) > SEVERAL:
        options = tuple(FormOption(value=str(each.id), label=verbatim(each.name)) for each in series[:MOST_SERIES])
        chosen = (str(action.series),) if action.series else ()
        fields.append(ChoiceField(key="series", label=T("For which meeting"), options=options, initial=chosen))
    intro = [] if len(series) > SEVERAL else [T("It goes on the next agenda of {name}.", name=verbatim(series[0].name))]
    if action.url:
        intro.append(T("The message that it comes from is linked."))
    return Form(
        title=T("Add an item"),
        intro=tuple(intro),
        fields=(
            *fields,
            _title(action.title),
            _note(action.note),
            _minutes(USUAL),
            _owner(me),
        ),
        submit=T("Add it"),
        press=press(action),
    )


def change_form(row: AgendaItem, owner: Person | None) -> Form:
    """What came from a source keeps its words: these are changed where it comes from."""
    own: tuple[Field, ...] = ()
    intro: tuple[Words, ...] = (T("{title}", title=words_of(row.title)),)
    if row.source == "added":
        own, intro = (_title(typed(row.title)), _note(typed(row.note) if row.note else "")), ()
    return Form(
        title=T("Change this item"),
        intro=intro,
        fields=(*own, _minutes(row.minutes), _owner(owner)),
        submit=T("Save"),
        press=press(ChangeItem(item=row.id or 0)),
    )


def comment_form(row: AgendaItem) -> Form:
    said = TextField(key="text", label=T("What you want to say"), multiline=True, longest=LONGEST_COMMENT)
    return Form(
        title=T("Comment"),
        intro=(T("{title}", title=words_of(row.title)),),
        fields=(said,),
        submit=T("Say it"),
        press=press(Comment(item=row.id or 0)),
    )


def drop_form(row: AgendaItem) -> Form:
    hint = T("Everybody who opens the agenda can read it.")
    why = TextField(key="reason", label=T("Why it is not needed"), hint=hint, longest=LONGEST_REASON)
    return Form(
        title=T("Drop this item"),
        intro=(T("{title}", title=words_of(row.title)),),
        fields=(why,),
        submit=T("Drop it"),
        press=press(DropItem(item=row.id or 0)),
    )


def _title(initial: str) -> TextField:
    return TextField(key="title", label=T("What it is about"), initial=initial[:LONGEST_TITLE], longest=LONGEST_TITLE)


def _note(initial: str) -> TextField:
    return TextField(
        key="note",
        label=T("What should come of it"),
        hint=T("A decision, an answer, an action: one or two sentences."),
        initial=initial[:LONGEST_NOTE],
        multiline=True,
        longest=LONGEST_NOTE,
        optional=True,
    )


def _minutes(initial: int) -> NumberField:
    least = min(Decimal(1), Decimal(initial))  # what lists itself in no time at all may stay so
    return NumberField(
        key="minutes", label=T("Minutes"), initial=Decimal(initial), least=least, most=Decimal(MOST_MINUTES)
    )


def _owner(person: Person | None) -> PersonField:
    initial, name = (person.id, person.name) if person is not None else (None, "")
    label = T("Who brings it up")
    return PersonField(key="owner", label=label, initial=initial, initial_name=name, optional=True)


def prefilled(text: str, author: str, url: str, series: int) -> AddItem:
    """What a message says becomes an item: its beginning the title, all of it the note, as far as a button holds it."""
    flat = "".join(each if each.isprintable() else " " for each in text)
    quoted = f"{author}: {flat}" if author and flat.strip() else flat
    linked = url if len(url) <= LONGEST_LINK // 4 else ""
    return AddItem(series=series, title=short(flat, LONGEST_TITLE // 2), note=short(quoted, 300), url=linked)
