"""How links for calendar programs look: which there are, one of them, and a new one, which is shown this once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.cards import Button, Buttons, Card, Choices, Option, Part, SmallPrint, button, heading, text
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, T, When, Words, verbatim
from bot.meetings.feed_actions import NewCalendarLink, ShowCalendarLink, ShowCalendarLinks, SwitchOffCalendarLink

MOST_NAMED = 60


@dataclass(frozen=True)
class Linked:
    """A series (0: all of one's own), and since when there is a link to it; None: there is none."""

    series: int
    name: str
    since: datetime | None = None


def links_card(own: Linked, series: Sequence[Linked], *, reachable: bool) -> Card:
    """All that somebody may have in their calendar: all their meetings, or one of them only."""
    if not reachable:
        return Card(title=_TITLE, parts=(text(_NO_ADDRESS),))
    parts: list[Part] = [
        text(
            T(
                "Give your calendar program a link, and it shows these meetings, with their agendas. It looks again by "
                "itself."
            )
        ),
        heading(T("All your meetings")),
        *_state(own),
        SmallPrint(words=_YOURS),
    ]
    if series:
        parts.append(_one_only(series))
    return Card(title=_TITLE, parts=tuple(parts))


def link_card(one: Linked) -> Card:
    """One meeting series only."""
    parts = (*_state(one), Buttons(buttons=(button(T("Back"), ShowCalendarLinks()),)))
    return Card(title=T("“{name}” in your calendar", name=one.name), parts=parts)


def made_card(one: Linked, link: str) -> Card:
    """A new link, and what to do with it."""
    title = T("“{name}” in your calendar", name=one.name) if one.series else _TITLE
    return Card(
        title=title,
        parts=(
            text(T("Here is your link. Copy it now, for I can't show it again:")),
            text(T("[{link}]({link})", link=link)),
            text(T("**Outlook:** Calendar, Add calendar, Subscribe from web.")),
            text(T("**Google Calendar:** Other calendars, +, From URL.")),
            text(T("**Apple Calendar:** File, New Calendar Subscription.")),
            SmallPrint(
                words=T(
                    "Whoever has this link can read the agendas, so keep it to yourself. A new one makes it stop. "
                    "Outlook and Google look for changes a few times a day only."
                )
            ),
            Buttons(buttons=(_switch_off(one), button(T("Back"), ShowCalendarLinks()))),
        ),
    )


_TITLE = T("Your meetings in your calendar")
_NO_ADDRESS = T(
    "I can't make links yet: I don't know under which address your calendar program reaches me. Whoever runs Truce "
    "sets it (PUBLIC_URL); please ask them."
)
_YOURS = T(
    "Yours are the meetings that you own or get in your Monday digest, and those to whose agendas you have brought "
    "something: an item, a vote, a comment."
)


def _state(one: Linked) -> tuple[Part, ...]:
    if one.since is None:
        return (Buttons(buttons=(button(T("Make a link"), NewCalendarLink(series=one.series), style="primary"),)),)
    told = T("There is a link, made {when}.", when=When(at=one.since, style="day"))
    anew = button(T("New link"), NewCalendarLink(series=one.series), confirm=T("Make a new link? The old one stops."))
    return (text(told), Buttons(buttons=(anew, _switch_off(one))))


def _switch_off(one: Linked) -> Button:
    question = T("Switch this link off? Calendars that have it show these meetings no more.")
    return button(T("Switch off"), SwitchOffCalendarLink(series=one.series), style="danger", confirm=question)


def _one_only(series: Sequence[Linked]) -> Part:
    more = len(series) - MOST_NAMED
    told = TN("{count} more is not listed.", "{count} more are not listed.", more) if more > 0 else NOTHING
    label = T("One meeting only. {more}", more=told) if told else T("One meeting only")
    return Choices(label=label, options=tuple(_option(each) for each in series[:MOST_NAMED]))


def _option(one: Linked) -> Option:
    label: Words = T("{name} (has a link)", name=one.name) if one.since is not None else verbatim(one.name)
    return Option(label=label, press=press(ShowCalendarLink(series=one.series)))
