"""How answers look: whom to contact and why, guesses, and that nobody is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.conversation.cards import Button, Buttons, Card, Fact, Facts, Part, SmallPrint, Text, button
from bot.conversation.words import Command, Listing, T, When, Words, verbatim
from bot.directory.actions import Browse, ShareHere, SomeoneElse, Suggest, WrongPerson
from bot.directory.choosing import Found, Named
from bot.directory.conversing import cannot_be_joined, conversation_button, platforms_of, together
from bot.work import Work, key_of
from storage.directory import OpenQuestion
from storage.people import Person

MOST_STEWARDS: Final = 3


@dataclass(frozen=True)
class Seen:
    """Who sees an answer. `openly`: everybody in a channel. `shareable`: one person, who may show it to all there."""

    openly: bool = False
    shareable: bool = False


def answer_card(found: Found, work: Work, seen: Seen) -> Card:
    """Who it is, or up to three who may be."""
    parts: list[Part] = []
    if not found.sure:
        parts.append(Text(words=_guessing(len(found.named))))
    elif len(found.named) > 1:
        parts.append(Text(words=T("Each of these can answer that:")))
    for each in found.named:
        parts += person_parts(each, work, openly=seen.openly)
    return Card(parts=_rows((*parts, Buttons(buttons=_below(found, seen)))))


def _guessing(count: int) -> Words:
    if count == 1:
        return T("I am not sure. My best guess:")
    return T("I am not sure who is right. My guesses, the best one first:")


def _below(found: Found, seen: Seen) -> tuple[Button, ...]:
    """What can be said to the answer as a whole."""
    first = found.named[0]
    buttons = [button(T("Someone else"), SomeoneElse(text=found.text, openly=seen.openly))]
    if first.contact:
        wrong = WrongPerson(text=found.text, contact=first.contact if found.sure else 0, openly=seen.openly)
        label = T("Not the right person") if found.sure or len(found.named) == 1 else T("None of these")
        buttons.append(button(label, wrong))
    if seen.shareable:
        buttons.append(button(T("Share here"), ShareHere(text=found.text)))
    return tuple(buttons)


def _rows(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Two rows of buttons below one another are one."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Buttons) and not part.buttons:
            continue
        if isinstance(part, Buttons) and found and isinstance(found[-1], Buttons) and len(_all_buttons(found)) < 2:
            found[-1] = Buttons(buttons=(*found[-1].buttons, *part.buttons))
        else:
            found.append(part)
    return tuple(found)


def _all_buttons(parts: Sequence[Part]) -> list[Buttons]:
    return [each for each in parts if isinstance(each, Buttons)]


def person_parts(named: Named, work: Work, *, openly: bool = False) -> tuple[Part, ...]:
    """One of those who are named: why, how they are reached, what one should know, and what opens a conversation."""
    asked = named.stand_in or named.person
    notes = [SmallPrint(words=words) for words in _notes(named, work, openly=openly)]
    on_leave = named.stand_in is None and named.absence is not None and named.absence.on_leave
    buttons = () if on_leave else conversation_button(asked, named.topic, work)
    return (Text(words=_headline(named, work)), *_reached(asked, work), *notes, Buttons(buttons=buttons))


def _headline(named: Named, work: Work) -> Words:
    who, why = work.who(named.person), named.why
    if named.stand_in is not None and named.absence is not None:
        return T(
            "{stand_in} stands in for {who}, who {why} and is back {when}.",
            stand_in=work.who(named.stand_in),
            who=who,
            why=why,
            when=_back(named),
        )
    return T("{who} {why}.", who=who, why=why)


def _back(named: Named) -> When:
    """The day after a leave, the hour after a night."""
    assert named.absence is not None  # noqa: S101  asked only of who is away
    return When(at=named.absence.back, style="day" if named.absence.on_leave else "moment")


def _reached(person: Person, work: Work) -> tuple[Part, ...]:
    facts = []
    if person.email:
        facts.append(Fact(label=T("E-mail"), value=verbatim(person.email)))
    if where := platforms_of(person, work):
        facts.append(Fact(label=T("On"), value=where))
    return (Facts(facts=tuple(facts)),) if facts else ()


def _notes(named: Named, work: Work, *, openly: bool) -> Iterator[Words]:
    asked = named.stand_in or named.person
    if named.wider:
        yield named.wider
    if named.stale:
        yield _stale(named)
    if named.absence is not None and named.stand_in is None:
        who, when = work.who(named.person), _back(named)
        if named.absence.on_leave:
            yield T("{who} is away and back {when}. Nobody stands in.", who=who, when=when)
        else:
            yield T("{who} is not at work now and back {when}.", who=who, when=when)
    asker = work.actor
    if openly or asker is None:
        return
    if key_of(asker) == key_of(asked):
        yield T("That is you.")
    elif _is_elsewhere(asked, named, asker, work):
        yield cannot_be_joined(asked, work)


def _is_elsewhere(asked: Person, named: Named, asker: Person, work: Work) -> bool:
    """Whether somebody who could be talked to now is on another platform than whoever asks."""
    on_leave = asked is named.person and named.absence is not None and named.absence.on_leave
    return not on_leave and together(asker, asked, work) is None and platforms_of(asked, work) is not None


def _stale(named: Named) -> Words:
    if named.confirmed is None:
        return T("Nobody has confirmed that this is still right.")
    return T("Not confirmed since {day}.", day=When(at=named.confirmed, style="date"))


# Nobody is known


def unknown_card(found: Found, tending: Sequence[Person], work: Work, *, filed: bool) -> Card:
    """That nobody is known, who may know, and what becomes of the question."""
    parts: list[Part] = [Text(words=_unknown(found))]
    parts += steward_parts(tending, work)
    if filed and tending:
        parts.append(SmallPrint(words=T("The question is on their list now, without your name.")))
    elif filed:
        parts.append(SmallPrint(words=T("The question is on the list of open ones now, without your name.")))
    browse = Buttons(buttons=(button(T("Browse the topics"), Browse()),))
    return Card(parts=_rows((*parts, browse)))


def _unknown(found: Found) -> Words:
    if not found.topic:
        return T("I don't know who to ask about “{words}”.", words=found.words)
    if found.places:
        return T("Nobody is named for _{topic}_ in {places} yet.", topic=found.topic_name, places=_listed(found.places))
    return T("Nobody is named for _{topic}_ yet.", topic=found.topic_name)


def _listed(names: Sequence[str]) -> Listing:
    return Listing(items=tuple(names))


def steward_parts(tending: Sequence[Person], work: Work) -> tuple[Part, ...]:
    """Who looks after the directory, and how they are reached."""
    if not tending:
        return (Text(words=T("Nobody looks after the directory yet. An administrator can name a steward.")),)
    first = tending[0]
    if len(tending) == 1 and work.actor is not None and key_of(first) == work.person_id:
        return (Text(words=T("You look after the directory: {command}.", command=Command(text="directory"))),)
    people = Listing(items=tuple(work.who(each) for each in tending[:MOST_STEWARDS]))
    said = T("{people} may know: they look after the directory.", people=people)
    if len(tending) == 1:
        said = T("{who} may know, and looks after the directory.", who=work.who(first))
        return (Text(words=said), *_reached(first, work), Buttons(buttons=conversation_button(first, 0, work)))
    facts = (Fact(label=verbatim(each.name), value=verbatim(each.email or "")) for each in tending[:MOST_STEWARDS])
    reached = tuple(fact for fact in facts if fact.value.values["text"])
    return (Text(words=said), *((Facts(facts=reached),) if reached else ()))


def empty_card(tending: Sequence[Person], work: Work) -> Card:
    """That there is nothing to find yet, and who can change that."""
    if not tending:
        said = T("The directory is empty so far. An administrator can name a steward, who fills it.")
        return Card(parts=(Text(words=said), _MORE))
    people = Listing(items=tuple(work.who(each) for each in tending[:MOST_STEWARDS]))
    said = T("The directory is empty so far. {people} can fill it: {command}.", people=people, command=_DIRECTORY)
    return Card(parts=(Text(words=said), _MORE))


def how_to_ask() -> Card:
    """Help for who said nothing that could be looked up."""
    return Card(
        parts=(
            Text(words=T("Ask me who to contact, in your own words: _who handles price exceptions in Germany?_")),
            _MORE,
            Buttons(buttons=(button(T("Browse the topics"), Browse()),)),
        )
    )


# After "not the right person" and "someone else"


def wrong_card(
    question: OpenQuestion, named: Named | None, others: Sequence[Named], tending: Sequence[Person], work: Work
) -> Card:
    """Thanks, what becomes of it, and whom to try instead."""
    if named is not None:
        said = T("Thank you. I have noted that {who} is not the right one.", who=work.who(named.person))
    else:
        said = T("Thank you. I have noted that none of them is right.")
    parts: list[Part] = [Text(words=said), *_noted(tending, work)]
    know = Buttons(buttons=(button(T("I know who it is"), Suggest(question=question.id or 0)),))
    if others:
        parts.append(Text(words=T("Perhaps it is one of these:") if len(others) > 1 else T("Perhaps it is:")))
    for each in others:
        parts += person_parts(each, work)
    return Card(parts=_rows((*parts, know)))


def _noted(tending: Sequence[Person], work: Work) -> tuple[Part, ...]:
    if not tending:
        return (SmallPrint(words=T("Your name is not with it.")),)
    people = Listing(items=tuple(work.who(each) for each in tending[:MOST_STEWARDS]))
    return (SmallPrint(words=T("It is on the list of {people}, without your name.", people=people)),)


def others_card(others: Sequence[Named], tending: Sequence[Person], work: Work) -> Card:
    """Who else may answer; where there is nobody, who looks after the topic."""
    if not others:
        said = T("I know nobody else for that.")
        return Card(parts=_rows((Text(words=said), *steward_parts(tending, work))))
    parts: list[Part] = [Text(words=T("Others who may answer that:") if len(others) > 1 else T("Also possible:"))]
    for each in others:
        parts += person_parts(each, work)
    return Card(parts=_rows(parts))


_DIRECTORY: Final = Command(text="directory")
_MORE: Final = SmallPrint(words=T("{help} shows what else I can do.", help=Command(text="help")))
