"""What people do with an action item: take it on, decline, another day, done, dropped, somebody else.

Who may, the records say: whoever answers for it, and whoever may decide about it. Anybody else gets a polite no, and
the try stands in the audit trail. A button of old answers with how it stands now.
"""

from datetime import date

from bot.action_items.actions import Accept, AnotherDay, Decline, Drop, Finish, GiveTo, SettleDay, ShowItem
from bot.action_items.deciding import answering, answers, decides, may_see
from bot.action_items.forms import day_form, decline_form, drop_form, finish_form, give_form
from bot.action_items.keeping import changed, closed
from bot.action_items.messages import answer, ask, card_for, tell, tell_decider, view_of
from bot.conversation.cards import note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, Reply, Whisper
from bot.conversation.words import NOTHING, Day, T, Words
from bot.work import Work, key_of
from storage.action_items import NOT_OVER, OPEN, ActionItem, ActionItems


def show(action: ShowItem, work: Work) -> Reply:
    row = work[ActionItems].get(action.item)
    if row is None:
        return _gone()
    if not may_see(row, work):
        return _refused(row, work, "look")
    return Whisper(card=card_for(row, work.person, work))


def _gone() -> Reply:
    return Whisper(card=note(T("This action item is not there any more.")))


def _refused(row: ActionItem, work: Work, tried: str) -> Reply:
    """A polite no; the try is on record."""
    work.trail("refused", kind="action item", name=str(row.id), words=tried)
    return Whisper(card=note(T("That is for whoever does it, and whoever asked for it. Nothing was changed.")))


def _theirs(number: int, work: Work, tried: str, *, deciding: bool = False) -> ActionItem | Reply:
    """An action item that whoever acts may change, locked; else what to tell them. `deciding`: not by its owner."""
    row = work[ActionItems].locked(number)
    if row is None:
        return _gone()
    may = decides(row, work.person_id, work) or (not deciding and answers(row, work.person_id, work))
    return row if may else _refused(row, work, tried)


def _as_it_is(row: ActionItem, work: Work) -> Reply:
    return answer(row, work)


# Taking it on, or not


def accept(action: Accept, work: Work) -> Reply:
    row = _theirs(action.item, work, "take on")
    if not isinstance(row, ActionItem):
        return row
    if not answers(row, work.person_id, work):
        return _refused(row, work, "take on")
    if row.state != "asked":
        return _as_it_is(row, work)
    if row.owner != work.person_id:  # who stands in does it themselves from now on
        row.owner = work.person_id
    row.state, row.proposed = "accepted", None
    changed(row, work)
    return answer(row, work)


def decline_ask(action: Decline, work: Work) -> Form | Reply:
    row = _theirs(action.item, work, "decline")
    if not isinstance(row, ActionItem):
        return row
    if not answers(row, work.person_id, work):
        return _refused(row, work, "decline")
    return decline_form(action, view_of(row, work.person, work)) if row.state in OPEN else _as_it_is(row, work)


def decline(action: Decline, values: Values, work: Work) -> Reply:
    row = _theirs(action.item, work, "decline")
    if not isinstance(row, ActionItem):
        return row
    closed(row, "declined", str(values["words"]), work)
    said = T("{who} can't do it. Who does it now?", who=work.person.name)
    tell_decider(row, said, work, "declined told")
    return answer(row, work)


# By when


def day_ask(action: AnotherDay, work: Work) -> Form | Reply:
    row = _theirs(action.item, work, "move")
    if not isinstance(row, ActionItem):
        return row
    if row.state not in OPEN:
        return _as_it_is(row, work)
    return day_form(action, view_of(row, work.person, work), proposes=_proposes(row, work))


def _proposes(row: ActionItem, work: Work) -> bool:
    """Who asked for something agrees to another day; nobody asks themselves."""
    if row.asked_by in {work.person_id, row.owner, None}:
        return False
    return answers(row, work.person_id, work)


def another_day(action: AnotherDay, values: Values, work: Work) -> Reply:
    row = _theirs(action.item, work, "move")
    if not isinstance(row, ActionItem):
        return row
    day: date = values["day"]
    if day == row.due:
        row.proposed = None
        changed(row, work)
        return answer(row, work)
    if _proposes(row, work):
        row.proposed = day
        changed(row, work)
        said = T("{who} proposes {day} instead of {due}.", who=work.person.name, day=Day(day=day), due=Day(day=row.due))
        tell_decider(row, said, work, "proposed told")
        return answer(row, work)
    said = _moved(row, day, work)
    tell(row, answering(row, work), said, work, "moved told")
    return answer(row, work)


def _moved(row: ActionItem, day: date, work: Work) -> Words:
    """It is due on another day from now on; reminders begin anew."""
    old, row.due, row.proposed, row.reminders = row.due, day, None, 0
    changed(row, work)
    return T("It is due {day} now, not {due}.", day=Day(day=day), due=Day(day=old))


def settle_day(action: SettleDay, work: Work) -> Reply:
    row = _theirs(action.item, work, "settle the day", deciding=True)
    if not isinstance(row, ActionItem):
        return row
    if row.state not in OPEN or row.proposed is None or row.proposed.isoformat() != action.day:
        return _as_it_is(row, work)
    if action.agreed:
        row.state = "accepted"  # who proposes a day for it takes it on
        said = _moved(row, row.proposed, work)
    else:
        row.proposed = None
        changed(row, work)
        said = T("{who} keeps to {due}.", who=work.person.name, due=Day(day=row.due))
    tell(row, answering(row, work), said, work, "settled told")
    return answer(row, work)


# What becomes of it


def finish_ask(action: Finish, work: Work) -> Form | Reply:
    row = _theirs(action.item, work, "finish")
    if not isinstance(row, ActionItem):
        return row
    return finish_form(action, view_of(row, work.person, work)) if row.state in OPEN else _as_it_is(row, work)


def finish(action: Finish, values: Values, work: Work) -> Reply:
    row = _theirs(action.item, work, "finish")
    if not isinstance(row, ActionItem):
        return row
    closed(row, "done", str(values["words"] or ""), work)
    return answer(row, work)


def drop_ask(action: Drop, work: Work) -> Form | Reply:
    row = _theirs(action.item, work, "drop")
    if not isinstance(row, ActionItem):
        return row
    return drop_form(action, view_of(row, work.person, work)) if row.state in NOT_OVER else _as_it_is(row, work)


def drop(action: Drop, values: Values, work: Work) -> Reply:
    row = _theirs(action.item, work, "drop")
    if not isinstance(row, ActionItem):
        return row
    owner = answering(row, work) if row.state in OPEN else None
    closed(row, "dropped", str(values["words"]), work)
    said = T("{who} has dropped it.", who=work.person.name)
    tell(row, owner, said, work, "dropped told")
    if owner is None or row.asked_by != key_of(owner):
        tell_decider(row, said, work, "dropped told")
    return answer(row, work)


def give_ask(action: GiveTo, work: Work) -> Form | Reply:
    row = _theirs(action.item, work, "give to somebody", deciding=True)
    if not isinstance(row, ActionItem):
        return row
    return give_form(action, view_of(row, work.person, work)) if row.state in NOT_OVER else _as_it_is(row, work)


def give(action: GiveTo, values: Values, work: Work) -> Reply:
    row = _theirs(action.item, work, "give to somebody", deciding=True)
    if not isinstance(row, ActionItem):
        return row
    person, before = work.people.get(values["owner"]), answering(row, work)
    if person is None or person.left:
        return FormErrors(errors={"owner": T("Please pick somebody from the list.")})
    if key_of(person) == row.owner and row.state in OPEN:
        return FormErrors(errors={"owner": T("They do it already.")})
    row.owner, row.due, row.proposed, row.words, row.reminders = key_of(person), values["due"], None, "", 0
    row.closed = None
    row.state = "accepted" if key_of(person) == work.person_id else "asked"
    changed(row, work)
    ask(row, work, since=work.now)
    said = T("{who} is asked to do it now.", who=person.name)
    if before is not None and key_of(before) != key_of(person):
        tell(row, before, said, work, "given told")
    return answer(row, work, said if row.state == "asked" else NOTHING)
