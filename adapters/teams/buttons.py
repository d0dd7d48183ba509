"""Buttons, scales and choices as actions of an Adaptive Card.

A button is an Action.Execute, with an Action.Submit that carries the same for clients that don't know it. One that
opens a form is an Action.Submit that asks for a dialog. In a dialog only a plain Action.Submit comes back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.lettered import letters
from adapters.teams.writing import Mentions, block, line, plain
from bot.conversation.cards import Button, Buttons, Choices, Scale
from bot.conversation.payloads import Press
from bot.conversation.reading import Reader
from bot.conversation.words import T

Json = dict[str, Any]

IN_A_ROW: Final = 6
"""Teams shows no more actions in a set."""
AS_BUTTONS: Final = 5
LONGEST_TITLE: Final = 80
LONGEST_OPTION: Final = 300
CHOICE: Final = "choice"
"""In an action's data: the id of the input that holds the code of what was chosen."""
_STYLES: Final = {"primary": "positive", "danger": "destructive", "plain": "default"}
_SAFE_LINK: Final = re.compile(r"(https?://|mailto:|tel:|msteams:)\S+")


@dataclass(frozen=True)
class Look:
    options: int
    fallbacks: bool = True
    dialog: bool = False
    apart_from_inputs: bool = False
    """The card has inputs that most buttons have nothing to do with."""


class Buttoned:
    def __init__(self, reader: Reader, look: Look) -> None:
        self._reader, self._look = reader, look
        self.shortened = False

    def buttons(self, part: Buttons) -> list[Json]:
        """Rows of buttons, each an element of its own."""
        actions = [action for each in part.buttons if (action := self._button(each))]
        return self._sets(actions)

    def scale(self, part: Scale, statement: list[Json]) -> list[Json]:
        actions = [self._action(str(step), each) for step, each in enumerate(part.presses, part.first)]
        low, high = plain(part.low, self._reader, 100), plain(part.high, self._reader, 100)
        ends = T("{first} {low} · {last} {high}", first=part.first, low=low, last=part.last, high=high)
        rows = [{**row, "spacing": "small"} if number else row for number, row in enumerate(self._sets(actions))]
        elements = [*statement, *rows, line(plain(ends, self._reader), isSubtle=True, size="small")]
        return [*elements, *self._answered(answered=part.answered)]

    def _answered(self, *, answered: bool) -> list[Json]:
        said = plain(T("Answered"), self._reader)
        return [line(f"✓ {said}", color="good", size="small")] if answered else []

    def choices(self, part: Choices, index: int) -> list[Json]:
        return [*self._choices(part, index), *self._answered(answered=part.answered)]

    def _choices(self, part: Choices, index: int) -> list[Json]:
        label = plain(part.label, self._reader, 300)
        if named := letters([self._reader.plain(each.label) for each in part.options]):
            return [*([line(label, weight="bolder")] if label else []), *self._lettered(part, named)]
        if len(part.options) <= AS_BUTTONS or self._look.dialog:
            actions = [self._action(plain(each.label, self._reader), each.press) for each in part.options]
            return [*([line(label, weight="bolder")] if label else []), *self._sets(actions)]
        shown = part.options[: self._look.options]
        self.shortened |= len(shown) < len(part.options)
        by_code = {each.press.code: plain(each.label, self._reader, 200) or "…" for each in shown}
        name = f"{CHOICE}.{index}"
        choose = plain(T("Choose"), self._reader)
        picker = {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": label or choose,
            "style": "compact",
            "choices": [{"title": title, "value": code} for code, title in by_code.items()],
        }
        opens_form = any(each.press.opens_form for each in shown)
        stands_for = Press(code="", name=shown[0].press.name, opens_form=opens_form)
        action = self._action(choose, stands_for, data={CHOICE: name})
        return [picker, {"type": "ActionSet", "actions": [action]}]

    def _lettered(self, part: Choices, named: str) -> list[Json]:
        options = [plain(each.label, self._reader, LONGEST_OPTION) for each in part.options]
        said = [T("**{letter}** {option}", letter=a, option=each) for a, each in zip(named, options, strict=True)]
        listed = [{**block(self._reader.spans(each), Mentions()), "spacing": "small"} for each in said]
        actions = [
            {**self._action(letter, option.press), "tooltip": told}
            for letter, option, told in zip(named, part.options, options, strict=True)
        ]
        return [*listed, *self._sets(actions)]

    def _sets(self, actions: Sequence[Json]) -> list[Json]:
        rows = [actions[start : start + IN_A_ROW] for start in range(0, len(actions), IN_A_ROW)]
        return [{"type": "ActionSet", "actions": list(row)} for row in rows]

    def _button(self, button: Button) -> Json | None:
        title = plain(button.label, self._reader)
        if button.press:
            action = self._action(title, button.press, style=_STYLES[button.style])
            return self._asked(action, button) if button.confirm and not self._look.dialog else action
        if not _SAFE_LINK.fullmatch(button.url):
            return None
        return {"type": "Action.OpenUrl", "title": _title(title), "url": button.url}

    def _asked(self, action: Json, button: Button) -> Json:
        """Teams asks nobody "are you sure?", so the button opens a small card that does."""
        question = line(plain(button.confirm, self._reader, 500))
        yes = {**action, "title": plain(T("Yes, please"), self._reader)}
        inner = {"type": "AdaptiveCard", "body": [question], "actions": [yes]}
        return {"type": "Action.ShowCard", "title": action["title"], "card": inner}

    def _action(self, title: str, press: Press, *, style: str = "default", data: Json | None = None) -> Json:
        carried = data or {"code": press.code}
        shared: Json = {"title": _title(title)}
        if style != "default":
            shared["style"] = style
        if self._look.apart_from_inputs and not data:
            shared["associatedInputs"] = "none"
        if self._look.dialog:
            return {"type": "Action.Submit", **shared, "data": carried}
        if press.opens_form:
            return {"type": "Action.Submit", **shared, "data": {**carried, "msteams": {"type": "task/fetch"}}}
        fallback = {"type": "Action.Submit", **shared, "data": carried} if self._look.fallbacks else "drop"
        return {"type": "Action.Execute", **shared, "verb": press.name, "data": carried, "fallback": fallback}


def _title(text: str) -> str:
    bare = " ".join(text.split()) or "…"
    return bare if len(bare) <= LONGEST_TITLE else bare[: LONGEST_TITLE - 1].rstrip() + "…"
