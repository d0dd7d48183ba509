"""Marketing in reviews: whose review it is sees who does the marketing for its segment, and adds them by a click."""

from dataclasses import dataclass

from bot.attention import Attention
from bot.conversation.cards import note as card_of_words
from bot.conversation.replies import Reply, Update, Whisper
from bot.conversation.words import T, verbatim
from bot.engagements.actions import AddToReview
from bot.engagements.asking import ask, stop_reminding
from bot.engagements.case import Case, again, load, note
from bot.engagements.door import GONE, Door, note_try
from bot.engagements.messages import tell_owner
from bot.engagements.ports import Ports
from bot.engagements.resolving import Found, marketer_of
from bot.engagements.settling import settle
from bot.engagements.telling_cards import added_card, proposal_card
from bot.engagements.waivers import may_waive
from bot.work import Work, key_of
from storage.people import Person
from storage.rules import Rules


def propose(case: Case, ports: Ports, work: Work) -> None:
    """Tell whose review it is whom they may add, unless they are asked themselves and so see it there."""
    owner = work.people.get(case.subject.owner) if case.subject.owner is not None else None
    asked = {each.person for each in case.asks if each.state == "asked"}
    person = lacking(case, ports, work)
    if person is None or owner is None or owner.left or key_of(owner) in asked or key_of(owner) == key_of(person):
        return
    card = proposal_card(case, person, asked=key_of(person) in asked)
    work.send(owner, card, key=proposal_key(case), attention=Attention.ALERT)


def proposal_key(case: Case) -> str:
    return f"engagement {case.number} proposal"


def lacking(case: Case, ports: Ports, work: Work) -> Person | None:
    """The marketer for a review that has none."""
    if case.subject.kind != "review" or "marketing" in (case.subject.facts.get("sides") or ()):
        return None
    return marketer_of(case.subject, ports, work)


@dataclass(frozen=True)
class Inviting:
    ports: Ports

    def add(self, action: AddToReview, work: Work) -> Reply:
        case = load(action.engagement, self.ports, work)
        if case is None:
            return GONE
        if not self._may(case, work):
            note_try(case, work, "add to a review")
            return Whisper(card=card_of_words(T("That is for whoever owns {name}.", name=verbatim(case.subject.name))))
        person = lacking(case, self.ports, work)
        if person is None or key_of(person) != action.person or not case.is_open or case.subject.ended:
            return Door(self.ports).as_it_is(case, work)
        self.ports.reviews.attend(case.subject.id, action.person, work)
        note(case, "added", work, other=action.person)
        self._answered(case, person, work)
        if key_of(person) != work.person_id:
            card = added_card(case.subject, work.person, case.rule.name)
            work.send(person, card, key=f"engagement {case.number} added {person.id}", attention=Attention.ALERT)
        shown = settle(case, self.ports, work)
        name = verbatim(case.subject.name)
        tell_owner(
            case,
            T("{who} has added {person} to {name}.", who=work.person.name, person=person.name, name=name),
            work,
            but=work.person_id,
        )
        said = T("{person} is on the list of {name} now, and is told.", person=person.name, name=name)
        return Update(card=shown or card_of_words(said))

    def _may(self, case: Case, work: Work) -> bool:
        mine = any(each.person == work.person_id and each.state == "asked" for each in case.asks)
        return mine or case.subject.owner == work.person_id or may_waive(case, self.ports, work)

    def _answered(self, case: Case, person: Person, work: Work) -> None:
        """They are in: as one of those asked, or besides them."""
        open_asks = [each for each in case.asks if each.state in {"asked", "declined"}]
        theirs = next((each for each in open_asks if each.person == key_of(person)), None)
        if theirs is None:
            target = open_asks[0].target if open_asks else 0
            why = T("does the marketing for this segment")
            theirs = ask(again(case, self.ports, work), target, Found(person, why), work)
        theirs.state, theirs.answered = "joined", work.now
        work[Rules].add(theirs)
        stop_reminding([theirs], work)
