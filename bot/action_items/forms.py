"""What is asked about action items: a new one, and the reasons for what becomes of it."""

from datetime import date, timedelta
from typing import Final

from bot.action_items.actions import AnotherDay, Decline, Drop, Finish, GiveTo, NewItem
from bot.action_items.item_cards import View
from bot.action_items.reading import LONGEST
from bot.conversation.forms import DateField, Form, PersonField, TextField
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, Day, T, Words, verbatim

FARTHEST: Final = timedelta(days=3 * 366)
LONGEST_WORDS: Final = 300


def new_form(action: NewItem, owner_name: str, today: date, *, series: str = "") -> Form:
    """`owner_name`: of whoever the form begins with, if anybody."""
    due = date.fromisoformat(action.due) if action.due else None
    intro = [each for each in (_why(action), _where(series)) if each]
    return Form(
        title=T("New action item"),
        intro=tuple(intro),
        fields=(
            TextField(key="what", label=T("What is to be done?"), initial=action.what, multiline=True, longest=LONGEST),
            PersonField(key="owner", label=T("Who does it?"), initial=action.owner, initial_name=owner_name),
            DateField(
                key="due",
                label=T("By when?"),
                initial=due if due is not None and due >= today else None,
                earliest=today,
                latest=today + FARTHEST,
            ),
        ),
        submit=T("Write it down"),
        press=press(action),
    )


def _where(series: str) -> Words:
    """On whose agendas it will be."""
    if not series:
        return NOTHING
    return T("It is on the agendas of {series} until it is done.", series=verbatim(series))


def _why(action: NewItem) -> Words:
    """What could not be read of what was typed."""
    typed = action.typed
    match action.why:
        case "who" if typed:
            return T("I don't know who “{typed}” is. Please pick them.", typed=typed)
        case "who":
            return T("Please say who does it. In one line: {line}", line=T("@Ben send the deck by Friday"))
        case "several":
            return T("There are several called “{typed}”. Please pick one.", typed=typed)
        case "when" if typed:
            return T("I can't read a day from “{typed}”. Please pick one.", typed=typed)
        case "when" if action.due:
            return T("Please check what is to be done, and by when: I am not sure that I read it right.")
        case "when":
            return T("Please say by when.")
        case "ways":
            return T("The day that you named may be one of two. Please pick one.")
        case "past":
            return T("The day that you named is over. Please pick one that is ahead.")
        case "long":
            return T("That was long. Please say it in {most} characters; the rest is cut off here.", most=LONGEST)
    return NOTHING


def _about(view: View) -> tuple[Words, ...]:
    return (T("**{what}**", what=verbatim(view.item.what)),)


def finish_form(action: Finish, view: View) -> Form:
    return Form(
        title=T("It is done"),
        intro=_about(view),
        fields=(
            TextField(
                key="words",
                label=T("A word about how it went?"),
                hint=T("Whoever asked for it reads it."),
                optional=True,
                multiline=True,
                longest=LONGEST_WORDS,
            ),
        ),
        submit=T("Done"),
        press=press(action),
    )


def _reason_form(title: Words, view: View, action: Decline | Drop, reads: Words) -> Form:
    """Something does not happen: why not."""
    return Form(
        title=title,
        intro=(*_about(view), *((reads,) if reads else ())),
        fields=(TextField(key="words", label=T("Why?"), multiline=True, longest=LONGEST_WORDS),),
        submit=T("Send"),
        press=press(action),
    )


def decline_form(action: Decline, view: View) -> Form:
    asker = view.asker.name if view.asker is not None else T("Whoever looks after the meeting")
    return _reason_form(T("You can't do it"), view, action, T("{who} reads this at once.", who=asker))


def drop_form(action: Drop, view: View) -> Form:
    return _reason_form(T("Drop it"), view, action, T("Nobody does it then. The reason stays on record."))


def day_form(action: AnotherDay, view: View, *, proposes: bool) -> Form:
    """`proposes`: whoever asked for it has to agree."""
    asker = view.asker.name if view.asker is not None else T("Whoever looks after the meeting")
    words = T("It is due {due}. {who} is asked whether the other day will do.", due=Day(day=view.item.due), who=asker)
    plain = T("It is due {due}.", due=Day(day=view.item.due))
    return Form(
        title=T("Another day"),
        intro=(*_about(view), words if proposes else plain),
        fields=(
            DateField(
                key="day",
                label=T("By when?"),
                initial=view.item.proposed or max(view.item.due, view.today),
                earliest=view.today,
                latest=view.today + FARTHEST,
            ),
        ),
        submit=T("Propose it") if proposes else T("Change the day"),
        press=press(action),
    )


def give_form(action: GiveTo, view: View) -> Form:
    due = max(view.item.due, view.today)
    return Form(
        title=T("Somebody else does it"),
        intro=_about(view),
        fields=(
            PersonField(key="owner", label=T("Who does it?")),
            DateField(
                key="due",
                label=T("By when?"),
                initial=due,
                earliest=view.today,
                latest=view.today + FARTHEST,
            ),
        ),
        submit=T("Ask them"),
        press=press(action),
    )
