"""Nobody is named for what a rule wants: somebody is asked to find them, and the directory hears of its hole."""

from collections.abc import Sequence
from typing import Final

from bot.attention import Attention
from bot.conversation.words import T
from bot.engagements.case import Case, note
from bot.engagements.ports import Ports
from bot.engagements.resolving import Found
from bot.engagements.telling_cards import hole_card
from bot.rights import Role
from bot.targets import Target
from bot.work import Work, key_of

_FINDERS: Final = (Role.LIAISON, Role.STEWARD, Role.HEAD, Role.ADMINISTRATOR)


def nobody(case: Case, target: Target, ports: Ports, work: Work) -> Sequence[Found]:
    """A hole in the directory: who is asked to find somebody, and who is told."""
    note(case, "nobody", work, words=target.topic or target.person, itself=True)
    finders = next((people for role in _FINDERS if (people := work.people.with_role(role))), ())
    told = {key_of(each) for each in work.people.with_role(Role.LIAISON)}
    if target.topic or target.who == "marketer":
        told |= set(ports.holes.nobody(target.topic or "segment marketing", case.subject.concerning, work))
    else:
        told |= {key_of(each) for each in work.people.with_role(Role.STEWARD)}
    for person in work.people.some(told - {key_of(each) for each in finders}).values():
        card = hole_card(case, target, finders)
        key = f"engagement {case.number} hole {key_of(person)} {target.topic or target.who or target.person}"
        work.send(person, card, key=key, attention=Attention.ALERT)
    why = T("is asked to find somebody, because nobody is named for this: hand it to whoever is right")
    return [Found(each, why) for each in finders]
