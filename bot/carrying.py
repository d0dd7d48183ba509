"""Replies that the adapter can't hand back in the same breath become deliveries, in the same transaction."""

from bot.conversation.cards import Button, Buttons, Card, SmallPrint, Text
from bot.conversation.events import Act
from bot.conversation.replies import OpenForm, Quiet, Reply, Say, Update, Whisper
from bot.work import Work, renew
from storage.deliveries import Deliveries


def carry(reply: Reply, act: Act, work: Work) -> Reply:
    """What is left for the adapter to hand back; the rest is on its way."""
    if reply.reply in act.carries:
        return reply
    match reply:
        case Whisper() if "word" in act.carries and _is_word(reply.card):
            return reply
        case OpenForm():
            return carry(Say(card=_with_button(reply)), act, work)
        case Update():
            return _update(reply, act, work)
        case Say() | Whisper():
            if act.place.kind == "direct":
                work.post(act.place, reply.card, key=f"reply:{act.key}", reads=work.person_id)
            else:
                alone = work.person if isinstance(reply, Whisper) else None
                work.post(act.place, reply.card, key=f"reply:{act.key}", to=alone)
            return Quiet()
    return reply


def _update(reply: Update, act: Act, work: Work) -> Reply:
    deliveries = work[Deliveries]
    row = deliveries.by_message(act.by.platform, act.by.workspace, act.message) if act.message else None
    if row is None:
        return carry(Say(card=reply.card), act, work)
    renew(row, reply.card, work.now)
    deliveries.add(row)
    return Quiet()


def _is_word(card: Card) -> bool:
    return all(isinstance(part, Text | SmallPrint) for part in card.parts)


def _with_button(reply: OpenForm) -> Card:
    """A form can only open from a click here, so the answer is a card with the button to click."""
    form = reply.form
    press = form.press.model_copy(update={"opens_form": True})
    return Card(
        title=form.title,
        parts=(
            *(Text(words=words) for words in form.intro),
            Buttons(buttons=(Button(label=form.title, press=press, style="primary"),)),
        ),
    )
