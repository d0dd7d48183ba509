"""What people say about themselves: their side, where and when to write to them, and when not to."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.cards import Button, Buttons, Card, Fact, Facts, Part, SmallPrint, button, note, text
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    FormOption,
    PersonField,
    TextField,
    Values,
)
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Home, Reply, Update, Whisper
from bot.conversation.words import Listing, T, When, Words, verbatim
from bot.people.actions import BackNow, EditMe, SaySide, Side
from bot.people.leaving import tell_later
from bot.people.words import DAY_WORDS, PLATFORM_WORDS, SIDE_WORDS
from bot.work import Work, key_of
from bot.zones import nearest, zone
from storage.people import Person

ANYWHERE = "any"
EARLIEST, LATEST = 5 * 60, 23 * 60
"""The choice of working hours, in minutes of the day."""
LONGEST_PAUSE = timedelta(days=366)


def me(_: str, work: Work) -> Reply:
    """The command."""
    return Whisper(card=me_card(work.person, work))


def me_card(person: Person, work: Work) -> Card:
    buttons = [button(T("Change"), EditMe(), style="primary")]
    if _paused(person, work):
        buttons.append(button(T("I'm back"), BackNow()))
    parts: list[Part] = [Facts(facts=_facts(person, work)), Buttons(buttons=tuple(buttons))]
    return Card(
        title=T("How I know you, {name}", name=person.name),
        parts=(*_ask_side(person), *parts, SmallPrint(words=T("Only you and your administrators see this."))),
    )


def _facts(person: Person, work: Work) -> tuple[Fact, ...]:
    hours = T("{start} to {end}", start=_clock(person.day_starts), end=_clock(person.day_ends))
    facts = [
        Fact(label=T("Your side"), value=SIDE_WORDS[person.side] if person.side_from else T("Not said yet")),
        Fact(label=T("I write to you"), value=_where(person)),
        Fact(label=T("Working hours"), value=T("{hours}, {days}", hours=hours, days=_days(person.days))),
        Fact(label=T("Time zone"), value=verbatim(work.zone(person))),
    ]
    if person.snoozed_until and person.snoozed_until > work.now:
        until = When(at=person.snoozed_until, style="day")
        facts.append(Fact(label=T("Quiet until"), value=T("{day}", day=until)))
    if person.away_until and person.away_until > work.now:
        facts.append(Fact(label=T("Out of office"), value=_away(person, work)))
    return tuple(facts)


def _where(person: Person) -> Words:
    platform = PLATFORM_WORDS.get(person.prefers)
    return T("on {platform}", platform=platform) if platform else T("wherever I can")


def _days(worked: str) -> Words:
    """Working days as people say them: "Monday to Friday", or one by one."""
    days = [int(day) for day in worked]
    if len(days) == len(DAY_WORDS):
        return T("every day")
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return T("{first} to {last}", first=DAY_WORDS[days[0]], last=DAY_WORDS[days[-1]])
    return T("{days}", days=Listing(items=tuple(DAY_WORDS[day] for day in days)))


def _away(person: Person, work: Work) -> Words:
    back = When(at=person.away_until or work.now, style="day")
    stand_in = work.people.get(person.stand_in) if person.stand_in else None
    if stand_in is None:
        return T("back {day}", day=back)
    return T("back {day}; {name} stands in", day=back, name=work.who(stand_in))


def _paused(person: Person, work: Work) -> bool:
    return any(until and until > work.now for until in (person.snoozed_until, person.away_until))


# The side


def _ask_side(person: Person) -> tuple[Part, ...]:
    return () if person.side_from else (text(T("**Which side are you on?**")), Buttons(buttons=_sides()))


def _sides() -> tuple[Button, ...]:
    labels: tuple[tuple[Side, Words], ...] = (
        ("sales", T("Sales")),
        ("marketing", T("Marketing")),
        ("other", T("Neither")),
    )
    return tuple(button(label, SaySide(side=side)) for side, label in labels)


def asks_side(work: Work) -> tuple[Part, ...]:
    """At home, until the person, a file or a group has said it."""
    return _ask_side(work.person)


def about_you(_: Work) -> tuple[Button, ...]:
    """The button at home that leads here."""
    return (button(T("My side and settings"), EditMe()),)


def say_side(home: Callable[[Work], Card]) -> Callable[[SaySide, Work], Reply]:
    """The click. `home` is the home page, for those who click there."""

    def say(action: SaySide, work: Work) -> Reply:
        person = work.person
        if person.side_from == "file" and person.side != action.side:
            card = note(_FROM_FILE)
            return Update(card=card) if _on_message(work) else Whisper(card=card)
        if person.side_from != "file":
            _say(person, action.side)
            work.people.add(person)
        if not _on_message(work):
            return Home(card=home(work))
        return Update(card=note(_thanks(person)))

    return say


def _on_message(work: Work) -> bool:
    return bool(getattr(work.event, "message", ""))


def _say(person: Person, side: str) -> None:
    person.side, person.side_from, person.side_group = side, "person", None


def _thanks(person: Person) -> Words:
    match person.side:
        case "sales":
            return T("Thank you. I count you with Sales.")
        case "marketing":
            return T("Thank you. I count you with Marketing.")
    return T("Thank you. I count you with neither side.")


# The form


def build_me(_: EditMe, work: Work) -> Form:
    person = work.person
    intro = (_FROM_FILE,) if person.side_from == "file" else ()
    return Form(
        title=T("You and Truce"),
        intro=intro,
        fields=(*_side_field(person), *_place_field(person, work), *_hours_fields(person, work), *_pause_fields(work)),
        submit=T("Save"),
        press=press(EditMe()),
    )


def save_me(_: EditMe, values: Values, work: Work) -> Reply:
    """Take over the form; what can't be is said at its field."""
    person, today = work.person, _today(work)
    found = zone(values["zone"])
    starts, ends = _time(values["starts"]), _time(values["ends"])
    stand_in = values["stand_in"]
    errors: dict[str, Words] = {}
    if not found:
        near = nearest(values["zone"])
        errors["zone"] = T("Did you mean {zone}?", zone=near) if near else T("Time zones look like Europe/Vienna.")
    if ends <= starts:
        errors["ends"] = T("Please choose a time after {start}.", start=_clock(starts))
    if not values["days"]:
        errors["days"] = T("Please choose at least one day.")
    if stand_in == work.person_id:
        errors["stand_in"] = T("Please name somebody else.")
    elif stand_in is not None and work.people.get(stand_in) is None:
        errors["stand_in"] = T("Please pick somebody from the list.")
    if errors:
        return FormErrors(errors=errors)
    if found != work.zone(person):
        person.zone = found
        person.settle("zone")
    if values.get("side") and values["side"] != (person.side if person.side_from else ""):
        _say(person, values["side"])
    if "prefers" in values:
        person.prefers = "" if values["prefers"] == ANYWHERE else values["prefers"]
    person.day_starts, person.day_ends = starts, ends
    person.days = "".join(sorted(values["days"]))
    person.snoozed_until = _begin(values["snooze"], today, found)
    person.away_until = _begin(values["away"], today, found)
    person.stand_in = stand_in
    work.people.add(person)
    work.put_off(person)
    tell_later(work.person_id, work)  # they may be out of office from now on
    card = me_card(person, work)
    return Update(card=card) if _on_message(work) else Whisper(card=card)


def back_now(_: BackNow, work: Work) -> Reply:
    person = work.person
    person.snoozed_until = person.away_until = None
    work.people.add(person)
    return Update(card=me_card(person, work)) if _on_message(work) else Whisper(card=note(T("Welcome back.")))


def _side_field(person: Person) -> tuple[Field, ...]:
    if person.side_from == "file":
        return ()
    options = tuple(FormOption(value=side, label=words) for side, words in SIDE_WORDS.items())
    initial = (person.side,) if person.side_from else ()
    return (ChoiceField(key="side", label=T("Which side are you on?"), options=options, initial=initial),)


def _place_field(person: Person, work: Work) -> tuple[Field, ...]:
    platforms = sorted({each.platform for each in work.people.accounts(key_of(person)) if each.active})
    if len(platforms) < 2:
        return ()
    options = (
        FormOption(value=ANYWHERE, label=T("Wherever you can")),
        *(FormOption(value=each, label=PLATFORM_WORDS[each]) for each in platforms),
    )
    initial = person.prefers if person.prefers in platforms else ANYWHERE
    return (ChoiceField(key="prefers", label=T("Where shall I write to you?"), options=options, initial=(initial,)),)


def _hours_fields(person: Person, work: Work) -> tuple[Field, ...]:
    days = tuple(FormOption(value=str(number), label=words) for number, words in enumerate(DAY_WORDS))
    starts, ends = (_clock(each) for each in (person.day_starts, person.day_ends))
    return (
        ChoiceField(key="starts", label=T("Your day begins at"), options=_times(starts), initial=(starts,)),
        ChoiceField(key="ends", label=T("and ends at"), options=_times(ends), initial=(ends,)),
        ChoiceField(key="days", label=T("You work on"), options=days, initial=tuple(person.days), many=True),
        TextField(key="zone", label=T("Time zone"), hint=T("Such as Europe/Vienna."), initial=work.zone(person)),
    )


def _pause_fields(work: Work) -> tuple[Field, ...]:
    person, today = work.person, _today(work)
    tomorrow, latest = today + timedelta(days=1), today + LONGEST_PAUSE
    stand_in = work.people.get(person.stand_in) if person.stand_in else None

    def until(moment: datetime | None) -> date | None:
        day = moment.astimezone(ZoneInfo(work.zone(person))).date() if moment else None
        return day if day and tomorrow <= day <= latest else None

    return (
        DateField(
            key="snooze",
            label=T("Keep quiet until"),
            hint=T("Alerts that name you still come."),
            initial=until(person.snoozed_until),
            earliest=tomorrow,
            latest=latest,
            optional=True,
        ),
        DateField(
            key="away",
            label=T("Out of office; first day back"),
            initial=until(person.away_until),
            earliest=tomorrow,
            latest=latest,
            optional=True,
        ),
        PersonField(
            key="stand_in",
            label=T("Who stands in for you?"),
            initial=person.stand_in,
            initial_name=stand_in.name if stand_in else "",
            optional=True,
        ),
    )


def _times(also: str) -> tuple[FormOption, ...]:
    half_hours = {f"{minute // 60:02}:{minute % 60:02}" for minute in range(EARLIEST, LATEST + 1, 30)}
    return tuple(FormOption(value=each, label=verbatim(each)) for each in sorted(half_hours | {also}))


def _time(typed: str) -> time:
    return time.fromisoformat(typed)


def _clock(moment: time) -> str:
    return moment.strftime("%H:%M")


def _today(work: Work) -> date:
    return work.now.astimezone(ZoneInfo(work.zone(work.person))).date()


def _begin(day: date | None, today: date, in_zone: str) -> datetime | None:
    """The moment at which this day begins for them; None for none, or one that is not ahead."""
    if day is None or day <= today:
        return None
    return datetime.combine(day, time(0), ZoneInfo(in_zone))


_FROM_FILE = T("Your side comes from your company's list. Ask an administrator if it is wrong.")
