"""A company's own regions in chat: what there are, and changing them."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Part, SmallPrint, button, note, text
from bot.conversation.forms import Form, TextField, Values
from bot.conversation.payloads import Action, press
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import TN, Listing, T, Words, verbatim
from bot.directory.checking import MOST, check_own_region, tidy
from bot.directory.edit_actions import ChangeRegion, NewRegion, RemoveRegion, ShowOverview, ShowRegions
from bot.directory.edit_forms import lines_fields, lines_in
from bot.directory.looking import GONE
from bot.directory.overview_cards import turns
from bot.directory.places import Places
from bot.directory.stewards import may_tend, require_tending
from bot.directory.tokens import key
from bot.work import Work
from storage.directory import Directory, OwnRegion
from storage.directory_pages import DirectoryPages

PAGE: Final = 10
MOST_HELD_SHOWN: Final = 25


def regions(work: Work, page: int = 0) -> Card:
    """The company's own regions, a page of them."""
    rows = work[Directory].own_regions()
    tends, pages = may_tend(None, work), max(1, -(-len(rows) // PAGE))
    page = min(max(page, 0), pages - 1)
    unknown = _unknown(rows)
    parts: list[Part] = [text(_about(len(rows)))]
    for row in rows[page * PAGE : (page + 1) * PAGE]:
        parts += _region(row, unknown.get(row.name, ()))
        if tends:
            parts.append(Buttons(buttons=_buttons(row, work)))
    below: list[Button] = [button(T("New region"), NewRegion(), style="primary")] if tends else []
    below += [*turns(ShowRegions(), page, pages), button(T("Overview"), ShowOverview())]
    parts.append(Buttons(buttons=tuple(below)))
    return Card(title=T("Own regions"), parts=tuple(parts))


def show_regions(action: ShowRegions, work: Work) -> Reply:
    return Update(card=regions(work, action.page))


def _about(count: int) -> Words:
    if count:
        return T("What you call parts of the world yourselves. They go before the known ones of the same name.")
    return T(
        "You have none of your own yet. Countries, big cities, and regions such as DACH, EMEA or APAC are known; what "
        "only you call so can be added here."
    )


def _region(row: OwnRegion, unknown: Sequence[str]) -> list[Part]:
    held = row.holds.split("\n")
    shown = [verbatim(each) for each in held[:MOST_HELD_SHOWN]]
    if more := len(held) - len(shown):
        shown.append(TN("one more", "{count} more", more))
    parts: list[Part] = [text(T("**{name}** holds {places}.", name=row.name, places=Listing(items=tuple(shown))))]
    if unknown:
        names = Listing(items=tuple(unknown[:MOST_HELD_SHOWN]))
        parts.append(SmallPrint(words=T("Not known, and so left out: {places}.", places=names)))
    return parts


def _buttons(row: OwnRegion, work: Work) -> tuple[Button, ...]:
    number, count = row.id or 0, work[DirectoryPages].contacts_in(row.key)
    sure = T("“{name}” will not be known any more.", name=row.name)
    if count:
        sure = TN(
            "One contact is for “{name}”. It stays, and is then found by this name only.",
            "{count} contacts are for “{name}”. They stay, and are then found by this name only.",
            count,
            name=row.name,
        )
    return (
        button(T("Change"), ChangeRegion(region=number)),
        button(T("Remove"), RemoveRegion(region=number), confirm=sure),
    )


def _unknown(rows: Sequence[OwnRegion]) -> Mapping[str, list[str]]:
    """What regions hold that nobody knows, by the region's name."""
    found: dict[str, list[str]] = {}
    for name, part in Places({row.name: row.holds.split("\n") for row in rows}).unknown:
        found.setdefault(name, []).append(part)
    return found


# Changing them


def new_region_form(action: NewRegion, work: Work) -> Form:
    require_tending(None, work)
    return _form(action, None)


def create_region(_: NewRegion, values: Values, work: Work) -> Reply:
    require_tending(None, work)
    name, holds = tidy(values["name"]), _held(values)
    if errors := _errors(None, name, holds, work):
        return FormErrors(errors=errors)
    work[Directory].set_own_region(name, key(name), holds)
    return Update(card=regions(work))


def change_region_form(action: ChangeRegion, work: Work) -> Form | Reply:
    require_tending(None, work)
    row = work[DirectoryPages].own_region(action.region)
    return GONE if row is None else _form(action, row)


def change_region(action: ChangeRegion, values: Values, work: Work) -> Reply:
    """What is called otherwise from now on is so for its contacts, and in the regions that hold it, too."""
    require_tending(None, work)
    row = work[DirectoryPages].own_region(action.region)
    if row is None:
        return GONE
    name, holds = tidy(values["name"]), _held(values)
    if errors := _errors(row, name, holds, work):
        return FormErrors(errors=errors)
    if name != row.name:
        for other in _holders(row, work):
            held = [name if key(each) == row.key else each for each in other.holds.split("\n")]
            work[Directory].set_own_region(other.name, other.key, held)
        work[DirectoryPages].rename_region(row, name, key(name))
    work[Directory].set_own_region(name, key(name), holds)
    return Update(card=regions(work))


def remove_region(action: RemoveRegion, work: Work) -> Reply:
    require_tending(None, work)
    row = work[DirectoryPages].own_region(action.region)
    if row is None:
        return GONE
    if holders := _holders(row, work):
        names = Listing(items=tuple(each.name for each in holders))
        return Whisper(
            card=note(T("{regions} holds “{name}”. Take it out of there first.", regions=names, name=row.name))
        )
    work[Directory].set_own_region(row.name, row.key, ())
    return Update(card=regions(work))


def _held(values: Values) -> list[str]:
    """What was named, each place once."""
    found: dict[str, str] = {}
    for each in lines_in(values, "holds"):
        found.setdefault(key(each) or each, each)
    return list(found.values())


def _form(action: Action, row: OwnRegion | None) -> Form:
    return Form(
        title=T("Change a region") if row else T("New region"),
        fields=(
            TextField(
                key="name",
                label=T("Name"),
                hint=T("As you write it for contacts."),
                initial=row.name if row else "",
                longest=MOST["region"],
            ),
            *lines_fields(
                "holds",
                T("What lies in it"),
                T("Countries, big cities, states or other regions, one a line."),
                row.holds.split("\n") if row else (),
            ),
        ),
        submit=T("Save") if row else T("Add"),
        press=press(action),
    )


def _errors(row: OwnRegion | None, name: str, holds: Sequence[str], work: Work) -> dict[str, Words]:
    others = {each.key: each for each in work[Directory].own_regions() if row is None or each.id != row.id}
    places = Places({each.name: each.holds.split("\n") for each in others.values()})
    if key(name) in others:
        return {"name": T("There is the region “{name}” already. Please change that one.", name=others[key(name)].name)}
    if wrong := check_own_region(name, (), places):
        return {"name": wrong}
    if row is not None and key(name) != row.key and work[DirectoryPages].contacts_in(key(name)):
        return {"name": T("There are contacts for “{name}” already. Please choose another name.", name=name)}
    if not holds:
        return {"holds": T("Please name at least one place, one a line.")}
    wrong = check_own_region(name, holds, places) or _round(row, name, holds, others)
    return {"holds": wrong} if wrong else {}


def _round(row: OwnRegion | None, name: str, holds: Sequence[str], others: Mapping[str, OwnRegion]) -> Words | None:
    """Regions that would hold each other."""
    own = {key(name), row.key} if row else {key(name)}
    for part in holds:
        waiting, seen = [key(part)], set[str]()
        while waiting:
            at = others.get(waiting.pop())
            if at is None or at.key in seen:
                continue
            seen.add(at.key)
            inside = [key(each) for each in at.holds.split("\n")]
            if own & set(inside):
                return T("“{part}” holds “{name}” already, so it can't lie in it.", part=part, name=name)
            waiting += inside
    return None


def _holders(row: OwnRegion, work: Work) -> list[OwnRegion]:
    """Own regions that hold this one."""
    rows = work[Directory].own_regions()
    return [each for each in rows if each.id != row.id and row.key in {key(part) for part in each.holds.split("\n")}]
