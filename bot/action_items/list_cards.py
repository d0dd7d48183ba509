"""How action items look in a list, and the line about them at home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.action_items.actions import NewItem, ShowItem, ShowItems, Which
from bot.conversation.cards import Button, Buttons, Card, Choices, Option, Part, SmallPrint, button, text
from bot.conversation.payloads import press
from bot.conversation.words import TN, T, Words

PAGE: Final = 6
TABS: Final[Mapping[Which, Words]] = {
    "mine": T("Mine"),
    "asked": T("What I asked of others"),
    "ours": T("All of my side"),
    "all": T("Everybody's"),
}
TITLES: Final[Mapping[Which, Words]] = {
    "mine": T("Your action items"),
    "asked": T("Action items that you asked for"),
    "ours": T("Open action items of your side"),
    "all": T("All open action items"),
}


@dataclass(frozen=True)
class Line:
    number: int
    words: Words


@dataclass(frozen=True)
class Page:
    """`counts`: how many there are in each of the lists that whoever looks may see."""

    lines: Sequence[Line]
    shown: ShowItems
    counts: Mapping[Which, int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.counts.get(self.shown.which, 0) // PAGE))


def list_card(page: Page) -> Card:
    parts: list[Part] = [_tabs(page)] if len(page.counts) > 1 else []
    if not page.lines:
        parts.append(text(_nothing(page.shown.which)))
    for each in page.lines:
        parts += [text(each.words), Buttons(buttons=(button(T("Open"), ShowItem(item=each.number)),))]
    turning = _turning(page)
    if turning:
        parts.append(SmallPrint(words=T("Page {page} of {pages}", page=page.shown.page + 1, pages=page.pages)))
    parts.append(Buttons(buttons=(*turning, button(T("New action item..."), NewItem()))))
    return Card(title=TITLES[page.shown.which], parts=tuple(parts))


def _tabs(page: Page) -> Choices:
    options = tuple(
        Option(label=T("{list}: {count}", list=TABS[which], count=count), press=press(ShowItems(which=which)))
        for which, count in page.counts.items()
    )
    return Choices(label=T("Which ones?"), options=options)


def _nothing(which: Which) -> Words:
    match which:
        case "mine":
            return T("Nothing is open for you.")
        case "asked":
            return T("Nothing that you asked of others is open.")
        case "ours":
            return T("Nothing is open on your side.")
    return T("No action item is open.")


def _turning(page: Page) -> tuple[Button, ...]:
    number = page.shown.page
    earlier = button(T("Earlier"), page.shown.model_copy(update={"page": number - 1}))
    later = button(T("Later"), page.shown.model_copy(update={"page": number + 1}))
    return (*((earlier,) if number else ()), *((later,) if number + 1 < page.pages else ()))


def waiting_parts(asked: int, late: int, to_settle: int) -> tuple[Part, ...]:
    """At home. `to_settle`: so many that they asked for were declined, or another day is proposed."""
    said = (
        (asked, TN("You are asked to do one thing.", "You are asked to do {count} things.", asked)),
        (late, TN("One action item of yours is overdue.", "{count} action items of yours are overdue.", late)),
        (
            to_settle,
            TN(
                "One that you asked for waits for your word.",
                "{count} that you asked for wait for your word.",
                to_settle,
            ),
        ),
    )
    lines = [text(words) for count, words in said if count]
    if not lines:
        return ()
    which: Which = "mine" if asked or late else "asked"
    return (*lines, Buttons(buttons=(button(T("See the action items"), ShowItems(which=which, anew=True)),)))
