"""Opening a conversation: how two people can talk, and bringing them together there."""

from datetime import datetime
from typing import Literal, NamedTuple
from urllib.parse import quote

from bot.attention import Attention, when
from bot.conversation.cards import Button, Buttons, Card, SmallPrint, Text, button, note
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import Listing, T, When, Words
from bot.directory.actions import OpenConversation
from bot.directory.remembering import kept_briefly, today
from bot.work import Work, key_of
from storage.directory import Directory, Topic
from storage.people import Person, PersonAccount

TEAMS_CHAT = "https://teams.microsoft.com/l/chat/0/0?users="
PLATFORMS: dict[str, Words] = {"slack": T("Slack"), "teams": T("Teams"), "web": T("the playground")}


class Together(NamedTuple):
    """Two accounts in one workspace. `by`: Truce can bring them together there, or a link of the platform's does."""

    mine: PersonAccount
    theirs: PersonAccount
    by: Literal["us", "link"]


def together(asker: Person, other: Person, work: Work) -> Together | None:
    """Where two people can talk, best where the asker is at the moment; None where their platforms can't be joined."""
    if key_of(asker) == key_of(other):
        return None
    here = work.event.where
    accounts = work.people.accounts_of([key_of(asker), key_of(other)])
    mine, theirs = ([a for a in accounts[key_of(who)] if a.active and a.workspace] for who in (asker, other))
    pairs = [
        Together(one, two, "link" if one.platform == "teams" else "us")
        for one in mine
        for two in theirs
        if (one.platform, one.workspace) == (two.platform, two.workspace)
    ]
    pairs = [pair for pair in pairs if pair.by == "us" or other.email]
    return min(pairs, key=lambda pair: (pair.mine.platform, pair.mine.workspace) != here, default=None)


def conversation_button(other: Person, topic: int, work: Work) -> tuple[Button, ...]:
    """What opens a conversation with somebody; none where nothing can."""
    asker = work.actor
    way = together(asker, other, work) if asker is not None else None
    if way is None:
        return ()
    label = T("Open a conversation")
    if way.by == "link":
        return (Button(label=label, url=TEAMS_CHAT + quote(other.email or "")),)
    return (button(label, OpenConversation(person=key_of(other), topic=topic)),)


def platforms_of(person: Person, work: Work) -> Words | None:
    """Where somebody can be found; None where they have no account yet."""
    names = dict.fromkeys(a.platform for a in work.people.accounts(key_of(person)) if a.active and a.workspace)
    return T("{platforms}", platforms=Listing(items=tuple(PLATFORMS[each] for each in names))) if names else None


def open_conversation(action: OpenConversation, work: Work) -> Reply:
    """The click: both are brought together once a day and topic, in the working hours of whoever is asked."""
    asker, other = work.person, work.people.get(action.person)
    topic = work[Directory].topic(action.topic) if action.topic else None
    kept_briefly(work)
    if other is None or other.left:
        return Whisper(card=note(T("This person is not here any more. Please ask again.")))
    if key_of(other) == key_of(asker):
        return Whisper(card=note(T("That is you.")))
    way = together(asker, other, work)
    if way is None or way.by == "link":
        return Whisper(card=_elsewhere(other, work))
    wanted = max(work.now, other.away_until or work.now)
    goes = when(wanted, Attention.ALERT, work.hours(other), work.holidays)
    key = f"talk {key_of(asker)} {key_of(other)} {action.topic} {today(work)}"
    about = kept_briefly(work, until=goes)
    work.gather([way.mine, way.theirs], introduction(asker, other, topic, work), key=key, wanted=goes, about=about)
    return Whisper(card=_opened(other, goes, work))


def introduction(asker: Person, other: Person, topic: Topic | None, work: Work) -> Card:
    """What both of them read."""
    one, two = work.who(asker, notify=True), work.who(other, notify=True)
    if topic is not None:
        said = T("{asker} would like to talk with {other} about _{topic}_.", asker=one, other=two, topic=topic.name)
    else:
        said = T("{asker} would like to talk with {other}.", asker=one, other=two)
    ours = SmallPrint(words=T("I have brought you together and say nothing more here."))
    return Card(parts=(Text(words=said), ours))


def _opened(other: Person, goes: datetime, work: Work) -> Card:
    if goes > work.now:
        return note(
            T(
                "{other} is not at work now. I bring you together {when}, when they are back.",
                other=work.who(other),
                when=When(at=goes),
            )
        )
    return note(T("You and {other} get a message together in a moment.", other=work.who(other)))


def _elsewhere(other: Person, work: Work) -> Card:
    """Where no conversation can be opened by us: how they are reached."""
    found = conversation_button(other, 0, work)
    if found:
        said = T("This opens a chat with {other} in Teams.", other=work.who(other))
        return Card(parts=(Text(words=said), Buttons(buttons=found)))
    return note(cannot_be_joined(other, work))


def cannot_be_joined(other: Person, work: Work) -> Words:
    """That the two have no platform in common, and the address."""
    who, where, address = work.who(other), platforms_of(other, work), other.email
    if where and address:
        return T(
            "{who} is on {platforms}, where I can't bring you together. Please write to {email}.",
            who=who,
            platforms=where,
            email=address,
        )
    if where:
        return T("{who} is on {platforms}, where I can't bring you together.", who=who, platforms=where)
    if address:
        return T("{who} has no chat account that I know. Please write to {email}.", who=who, email=address)
    return T("I know neither an account nor an address of {who}.", who=who)
