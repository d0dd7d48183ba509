"""Why somebody is named, in words."""

from bot.conversation.words import NOTHING, Listing, T, Words
from bot.directory.ranking import Match


def why(match: Match) -> Words:
    """What goes after a name, as in: owns _pricing exceptions_ for DACH."""
    what = Listing(items=match.for_what)
    if not match.topic:
        return T("is the contact for {what}", what=what)
    if not match.for_what:
        return T("owns _{topic}_", topic=match.topic)
    return T("owns _{topic}_ for {what}", topic=match.topic, what=what)


def wider(match: Match) -> Words:
    """That nobody is set for just what was asked, and so who answers for more does; or nothing."""
    if not match.asked:
        return NOTHING
    return T("Nobody is named for {asked} alone.", asked=Listing(items=match.asked))
