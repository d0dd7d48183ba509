"""A steward's list: every Monday morning of theirs, if there is anything; whenever they ask; and a line at home."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.conversation.cards import Part
from bot.conversation.events import Installed
from bot.conversation.replies import Reply, Update, Whisper
from bot.directory.confirming import keep_asking
from bot.directory.steward_cards import list_card, waiting_line
from bot.directory.stewards import stewards
from bot.directory.tend_actions import PlanLists, SendList, Shown, ShowQuestions
from bot.directory.waiting import count_of, settle_answered, tended, tended_here, waiting
from bot.rights import ForbiddenError, Right
from bot.timing import resolve, wall_time
from bot.work import Work, key_of
from storage.stewardship import Stewardship
from storage.timers import Timers

PAGE: Final = 100
SHOWING: Final = time(10)
"""The hour of their Monday."""
AHEAD: Final = timedelta(minutes=15)
"""So long before its hour a list is made: then it is ready when the hour strikes."""
SATURDAY: Final = 5
PLANNING: Final = time(12)
"""On Saturday, when it is nowhere Monday yet."""


def keep_listing(work: Work) -> None:
    """See to it that the weekly timer is there; the first time it comes at once."""
    if work[Timers].due_of(PlanLists.NAME, "weekly") is None:
        work.set_timer(PlanLists(), key="weekly", due=work.now)


def installed(_: Installed, work: Work) -> None:
    """A company is new: what comes by itself begins."""
    keep_asking(work)
    keep_listing(work)


def plan_lists(timer: PlanLists, work: Work) -> None:
    """Set the timer of each steward's own Monday."""
    numbers = {*work[Stewardship].stewards(), *(key_of(each) for each in stewards(None, work))}
    page = sorted(each for each in numbers if each > timer.after)[:PAGE]
    people = work.people.some(page)
    for number in page:
        due = monday(work.now, work.zone(people[number])) - AHEAD
        work.set_timer(SendList(person=number), key=str(number), due=max(due, work.now))
    if len(page) == PAGE:
        work.set_timer(PlanLists(after=page[-1]), key="weekly", due=work.now)
    else:
        work.set_timer(PlanLists(), key="weekly", due=_saturday(work.now, work.organisation.zone))


def send_list(timer: SendList, work: Work) -> None:
    """The list, to somebody who may have become somebody else's steward, or nobody's, since it was planned."""
    person = work.people.get(timer.person)
    if person is None or person.left or work.account_for(person) is None:
        return
    mine = tended(person, work)
    settle_answered(mine, work)
    now = waiting(mine, Shown(), work)
    if not now.count:
        return
    following = monday(work.now + timedelta(days=1), work.zone(person))
    key = f"directory list {person.id} {wall_time(following, work.zone(person)).date()}"
    moment = work.send(person, list_card(now), key=key, at=SHOWING, expires=following)
    if moment >= following:
        work.withdraw(key)  # then comes the next one


def questions(work: Work) -> Reply:
    """The way of the command: all that they may settle."""
    everything = work.may(Right.TEND_DIRECTORY)
    if not everything and not work[Stewardship].topics_of_steward(work.person_id):
        raise ForbiddenError(Right.TEND_DIRECTORY)
    return show_questions(ShowQuestions(shown=Shown(everything=everything), anew=True), work)


def show_questions(action: ShowQuestions, work: Work) -> Reply:
    mine = tended_here(action.shown, work)
    if action.anew:
        settle_answered(mine, work)
    card = list_card(waiting(mine, action.shown, work))
    return Whisper(card=card) if action.anew else Update(card=card)


def waits(work: Work) -> tuple[Part, ...]:
    """At home, for those who look after topics."""
    if not work.may(Right.TEND_DIRECTORY) and not work[Stewardship].topics_of_steward(work.person_id):
        return ()
    return waiting_line(count_of(tended(work.person, work), work))


def monday(now: datetime, zone: str) -> datetime:
    """The next Monday at the hour of the list."""
    return _next(0, SHOWING, now, zone)


def _saturday(now: datetime, zone: str) -> datetime:
    return _next(SATURDAY, PLANNING, now, zone)


def _next(weekday: int, hour: time, now: datetime, zone: str) -> datetime:
    today = wall_time(now, zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    moment = resolve(datetime.combine(day, hour), zone)
    return moment if moment > now else resolve(datetime.combine(day + timedelta(days=7), hour), zone)
