"""`/meetings calendar`: links under which a calendar program reads meetings; made anew, and switched off.

Everybody may have one to each series: agendas are no secrets within the company. Of a link only a digest is kept, so
that it can be shown when it is made, and not again.
"""

import hashlib
import secrets
from dataclasses import dataclass

from bot.conversation.cards import Card
from bot.conversation.replies import Reply, Update, Whisper
from bot.meetings.door import GONE_REPLY
from bot.meetings.feed_actions import NewCalendarLink, ShowCalendarLink, ShowCalendarLinks, SwitchOffCalendarLink
from bot.meetings.feed_cards import Linked, link_card, links_card, made_card
from bot.work import Work
from storage.calendars import CalendarLink, CalendarLinks
from storage.meetings import Meetings


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def path_of(token: str) -> str:
    """Where a link leads, below the address of this Truce."""
    return f"/calendar/{token}.ics"


@dataclass(frozen=True)
class Links:
    def command(self, work: Work) -> Reply:
        return Whisper(card=_links(work))

    def show_all(self, _: ShowCalendarLinks, work: Work) -> Reply:
        return Update(card=_links(work))

    def show(self, action: ShowCalendarLink, work: Work) -> Reply:
        one = _linked(action.series, work)
        return Update(card=link_card(one)) if one is not None else GONE_REPLY

    def make(self, action: NewCalendarLink, work: Work) -> Reply:
        one = _linked(action.series, work)
        if one is None:
            return GONE_REPLY
        if not work.address:
            return Update(card=_links(work))
        token = secrets.token_urlsafe(32)
        links = work[CalendarLinks]
        links.revoke(work.person_id, action.series or None, work.now)
        links.add(
            CalendarLink(
                organisation=links.organisation,
                digest=digest_of(token),
                person=work.person_id,
                series=action.series or None,
                created=work.now,
            )
        )
        return Update(card=made_card(one, work.address + path_of(token)))

    def switch_off(self, action: SwitchOffCalendarLink, work: Work) -> Reply:
        work[CalendarLinks].revoke(work.person_id, action.series or None, work.now)
        one = _linked(action.series, work)
        return Update(card=link_card(one) if one is not None and one.series else _links(work))


def _links(work: Work) -> Card:
    since = {each.series: each.created for each in work[CalendarLinks].of_person(work.person_id)}
    mine = [each.id for each in work[CalendarLinks].series_of(work.person_id)]
    every = sorted(work[Meetings].all(), key=lambda each: each.id not in mine)  # one's own first, each by name
    series = [Linked(each.id or 0, each.name, since.get(each.id)) for each in every]
    return links_card(Linked(0, "", since.get(None)), series, reachable=bool(work.address))


def _linked(number: int, work: Work) -> Linked | None:
    """What a link is to, and since when there is one; None where that series is gone."""
    since = {each.series: each.created for each in work[CalendarLinks].of_person(work.person_id)}
    if not number:
        return Linked(0, "", since.get(None))
    series = work[Meetings].series(number)
    if series is None or series.state == "ended":
        return None
    return Linked(number, series.name, since.get(number))
