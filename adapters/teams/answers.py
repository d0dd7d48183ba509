"""Replies as the bodies that Teams waits for after a click and in a dialog."""

from typing import Any, Final

from adapters.platform import Handled
from adapters.teams import dialogs, pictures, render
from adapters.teams.inbound import Turn
from adapters.teams.writing import clean, plain
from bot.conversation.cards import Card, Choices, Scale, SmallPrint, Table, Text
from bot.conversation.cards import Facts as FactList
from bot.conversation.forms import Form
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, Home, OpenForm, Quiet, Say, Update, Whisper
from bot.conversation.words import T, Words

Json = dict[str, Any]

_MESSAGE: Final = "application/vnd.microsoft.activity.message"
_LONGEST: Final = 1000
_CHOOSE_FIRST: Final = T("Please choose something from the list first.")
_DONE: Final = T("Done.")
_OUTDATED: Final = T("This button is too old. Please ask Truce for a new one.")


async def on_card(handled: Handled | None, reader: Reader, file_url: render.FileUrl | None) -> Json:
    """After a button on a card: the card as it is now, or a word to the person who clicked."""
    if handled is None:
        return _toast(reader.plain(_CHOOSE_FIRST))
    match handled.reply:
        case Update(card=card) | Home(card=card):
            images = await pictures.draw(card, handled.reader)
            shown = render.card(card, handled.reader, images=images, file_url=file_url)
            return {"statusCode": 200, "type": render.CONTENT_TYPE, "value": shown}
        case Whisper(card=card) | Say(card=card):
            return _toast(spoken(card, handled.reader))
        case _:
            return _toast(handled.reader.plain(_DONE))


async def on_dialog(
    handled: Handled | None, reader: Reader, turn: Turn, file_url: render.FileUrl | None
) -> Json | None:
    """In a dialog: the next form, the same with errors, a word, or nothing, which closes it."""
    if handled is None:
        return _word(reader.plain(_CHOOSE_FIRST if turn.asked.get("choice") else _OUTDATED))
    reply, reader = handled.reply, handled.reader
    message = turn.act.message if turn.act else ""
    match reply:
        case OpenForm(form=form):
            return _continued(dialogs.title(form, reader), dialogs.form(form, reader, message=message))
        case FormErrors(errors=errors):
            return _mended(errors, reader, turn, message)
        case Whisper(card=card) | Say(card=card) | Update(card=card) | Home(card=card):
            if _is_text(card):
                return _word(spoken(card, reader))
            images = await pictures.draw(card, reader)
            shown = render.card(card, reader, images=images, file_url=file_url, dialog=True)
            return _continued(plain(card.title or card.notification, reader, 100) or "Truce", shown)
        case Quiet():
            return None if _is_submit(turn) else _word(reader.plain(_DONE))


def spoken(card: Card, reader: Reader) -> str:
    """A card as a few lines of text."""
    words: list[Words] = [card.title] if card.title else []
    for part in card.parts:
        match part:
            case Text() | SmallPrint():
                words.append(part.words)
            case FactList():
                words += [T("{label}: {value}", label=fact.label, value=fact.value) for fact in part.facts]
            case Scale():
                words.append(part.statement)
            case Choices():
                words.append(part.label)
            case Table():
                words += [T("{cells}", cells=" · ".join(reader.plain(cell) for cell in row)) for row in part.rows]
            case _:
                pass
    text = "\n".join(clean(reader.plain(each)) for each in words if each).strip()
    text = text or clean(reader.plain(card.notification)) or reader.plain(_DONE)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _mended(errors: dict[str, Words], reader: Reader, turn: Turn, message: str) -> Json:
    form: Form | None = dialogs.unpack(turn.asked.get("form"))
    if form is None:
        return _word("\n".join(reader.plain(each) for each in errors.values()) or reader.plain(_OUTDATED))
    kept = dialogs.read(turn.asked).kept
    shown = dialogs.form(form, reader, kept=kept, errors=errors, message=message)
    return _continued(dialogs.title(form, reader), shown)


def _is_submit(turn: Turn) -> bool:
    return "errors" in turn.act.carries if turn.act else False


def _is_text(card: Card) -> bool:
    return all(isinstance(part, Text | SmallPrint) for part in card.parts)


def _toast(text: str) -> Json:
    return {"statusCode": 200, "type": _MESSAGE, "value": text}


def _word(text: str) -> Json:
    return {"task": {"type": "message", "value": text}}


def _continued(title: str, card: Json) -> Json:
    shown = {"contentType": render.CONTENT_TYPE, "content": card}
    return {
        "task": {"type": "continue", "value": {"title": title, "width": "medium", "height": "medium", "card": shown}}
    }
