"""What a line says, as whoever acts has typed it: who does what by when, and what of that could not be read."""

from dataclasses import dataclass
from typing import Final

from babel import Locale

from bot.action_items.actions import NewItem, Why
from bot.action_items.days import Order, Speaker
from bot.action_items.keeping import Wanted
from bot.action_items.naming import Named, whom
from bot.action_items.reading import LONGEST, Line, read_line
from bot.conversation.words import Day, Listing, T, Words
from bot.timing import wall_time
from bot.work import Work, key_of

MOST_NAMES: Final = 5


@dataclass(frozen=True)
class Spoken:
    """`why` says what is missing; it is empty where nothing is."""

    named: Named
    line: Line
    why: Why

    @property
    def wanted(self) -> Wanted | None:
        """What is to be written down, where all of it is certain."""
        if self.why or self.named.person is None or self.line.when.day is None:
            return None
        return Wanted(self.line.what, self.named.person, self.line.when.day)


def speaker_of(work: Work) -> Speaker:
    """How whoever acts says days."""
    reader = work.reader(work.person)
    languages = (reader.language.split("-")[0], work.organisation.language.split("-")[0], "en")
    today = wall_time(work.now, work.zone(work.person)).date()
    return Speaker(today, tuple(dict.fromkeys(languages)), _first(reader.locale))


def _first(locale: Locale) -> Order:
    """What is written first, the day or the month, where they are; English alone doesn't tell."""
    pattern = str(locale.date_formats["short"].pattern)
    if pattern.startswith("y") or (locale.territory is None and locale.language == "en"):
        return ""
    return "day" if pattern.find("d") < pattern.find("M") else "month"


def understand(text: str, work: Work) -> Spoken:
    named = whom(text, work)
    line = read_line(named.rest, speaker_of(work))
    return Spoken(named, line, _why(named, line))


def _why(named: Named, line: Line) -> Why:
    if len(line.what) > LONGEST:
        return "long"
    if named.person is None:
        return "several" if named.alike else "who"
    if line.when.past and not line.when.days:
        return "past"
    if len(line.when.days) > 1:
        return "ways"
    return "" if line.sure else "when"


def form_of(spoken: Spoken, begun: NewItem) -> NewItem:
    """The form in which the rest is asked: nothing that was typed is lost."""
    line, named = spoken.line, spoken.named
    person = named.person or (named.alike[0] if len(named.alike) == 1 else None)
    typed = {"who": named.typed, "several": named.typed, "when": line.unread, "past": "", "ways": ""}.get(
        spoken.why, ""
    )
    return begun.model_copy(
        update={
            "what": line.what[:LONGEST],
            "owner": key_of(person) if person is not None else None,
            "due": line.when.day.isoformat() if line.when.day is not None else "",
            "why": spoken.why,
            "typed": typed[:80],
        }
    )


def missing(spoken: Spoken) -> Words | None:
    """What is to be mended in a line, where it can't be asked in a form of its own."""
    named, line = spoken.named, spoken.line
    match spoken.why:
        case "":
            return None if line.what else T("Please say what is to be done.")
        case "long":
            return T("Please shorten it to {most} characters.", most=LONGEST)
        case "who" if named.typed:
            return T("I don't know who “{typed}” is. Please write the name as it is in the chat.", typed=named.typed)
        case "who":
            return T("Please begin with who does it, such as @Ben.")
        case "several":
            names = Listing(items=tuple(each.name for each in named.alike[:MOST_NAMES]))
            return T("“{typed}” may be {names}. Please write the whole name.", typed=named.typed, names=names)
        case "past":
            return T("That day is over. Please name one that is ahead.")
        case "ways":
            days = Listing(items=tuple(Day(day=each) for each in line.when.days))
            return T("The day may be {days}. Please write the date.", days=days)
    if not line.what:
        return T("Please say what is to be done.")
    if line.unread:
        return T("I can't read a day from “{typed}”. Please write it as “Friday” or “31.3.”", typed=line.unread[:80])
    return T("Please say by when, such as “by Friday”.")
