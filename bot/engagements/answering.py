"""What those who are asked answer: I'm in, take back, changes needed.

Who may, the records say: an ask is answered by the person it names. Anybody else gets a polite no, and the try stands
in the audit trail. A button of old answers with how it stands now.
"""

from dataclasses import dataclass
from typing import Final

from bot.conversation.forms import Form, TextField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import Reply
from bot.conversation.words import T, Words, verbatim
from bot.engagements.actions import Join, JoinAndSay, TakeBack, WantChanges
from bot.engagements.asking import stop_reminding
from bot.engagements.case import Case, note
from bot.engagements.door import Door, reply
from bot.engagements.messages import tell_owner
from bot.engagements.ports import Ports
from bot.engagements.settling import ask_again_who_was_released, settle
from bot.work import Work
from storage.rules import Ask, Rules

LONGEST: Final = 500


@dataclass(frozen=True)
class Answering:
    ports: Ports

    @property
    def door(self) -> Door:
        return Door(self.ports)

    def join(self, action: Join, work: Work) -> Reply:
        return self._joins(action, "", work)

    def say_form(self, action: JoinAndSay, work: Work) -> Form | Reply:
        found = self.door.mine(action.ask, work, "join")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        if not _may_join(case, ask):
            return self.door.as_it_is(case, work, record=action.record)
        return Form(
            title=T("Approve and say") if case.rule.gate else T("I'm in, and say"),
            intro=(T("Whoever decides next about {name} reads this.", name=verbatim(case.subject.name)),),
            fields=(TextField(key="words", label=T("What should they know?"), multiline=True, longest=LONGEST),),
            submit=T("Approve") if case.rule.gate else T("I'm in"),
            press=press(action),
        )

    def say(self, action: JoinAndSay, values: Values, work: Work) -> Reply:
        return self._joins(action, str(values["words"]), work)

    def _joins(self, action: Join | JoinAndSay, words: str, work: Work) -> Reply:
        found = self.door.mine(action.ask, work, "join")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        if not _may_join(case, ask):
            return self.door.as_it_is(case, work, record=action.record)
        for each in case.asks:
            if each is ask or (each.person == ask.person and each.state == "asked"):
                self._join(case, each, work)
        note(case, "joined", work, other=ask.person, words=words)
        shown = settle(case, self.ports, work)
        tell_owner(case, self._who_joined(case, ask, work, words), work, but=work.person_id)
        return reply(case, ask, shown, self.ports, work, record=action.record)

    def _join(self, case: Case, ask: Ask, work: Work) -> None:
        """For all targets that they were found for."""
        ask.state, ask.answered = "joined", work.now
        work[Rules].add(ask)
        stop_reminding([ask], work)
        if case.subject.kind == "review":
            self.ports.reviews.attend(case.subject.id, ask.person, work)

    def _who_joined(self, case: Case, ask: Ask, work: Work, words: str = "") -> Words:
        person, name = work.person.name, verbatim(case.subject.name)
        if case.rule.gate and words:
            return T("{who} has approved {name}: “{words}”", who=person, name=name, words=words)
        if words:
            return T("{who} is in on {name}: “{words}”", who=person, name=name, words=words)
        if case.rule.gate:
            return T("{who} has approved {name}.", who=person, name=name)
        by = work.people.get(ask.handed_by) if ask.handed_by is not None else None
        if by is not None:
            return T("{who} is in on {name}; {by} had handed it over.", who=person, name=name, by=by.name)
        return T("{who} is in on {name}.", who=person, name=name)

    def take_back(self, action: TakeBack, work: Work) -> Reply:
        found = self.door.mine(action.ask, work, "take back")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        if ask.state != "joined" or case.subject.ended or case.engagement.state in {"cancelled", "waived"}:
            return self.door.as_it_is(case, work, record=action.record)
        for each in case.asks:
            if each.person == ask.person and each.state == "joined":
                each.state, each.answered, each.late = "asked", None, False
                work[Rules].add(each)
                ask_again_who_was_released(case, each.target, work)
        note(case, "took back", work, other=ask.person)
        shown = settle(case, self.ports, work)
        said = T("{who} is out again on {name}.", who=work.person.name, name=verbatim(case.subject.name))
        if case.rule.gate:
            said = T("{who} has taken the approval of {name} back.", who=work.person.name, name=case.subject.name)
        tell_owner(case, said, work, but=work.person_id)
        return reply(case, ask, shown, self.ports, work, record=action.record)

    # Gates

    def changes_form(self, action: WantChanges, work: Work) -> Form | Reply:
        found = self.door.mine(action.ask, work, "want changes")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        if ask.state not in {"asked", "changes", "declined"} or not case.is_open or case.subject.ended:
            return self.door.as_it_is(case, work, record=action.record)
        return Form(
            title=T("Changes needed"),
            intro=(T("Whoever handed in {name} reads this at once.", name=verbatim(case.subject.name)),),
            fields=(TextField(key="words", label=T("What should change?"), multiline=True, longest=LONGEST),),
            submit=T("Send"),
            press=press(action),
        )

    def want_changes(self, action: WantChanges, values: Values, work: Work) -> Reply:
        found = self.door.mine(action.ask, work, "want changes")
        if not isinstance(found, tuple):
            return found
        case, ask = found
        ask.state, ask.answered, ask.words = "changes", work.now, str(values["words"])
        work[Rules].add(ask)
        note(case, "changes wanted", work, other=ask.person, words=ask.words)
        stop_reminding([ask], work)
        shown = settle(case, self.ports, work)
        who, name = work.person.name, verbatim(case.subject.name)
        said = T("{who} asks for changes to {name}: “{words}”", who=who, name=name, words=ask.words)
        tell_owner(case, said, work, but=work.person_id)
        return reply(case, ask, shown, self.ports, work, record=action.record)


def _may_join(case: Case, ask: Ask) -> bool:
    return ask.state in {"asked", "declined", "changes"} and case.is_open and not case.subject.ended
