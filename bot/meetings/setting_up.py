"""Meeting series in chat: what there is, the forms, pausing, resuming, ending, and the channels where they meet."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from bot.conversation.cards import Card, note
from bot.conversation.forms import Form, Values
from bot.conversation.replies import FormErrors, OpenForm, Reply, Say, Update, Whisper
from bot.conversation.words import NOTHING, Command, Listing, T, Words
from bot.meetings.building import Building
from bot.meetings.door import GONE_REPLY, may_change, mine
from bot.meetings.feed_links import Links
from bot.meetings.keeping import Keeping, settled_until
from bot.meetings.ports import Ports
from bot.meetings.series_actions import (
    ChangeReaders,
    ChangeSeries,
    EndSeries,
    ListSeries,
    NewSeries,
    PauseSeries,
    ResumeSeries,
    ShowSeries,
)
from bot.meetings.series_cards import Standing, here_card, list_card, series_card
from bot.meetings.series_forms import Filled, readers_form, series_form
from bot.meetings.setup import Setup, read_setup, setup_of, too_seldom
from bot.meetings.standing import channels_of, schedule_of, series_id, slots_of
from bot.recurring import pattern_of, rhythm
from bot.rights import Right
from bot.work import Work, key_of
from storage.meetings import Meetings, Series
from storage.solved import SolvedProblems

AHEAD: Final = 5
"""So many of its next meetings are shown."""
MOST_NAMED: Final = 12


@dataclass(frozen=True)
class SettingUp:
    ports: Ports

    @property
    def _keeping(self) -> Keeping:
        return Keeping(self.ports)

    # What there is

    def command(self, rest: str, work: Work) -> Reply:
        """`/truce meetings`, or with one of its ways behind it."""
        words = rest.split()
        match [each.lower() for each in words[:2]]:
            case ["new", *_]:
                return OpenForm(form=self.new_form(NewSeries(), work))
            case ["not", "here"]:
                return self._here(" ".join(words[2:]), work, add=False)
            case ["here", *_]:
                return self._here(" ".join(words[1:]), work, add=True)
            case ["calendar"]:
                return Links().command(work)
            case []:
                return Whisper(card=_list(work))
        found = _named(rest, work)
        if found is None:
            return Whisper(card=_not_found(rest, work))
        return Whisper(card=card_of(found, work))

    def show_list(self, action: ListSeries, work: Work) -> Reply:
        return Whisper(card=_list(work)) if action.anew else Update(card=_list(work))

    def show(self, action: ShowSeries, work: Work) -> Reply:
        series = work[Meetings].series(action.series)
        if series is None or series.state == "ended":
            return GONE_REPLY
        return Update(card=card_of(series, work))

    # Setting up and changing

    def new_form(self, _: NewSeries, work: Work) -> Form:
        work.require(Right.CHANGE_MEETINGS)
        person = work.person
        both = {"sales", "marketing"}
        return series_form(
            NewSeries(),
            Filled(zone=work.organisation.zone, owner=person if person.side in both else None),
            new=True,
        )

    def create(self, _: NewSeries, values: Values, work: Work) -> Reply:
        work.require(Right.CHANGE_MEETINGS)
        setup = read_setup(values, None, work.now, work)
        if not isinstance(setup, Setup):
            return FormErrors(errors=dict(setup))
        series = self._keeping.create(setup, work)
        return Say(card=card_of(series, work, T("It is set up. Its agenda comes by itself, before each meeting.")))

    def change_form(self, action: ChangeSeries, work: Work) -> Form | Reply:
        series = mine(action.series, work, "change")
        return series_form(action, _filled(series, work), new=False) if isinstance(series, Series) else series

    def change(self, action: ChangeSeries, values: Values, work: Work) -> Reply:
        series = mine(action.series, work, "change")
        if not isinstance(series, Series):
            return series
        setup = read_setup(values, series, settled_until(series, work), work)
        if not isinstance(setup, Setup):
            return FormErrors(errors=dict(setup))
        found = self._keeping.change(series, setup, work)
        return Update(card=card_of(series, work, T("Saved.") if found else T("That is how it was already.")))

    def readers_form(self, action: ChangeReaders, work: Work) -> Form | Reply:
        series = mine(action.series, work, "change who reads of it")
        if not isinstance(series, Series):
            return series
        people = work.people.some(work[Meetings].readers(series_id(series)))
        return readers_form(action, series, sorted(people.values(), key=lambda each: each.name))

    def change_readers(self, action: ChangeReaders, values: Values, work: Work) -> Reply:
        series = mine(action.series, work, "change who reads of it")
        if not isinstance(series, Series):
            return series
        readers = set(work[Meetings].readers(series_id(series))) - {int(values.get("gone") or 0)}
        if values["add"] is not None:
            person = work.people.get(values["add"])
            if person is None or person.left:
                return FormErrors(errors={"add": T("I don't find this person. Please choose somebody else.")})
            readers.add(key_of(person))
        self._keeping.change(series, _with(series, work, readers=tuple(sorted(readers))), work)
        return Update(card=card_of(series, work, T("Saved.")))

    # Pausing, resuming, ending

    def pause(self, action: PauseSeries, work: Work) -> Reply:
        series = mine(action.series, work, "pause")
        if not isinstance(series, Series):
            return series
        self._keeping.pause(series, work)
        return Update(card=card_of(series, work))

    def resume(self, action: ResumeSeries, work: Work) -> Reply:
        series = mine(action.series, work, "resume")
        if not isinstance(series, Series):
            return series
        self._keeping.resume(series, work)
        return Update(card=card_of(series, work))

    def end(self, action: EndSeries, work: Work) -> Reply:
        series = mine(action.series, work, "end")
        if not isinstance(series, Series):
            return series
        self._keeping.end(series, work)
        return Update(card=_list(work))

    # Channels

    def _here(self, name: str, work: Work, *, add: bool) -> Reply:
        found = _named(name, work) if name else _only(work)
        if found is None:
            return Whisper(card=_not_found(name, work))
        if work.place.kind == "direct":
            return Whisper(card=note(T("Type this in the channel that you mean. Then I know which one it is.")))
        series = mine(series_id(found), work, "add a channel" if add else "take a channel away")
        if not isinstance(series, Series):
            return series
        place, there = work.place.model_copy(update={"thread": ""}), tuple(channels_of(series))
        others = tuple(each for each in there if (each.workspace, each.channel) != (place.workspace, place.channel))
        wanted = others if not add else there if len(others) < len(there) else (*there, place)
        self._keeping.change(series, _with(series, work, channels=wanted), work)
        for meeting in work[Meetings].in_state(series_id(series), "open") if add else ():
            Building(self.ports).refresh(series, meeting, work)
        return Whisper(card=here_card(series, invite=add and place.platform == "slack", comes=add))


def card_of(series: Series, work: Work, thanks: Words = NOTHING) -> Card:
    return series_card(standing(series, work), thanks)


def standing(series: Series, work: Work) -> Standing:
    number = series_id(series)
    readers = work[Meetings].readers(number)
    people = work.people.some(each for each in (series.owner, series.co_owner, *readers) if each is not None)
    owners = dict.fromkeys(each for each in (series.owner, series.co_owner) if each in people)
    schedule = schedule_of(series)
    return Standing(
        series=series,
        number=number,
        rhythm=rhythm(schedule.rule, schedule.first),
        ahead=tuple(islice(slots_of(series, work), AHEAD)),
        owners=tuple(work.who(people[each]) for each in owners if each is not None),
        readers=tuple(sorted(people[each].name for each in readers if each in people)),
        channels=len(series.channels),
        seldom=too_seldom(schedule),
        may_change=may_change(series, work),
        solved=work[SolvedProblems].count(number),
    )


def _list(work: Work) -> Card:
    standings = [standing(each, work) for each in work[Meetings].all()]
    return list_card(standings, may_set_up=work.may(Right.CHANGE_MEETINGS))


def _with(series: Series, work: Work, **changes: object) -> Setup:
    return replace(setup_of(series, work), **changes)  # type: ignore[arg-type]


def _named(name: str, work: Work) -> Series | None:
    wanted = " ".join(name.split()).casefold().strip("“”\"'")
    there = work[Meetings].all()
    exact = next((each for each in there if wanted in {each.name.casefold(), each.key}), None)
    near = [each for each in there if each.name.casefold().startswith(wanted)]
    return exact or (near[0] if len(near) == 1 and wanted else None)


def _only(work: Work) -> Series | None:
    """The one that is meant where nobody names one: there is no other."""
    there = [each for each in work[Meetings].all() if may_change(each, work)]
    return there[0] if len(there) == 1 else None


def _not_found(name: str, work: Work) -> Card:
    names = tuple(each.name for each in work[Meetings].all())
    if not names:
        return note(
            T("No meeting is set up yet. A manager does that with {command}.", command=Command(text="meetings new"))
        )
    known = Listing(items=names[:MOST_NAMED])
    if not name:
        return note(T("Which meeting do you mean? Add its name: {known}.", known=known))
    return note(T("I know no meeting called “{name}”, but {known}.", name=name, known=known))


def _filled(series: Series, work: Work) -> Filled:
    people = work.people.some(each for each in (series.owner, series.co_owner) if each is not None)
    schedule = schedule_of(series)
    pattern = pattern_of(schedule.rule)
    ahead = schedule.moment(schedule.first) > work.now
    return Filled(
        name=series.name,
        purpose=series.purpose,
        every=pattern.every if pattern is not None else "own",
        nth=pattern.nth if pattern is not None else 1,
        weekday=pattern.weekday if pattern is not None else schedule.first.weekday(),
        clock=schedule.first.strftime("%H:%M"),
        rule="" if pattern is not None else schedule.rule,
        starts=schedule.first.date() if ahead else None,
        zone=series.zone,
        minutes=series.minutes,
        holidays=series.holidays,
        lead=series.lead,
        deals_above=series.deals_above,
        owner=people.get(series.owner or 0),
        co_owner=people.get(series.co_owner or 0),
    )
