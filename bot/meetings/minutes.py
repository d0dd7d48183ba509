"""Minutes: what came of a meeting, once in each channel of its series, or with its owners directly; kept up to date."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.words import Words, verbatim
from bot.meetings.after_cards import Minutes, minutes_card, not_held_card
from bot.meetings.agenda_view import View, view_of
from bot.meetings.ports import Ports
from bot.meetings.posting import owners_of, places_of
from bot.work import Work, key_of
from storage.deliveries import Deliveries
from storage.meetings import Meeting, Series, Solved
from storage.solved import SolvedProblems


def post_minutes(series: Series, meeting: Meeting, ports: Ports, work: Work) -> None:
    """Post them, or let what is posted look like this from now on."""
    _post(series, meeting, card_of(series, meeting, ports, work), work)


def card_of(series: Series, meeting: Meeting, ports: Ports, work: Work) -> Card:
    """What is to be read of a meeting that is over."""
    if meeting.state != "held":
        return not_held_card(series, meeting)
    view, said = view_of(series, meeting, ports, work), work[SolvedProblems].of_meeting(meeting.id or 0)
    return minutes_card(
        Minutes(
            series=series,
            meeting=meeting,
            agreed=ports.agreeing().agreed_in(meeting.id or 0, work),
            talked_about=view.on,
            left_out=view.left_out,
            yes=sum(each.solved for each in said),
            no=sum(not each.solved for each in said),
            named=list(_named(said, view)),
            solved=work[SolvedProblems].count(series.id or 0),
        )
    )


def _named(said: Sequence[Solved], view: View) -> Iterator[Words]:
    """Each problem that somebody says was solved, once."""
    titles = {each.number: each.title for each in (*view.on, *view.left_out, *view.dropped)}
    for number in dict.fromkeys(each.item for each in said if each.solved and each.item is not None):
        if number in titles:
            yield titles[number]
    for words in dict.fromkeys(each.words for each in said if each.solved and each.words):
        yield verbatim(words)


def _post(series: Series, meeting: Meeting, card: Card, work: Work) -> None:
    places = places_of(series)
    for place in places:
        key = f"minutes {meeting.id} {place.platform} {place.workspace} {place.channel}"
        if not work.update(key, card):
            work.post(place, card, key=key)
    for person in () if places else owners_of(series, work):
        key = f"minutes {meeting.id} to {key_of(person)}"
        if not work.update(key, card):
            work.send(person, card, key=key, attention=Attention.ALERT)


def posted_at(series: Series, meeting: Meeting, work: Work) -> datetime | None:
    """When they were posted first."""
    keys = [f"minutes {meeting.id} {each.platform} {each.workspace} {each.channel}" for each in places_of(series)]
    keys += [f"minutes {meeting.id} to {key_of(each)}" for each in owners_of(series, work)]
    rows = (work[Deliveries].by_key(key) for key in keys)
    return min((row.created for row in rows if row is not None), default=None)
