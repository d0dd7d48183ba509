"""A deal's own channel, named where it is, by its owner or a manager: what rules ask about it is told there, too."""

from typing import Final

from bot.conversation.cards import note
from bot.conversation.replies import Reply, Whisper
from bot.conversation.words import Command, Listing, T, Words, verbatim
from bot.deals.recording import record
from bot.deals.told import DealTold
from bot.deals.words_of import after_all
from bot.rights import Right
from bot.work import Work
from storage.deals import Deal, Deals

MOST_NAMED: Final = 5


def here(name: str, work: Work, *, comes: bool) -> Reply:
    """`deals here NAME`, typed in the channel that is meant; `comes` is False for `deals not here NAME`."""
    if work.place.kind == "direct":
        return Whisper(card=note(T("Type this in the channel that you mean. Then I know which one it is.")))
    found = _named(name, work)
    if not isinstance(found, Deal):
        return Whisper(card=note(found))
    place = work.place.model_copy(update={"thread": ""}) if comes else None
    record(DealTold(system=found.system, external=found.external, at=after_all(found, work), place=place), work)
    told = verbatim(found.name)
    if not comes:
        return Whisper(card=note(T("What is asked about {name} no longer comes here.", name=told)))
    words = T("Whoever is asked about {name}, and who joins, stands here from now on.", name=told)
    if work.place.platform == "slack":
        words = T("{words} If I am not in this channel yet, type /invite @Truce.", words=words)
    return Whisper(card=note(words))


def _named(name: str, work: Work) -> Deal | Words:
    """The open deal that is meant, of whoever acts or, for managers, of anybody; else what to tell them."""
    wanted = " ".join(name.split()).strip("“”\"'")
    if not wanted:
        return T("Which deal do you mean? Add its name: {command}.", command=Command(text="deals here Acme renewal"))
    there = work[Deals].open_named(wanted, None if work.may(Right.TEND_DEALS) else work.person_id, MOST_NAMED)
    exact = [each for each in there if each.name.casefold() == wanted.casefold()]
    if len(exact or there) == 1:
        return (exact or there)[0]
    if not there:
        return T("I know no open deal of yours called “{name}”.", name=wanted)
    return T(
        "Several deals begin like that. Which of {names} is it?", names=Listing(items=tuple(e.name for e in there))
    )
