"""Where an agenda stands: once in each channel of its series, the same everywhere; or with its owners directly."""

from collections.abc import Sequence

from bot.attention import Attention
from bot.conversation.cards import Card
from bot.conversation.model import Place
from bot.work import Work, key_of
from storage.meetings import Meeting, Series
from storage.people import Person


def places_of(series: Series) -> Sequence[Place]:
    return [Place.model_validate(each) for each in series.channels]


def owners_of(series: Series, work: Work) -> Sequence[Person]:
    """Its owner and co-owner, as far as they are still here."""
    people = work.people.some(each for each in (series.owner, series.co_owner) if each is not None)
    both = dict.fromkeys([series.owner, series.co_owner])
    return [people[each] for each in both if each is not None and each in people and not people[each].left]


def key_of_post(meeting: Meeting, place: Place) -> str:
    """What its message in a channel is called among the deliveries."""
    return f"agenda {meeting.id} {place.platform} {place.workspace} {place.channel}"


def post(series: Series, meeting: Meeting, card: Card, work: Work) -> None:
    """Post it, or let what is posted look like this from now on."""
    places = places_of(series)
    for place in places:
        key = key_of_post(meeting, place)
        if not work.update(key, card):
            work.post(place, card, key=key)
    for person in () if places else owners_of(series, work):
        key = f"agenda {meeting.id} to {key_of(person)}"
        if not work.update(key, card):
            work.send(person, card, key=key, attention=Attention.ALERT, expires=meeting.starts)
