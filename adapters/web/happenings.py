"""What just happened, in plain words: the traces of the core as the playground tells them.

Comes in: traces, from the core's writer threads. Goes out: the newest ones, and whoever watches is told.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.trace import Trace

KEPT: Final = 120

_DID: Final = {
    "Said": "wrote to Truce",
    "Commanded": "typed a command",
    "Clicked": "clicked",
    "Submitted": "sent a form",
    "OpenedHome": "opened Home",
    "TimerDue": "Time came",
    "Installed": "Truce was installed",
    "Uninstalled": "Truce was removed",
    "MembersSeen": "The member list was read",
    "GroupSeen": "A group was read",
    "GroupLeft": "Somebody left a group",
    "ReferenceSeen": "An address was learned",
    "Delivered": "A delivery was reported",
    "Reported": "The CRM reported",
    "ReadAgain": "A report was read again",
}
_ANSWERED: Final = {
    "say": "answered with a message",
    "whisper": "answered privately",
    "update": "changed the message in place",
    "form": "opened a form",
    "errors": "asked for another look at the form; nothing was changed",
    "home": "showed the Home page",
    "repeat": "knew this event already: the same answer again, nothing changed",
}
_ABOUT: Final = {
    "pulse.start": "start an assessment",
    "pulse.new": "set up a survey",
    "pulse.list": "all surveys",
    "pulse.change": "change a survey",
    "pulse.pause": "pause a survey",
    "pulse.resume": "resume a survey",
    "pulse.stop": "stop a survey",
    "pulse.add_question": "add a question",
    "pulse.pick_question": "one of the questions",
    "pulse.edit_question": "change a question",
    "pulse.move_question": "move a question",
    "pulse.drop_question": "remove a question",
    "pulse.show": "a survey's questions",
    "pulse.named": "with or without names",
    "pulse.send": "send a survey now",
    "pulse.preview": "the preview",
    "pulse.answer": "on to the next question",
    "pulse.rate": "an answer",
    "pulse.write": "something in own words",
    "pulse.answer_all": "all answers in one form",
    "pulse.bring_back": "ask me later",
    "pulse.decline": "not this time",
    "pulse.close": "close it now",
    "pulse.csv": "the figures as a file",
    "pulse.result": "a result",
    "pulse.comments": "what people wrote",
    "pulse.trend": "how it moves",
    "meetings.prepare": "the next agenda goes out",
    "meetings.begin": "a meeting begins",
    "meetings.end_of": "a meeting ends",
    "agenda.look": "whether the agenda has arrived",
    "action_items.remind": "somebody is reminded of an action item",
    "engagements.plan_digests": "Monday's digests are planned",
    "engagements.send_digest": "a Monday digest",
    "pulse.open": "a survey opens",
    "pulse.invite": "people are asked",
    "pulse.remind": "the silent are reminded, once",
    "pulse.return": "somebody is asked again, as they wished",
    "pulse.end": "a survey closes",
    "pulse.destroy": "single answers are destroyed",
    "pulse.publish": "the result goes to everybody",
    "deals.consider": "a business record has changed: the rules look at it",
    "reports.list": "what could not be read",
    "reports.show": "why it could not be read",
    "reports.again": "read it once more",
    "reports.dismiss": "dismiss a report",
    "reports.use": "what a report itself says is used",
    "reports.forget": "old reports lose their contents",
    "who": "who to contact",
    "who.browse": "the topics",
    "who.topic": "a topic",
    "who.contact": "one of its contacts",
    "who.share": "an answer for all to see",
    "who.talk": "a conversation",
    "who.else": "someone else",
    "who.wrong": "not the right person",
    "who.suggest": "who it should be",
    "who.forget": "what lines up with who asked is forgotten",
}
"""What buttons, forms and timers of surveys are about, and those of asking who to contact."""
_THINGS: Final = {
    "delivery": ("message", "messages"),
    "timer": ("timer", "timers"),
    "person": ("person", "people"),
    "account": ("account", "accounts"),
    "role": ("role", "roles"),
    "organisation": ("company", "companies"),
    "workspace": ("workspace", "workspaces"),
    "pulse": ("survey", "surveys"),
    "wave": ("round of a survey", "rounds of a survey"),
    "participant": ("person", "people"),
    "wave_key": ("key that hides names", "keys that hide names"),
    "answer": ("single answer", "single answers"),
    "remark": ("text", "texts"),
    "tally": ("running sum", "running sums"),
    "turnout": ("count of answers", "counts of answers"),
    "topic_use": ("count of questions", "counts of questions"),
    "open_question": ("open question", "open questions"),
    "report": ("report", "reports"),
    "deal": ("deal", "deals"),
    "version": ("state of a record", "states of a record"),
}
_VERBS: Final = {
    ("delivery", "added"): "queued",
    ("delivery", "removed"): "withdrawn",
    ("timer", "added"): "set",
    ("timer", "changed"): "moved",
    ("timer", "removed"): "done",
    ("pulse", "added"): "set up",
    ("wave", "added"): "opened",
    ("participant", "added"): "to be asked",
    ("participant", "changed"): "with a wish noted",
    ("wave_key", "added"): "made",
    ("wave_key", "removed"): "destroyed",
    ("answer", "added"): "kept until closing",
    ("answer", "removed"): "destroyed",
    ("remark", "added"): "kept until closing",
    ("remark", "removed"): "destroyed",
    ("tally", "removed"): "destroyed",
    ("turnout", "removed"): "destroyed",
    ("report", "added"): "stored as it came",
    ("version", "added"): "kept",
    ("version", "changed"): "looked at",
}
_UNSPOKEN: Final = frozenset({"inbox"})


@dataclass(frozen=True)
class Happening:
    """One event, ready to be read. `changes` are short phrases such as "2 messages queued"."""

    number: int
    at: datetime
    who: str
    did: str
    detail: str
    handler: str
    changes: tuple[str, ...]
    answered: str
    trouble: str


class Happenings:
    """Give `note` to the core as its observer. `changed` is called, in the writer's thread, after each."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._changed = changed
        self._count = 0

    def note(self, trace: Trace) -> None:
        self._count += 1
        self._kept.appendleft(told(trace, self._count))
        self._changed()

    def newest(self, most: int) -> list[Happening]:
        return list(self._kept.copy())[:most]

    def clear(self) -> None:
        self._kept.clear()


def told(trace: Trace, number: int) -> Happening:
    did = _DID.get(trace.event, trace.event)
    return Happening(
        number=number,
        at=trace.at,
        who=trace.who,
        did=did,
        detail=spoken(trace.detail),
        handler=trace.handler.partition(".<locals>")[0],
        changes=tuple(
            _change(table, verb, count)
            for (table, verb), count in trace.changes.items()
            if count and table not in _UNSPOKEN
        ),
        answered=_ANSWERED.get("repeat" if trace.repeated else trace.reply, ""),
        trouble=f"The handler failed ({trace.trouble}); nothing was changed." if trace.trouble else "",
    )


def spoken(name: str) -> str:
    """A payload's or command's name as words: "pulse.end" is "a survey closes", "people.join" is "people: join"."""
    if name in _ABOUT:
        return _ABOUT[name]
    head, dot, rest = name.partition(".")
    return f"{head}: {rest.replace('_', ' ').replace('.', ' ')}" if dot else name.replace("_", " ")


def _change(table: str, verb: str, count: int) -> str:
    one, many = _THINGS.get(table, (table.replace("_", " "), f"{table.replace('_', ' ')} records"))
    return f"{count} {one if count == 1 else many} {_VERBS.get((table, verb), verb)}"
