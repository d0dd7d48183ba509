"""How agendas look: as they stand in the channel, in full for whoever asks, and what waits while none is out."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Choices, Option, Part, SmallPrint, button, heading, text
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, T, When, Words, verbatim
from bot.meetings.agenda_actions import AddItem, PostAgenda, ShowAgenda, ShowItem
from bot.meetings.agenda_view import Line, View
from storage.meetings import Meeting, Series

MOST_LINES: Final = 40
MOST_LEFT_OUT: Final = 10
MOST_OPTIONS: Final = 40
PAGE: Final = 15


# As it stands in the channel


def agenda_card(view: View) -> Card:
    """For everybody, and for nobody in particular: the same wherever it is posted."""
    if not view.takes_place:
        return _called_off(view)
    parts: list[Part] = [text(_when(view.meeting, view)), *_purpose(view.series)]
    if view.frozen:
        parts.append(SmallPrint(words=T("The meeting has begun, so this agenda stays as it is.")))
    parts += _sections(view.on[:MOST_LINES])
    parts += _more(len(view.on) - MOST_LINES)
    if not view.shown:
        parts.append(text(_nothing(view)))
    parts += _left_out(view)
    parts += [SmallPrint(words=each) for each in _counts(view)]
    parts += _picker(view.shown[:MOST_OPTIONS], frozen=view.frozen)
    parts.append(Buttons(buttons=_below(view)))
    return Card(title=T("Agenda: {name}", name=verbatim(view.series.name)), parts=tuple(parts))


def _called_off(view: View) -> Card:
    told: list[Part] = [text(T("**{when}**: this meeting does not take place.", when=_when(view.meeting, view)))]
    if view.meeting.why:
        told.append(text(T("“{why}”", why=view.meeting.why)))
    told.append(SmallPrint(words=T("What people added to its agenda waits for the next meeting.")))
    told.append(Buttons(buttons=(_add(view.series),)))
    return Card(title=T("Agenda: {name}", name=verbatim(view.series.name)), parts=tuple(told))


def _when(meeting: Meeting, view: View) -> Words:
    return T(
        "{day}, {begins} to {ends} ({city} time)",
        day=When(at=meeting.starts, style="date"),
        begins=view.begins,
        ends=view.ends,
        city=view.series.zone.rsplit("/", 1)[-1].replace("_", " "),
    )


def _purpose(series: Series) -> tuple[SmallPrint, ...]:
    return (SmallPrint(words=verbatim(series.purpose)),) if series.purpose.strip() else ()


def _nothing(view: View) -> Words:
    if view.frozen:
        return T("Nothing was on it.")
    return T("Nothing is on it so far. Add what you want to talk about.")


def _sections(lines: Sequence[Line]) -> list[Part]:
    """Lines under the parts of the agenda that they are of; in an order by hand there are no parts."""
    found: list[Part] = []
    for about, some in groupby(lines, key=_heading):
        if about:
            found.append(heading(about))
        found.append(text(joined([_line(each) for each in some])))
    return found


def _heading(line: Line) -> Words:
    if line.by_hand:
        return NOTHING
    if line.carried:
        return T("Left out last time")
    return line.heading or T("Added by people")


def _line(line: Line) -> Words:
    """Such as: 3. 09:15 Acme rollout (5 min, Carla Diaz, 2 votes)."""
    details = _details(line)
    if line.at:
        return T(
            "{place}. {at} **{title}** ({details})", place=line.place, at=line.at, title=line.title, details=details
        )
    if line.place:
        return T("{place}. **{title}** ({details})", place=line.place, title=line.title, details=details)
    return T("**{title}** ({details})", title=line.title, details=details)


def _details(line: Line) -> Words:
    told = T("{minutes} min", minutes=line.minutes)
    if line.owner:
        told = T("{details}, {who}", details=told, who=line.owner)
    if line.votes:
        votes = TN("{count} vote", "{count} votes", line.votes)
        told = T("{details}, {votes}", details=told, votes=votes)
    if line.comments:
        comments = TN("{count} comment", "{count} comments", line.comments)
        told = T("{details}, {comments}", details=told, comments=comments)
    return told


def joined(lines: Sequence[Words]) -> Words:
    """One below the other. Halved again and again, since words within words within words are slow to read."""
    if len(lines) < 2:
        return lines[0] if lines else NOTHING
    middle = len(lines) // 2
    return T("{above}\n{below}", above=joined(lines[:middle]), below=joined(lines[middle:]))


def agenda_lines(view: View) -> list[Words]:
    """What there is time for, a line each: for where there are no cards."""
    return [_line(each) for each in view.on]


def _left_out(view: View) -> list[Part]:
    if not view.left_out:
        return []
    shown = view.left_out[:MOST_LEFT_OUT]
    found: list[Part] = [heading(T("Left out: there is no time for these")), text(joined([_line(e) for e in shown]))]
    found += _more(len(view.left_out) - len(shown))
    again = T("They come first the next time.")
    found.append(SmallPrint(words=again if view.frozen else T("{again} A vote moves an item up.", again=again)))
    return found


def _more(count: int) -> tuple[Part, ...]:
    if count < 1:
        return ()
    words = TN("… and one more. “All items” shows it.", "… and {count} more. “All items” shows them.", count)
    return (SmallPrint(words=words),)


def _counts(view: View) -> list[Words]:
    """How much of the time is planned, what was dropped, and what is not even on the list."""
    told: list[Words] = []
    if view.on:
        told.append(T("{minutes} of {length} minutes are planned.", minutes=view.minutes, length=view.meeting.minutes))
    if view.dropped:
        count = len(view.dropped)
        told.append(TN("One item was dropped, with a reason.", "{count} items were dropped, with a reason.", count))
    if view.meeting.beyond:
        told.append(
            TN(
                "At least one more thing was found for this agenda, which holds no more.",
                "At least {count} more things were found for this agenda, which holds no more.",
                view.meeting.beyond,
            )
        )
    return told


def _picker(lines: Sequence[Line], *, frozen: bool = False) -> list[Part]:
    if not lines:
        return []
    options = tuple(
        Option(
            label=T("{place} {label}", place=each.place, label=verbatim(each.label)),
            press=press(ShowItem(item=each.number)),
        )
        for each in lines
    )
    label = T("Open an item") if frozen else T("Open an item, to vote, comment or change it")
    return [Choices(label=label, options=options)]


def _below(view: View) -> tuple[Button, ...]:
    everything = button(T("All items"), ShowAgenda(series=view.series.id or 0, anew=True))
    return (_add(view.series, later=view.frozen), *(() if view.frozen else (everything,)))


def _add(series: Series, *, later: bool = False) -> Button:
    label = T("Add for the next one") if later else T("Add an item")
    return button(label, AddItem(series=series.id or 0), style="plain" if later else "primary")


def unreached_card(series: Series, meeting: Meeting, troubles: Sequence[str]) -> Card:
    """To the owners: the agenda is not where it should be."""
    name = verbatim(series.name)
    told = [T("{trouble}", trouble=each) for each in dict.fromkeys(troubles)]
    show = button(T("See the agenda"), ShowAgenda(series=series.id or 0, anew=True))
    return Card(
        title=T("I can't write into the channel of {name}", name=name),
        parts=(
            text(T("Its agenda is ready, and nobody there can read it.")),
            *(text(each) for each in told),
            Buttons(buttons=(button(T("Post it now"), PostAgenda(meeting=meeting.id or 0), style="primary"), show)),
        ),
    )


# For whoever asks


def overview_card(view: View, page: int) -> Card:
    """All of an agenda, page by page: what is on it, what there is no time for, and what was dropped."""
    lines = [*view.shown, *view.dropped]
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 0), pages - 1)
    some = lines[page * PAGE : (page + 1) * PAGE]
    parts: list[Part] = [text(_when(view.meeting, view))]
    if not lines:
        parts.append(text(_nothing(view)))
    parts += _listed(some, view)
    if page == pages - 1:
        parts += [SmallPrint(words=each) for each in _counts(view)]
    parts += _picker([each for each in some if each.place])
    parts += _onward(view.series, page, pages)
    return Card(title=T("All items: {name}", name=verbatim(view.series.name)), parts=tuple(parts))


def _listed(lines: Sequence[Line], view: View) -> list[Part]:
    on = {each.number for each in view.on}
    out = {each.number for each in view.left_out}
    found = _sections([each for each in lines if each.number in on])
    if left := [_line(each) for each in lines if each.number in out]:
        found += [heading(T("Left out: there is no time for these")), text(joined(left))]
    if dropped := [_dropped(each) for each in lines if each.number not in on | out]:
        found += [heading(T("Dropped")), text(joined(dropped))]
    return found


def _dropped(line: Line) -> Words:
    return T("**{title}**: “{reason}”", title=line.title, reason=line.reason)


def _onward(series: Series, page: int, pages: int) -> tuple[Part, ...]:
    number = series.id or 0
    buttons = [_add(series)]
    if page:
        buttons.append(button(T("Back"), ShowAgenda(series=number, page=page - 1)))
    if page + 1 < pages:
        buttons.append(button(T("More"), ShowAgenda(series=number, page=page + 1)))
    found: list[Part] = [Buttons(buttons=tuple(buttons))]
    if pages > 1:
        found.insert(0, SmallPrint(words=T("Page {page} of {pages}", page=page + 1, pages=pages)))
    return tuple(found)


def waiting_card(series: Series, lines: Sequence[Line], page: int) -> Card:
    """While no agenda is out: what waits for the next one."""
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 0), pages - 1)
    some = lines[page * PAGE : (page + 1) * PAGE]
    parts: list[Part] = [text(_about_waiting(len(lines)))]
    for carried, group in groupby(some, key=lambda each: each.carried):
        parts.append(heading(T("Left out last time") if carried else T("Added by people")))
        parts.append(text(joined([_line(each) for each in group])))
    parts += _picker(some)
    parts += _onward(series, page, pages)
    return Card(title=T("Next agenda: {name}", name=verbatim(series.name)), parts=tuple(parts))


def _about_waiting(count: int) -> Words:
    if not count:
        return T("The next agenda is not out yet, and nothing waits for it so far. What you add goes on it.")
    return TN(
        "The next agenda is not out yet. One item waits for it.",
        "The next agenda is not out yet. {count} items wait for it.",
        count,
    )


def choose_card(series: Sequence[Series]) -> Card:
    """Which agenda is meant."""
    if not series:
        return Card(parts=(text(T("There is no meeting series here yet.")),))
    options = tuple(
        Option(label=verbatim(each.name), press=press(ShowAgenda(series=each.id or 0, anew=True))) for each in series
    )
    parts: list[Part] = [Choices(label=T("Whose agenda?"), options=options)]
    parts.append(Buttons(buttons=(button(T("Add an item"), AddItem()),)))
    return Card(title=T("Agendas"), parts=tuple(parts))
