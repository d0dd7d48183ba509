"""How engagements look in a list: one's own, or everybody's by their state; and the line about them at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Choices, Option, Part, SmallPrint, button, text
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, T, Words, verbatim
from bot.engagements.actions import ShowCompliance, ShowList, ShowRecord
from bot.engagements.record_cards import STATES
from bot.engagements.telling_cards import Standing, outcome

PAGE: Final = 6


@dataclass(frozen=True)
class Item:
    standing: Standing


@dataclass(frozen=True)
class Page:
    """`counts`: how many there are in each state; `managing`: whoever looks sees everybody's."""

    items: Sequence[Item]
    shown: ShowList
    count: int
    counts: Mapping[str, int] = field(default_factory=dict)
    managing: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def list_card(page: Page) -> Card:
    parts: list[Part] = []
    if page.managing:
        parts += [_states(page), Buttons(buttons=(button(T("How well kept"), ShowCompliance()),))]
    if not page.items:
        parts.append(text(_nothing(page)))
    for each in page.items:
        parts += _item(each)
    if page.pages > 1:
        parts.append(SmallPrint(words=T("Page {page} of {pages}", page=page.shown.page + 1, pages=page.pages)))
        parts.append(Buttons(buttons=_turning(page)))
    return Card(title=_title(page), parts=tuple(parts))


def _title(page: Page) -> Words:
    if page.shown.mine:
        return T("What waits for your answer")
    return T("Engagements: {state}", state=STATES[page.shown.state])


def _nothing(page: Page) -> Words:
    if page.shown.mine:
        return T("Nobody waits for an answer from you.")
    return T("There is none in this state.")


def _states(page: Page) -> Choices:
    options = (
        Option(
            label=_label(state, page.counts.get(state, 0)),
            press=press(page.shown.model_copy(update={"state": state, "page": 0})),
        )
        for state in STATES
    )
    return Choices(label=T("Which ones?"), options=tuple(options))


def _label(state: str, count: int) -> Words:
    return T("{state}: {count}", state=STATES[state], count=count)


def _item(item: Item) -> tuple[Part, ...]:
    case = item.standing.case
    words = T("**{name}** ({rule})", name=verbatim(case.subject.name), rule=case.rule.name)
    show = button(T("Record"), ShowRecord(engagement=case.number, anew=True))
    return text(words), SmallPrint(words=outcome(item.standing)), Buttons(buttons=(show,))


def _turning(page: Page) -> tuple[Button, ...]:
    number = page.shown.page
    earlier = button(T("Earlier"), page.shown.model_copy(update={"page": number - 1, "anew": False}))
    later = button(T("Later"), page.shown.model_copy(update={"page": number + 1, "anew": False}))
    return (*((earlier,) if number else ()), *((later,) if number + 1 < page.pages else ()))


def waiting_line(asked: int, to_decide: int, passed_on: int = 0) -> tuple[Part, ...]:
    """At home."""
    words = [_asked(asked), _to_decide(to_decide), _passed_on(passed_on)]
    said = [each for each in words if each]
    if not said:
        return ()
    show = button(T("See them"), ShowList(mine=True, anew=True))
    return (*(text(each) for each in said), Buttons(buttons=(show,)))


def _asked(count: int) -> Words:
    if not count:
        return NOTHING
    return TN("One rule asks for you.", "{count} rules ask for you.", count)


def _to_decide(count: int) -> Words:
    if not count:
        return NOTHING
    return TN(
        "One person says that they are not needed, and waits for your decision.",
        "{count} people say that they are not needed, and wait for your decision.",
        count,
    )


def _passed_on(count: int) -> Words:
    if not count:
        return NOTHING
    return TN("One thing is yours to decide.", "{count} things are yours to decide.", count)
