"""What just happened, told in plain words."""

from datetime import UTC, datetime
from typing import Any, TypeGuard

from adapters.web.happenings import Happenings, spoken, told
from adapters.web.playground.world import World
from bot.conversation.payloads import Payload
from bot.pulse import actions, plan_actions
from bot.trace import Trace
from tests.adapters.web.chatting import says, somebody

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def _trace(**more: Any) -> Trace:
    given: dict[str, Any] = {
        "at": NOW,
        "event": "Clicked",
        "detail": "pulse.answer_all",
        "handler": "pulse.handlers.answer_form",
        "who": "Grace Okafor",
        "changes": {},
        "reply": "form",
    }
    return Trace(**(given | more))


def test_changes_are_counted_in_words() -> None:
    changes = {("delivery", "added"): 27, ("timer", "removed"): 1, ("inbox", "added"): 1, ("answer", "added"): 0}
    assert told(_trace(changes=changes), 1).changes == ("27 messages queued", "1 timer done")


def test_what_was_done_about_what_and_the_answer() -> None:
    happening = told(_trace(), 1)
    assert (happening.who, happening.did, happening.detail) == (
        "Grace Okafor",
        "clicked",
        "all answers in one form",
    )
    assert happening.answered == "opened a form"


def test_what_pulses_do_is_told_in_plain_words() -> None:
    changes = {("wave_key", "removed"): 1, ("answer", "removed"): 60, ("participant", "added"): 27}
    happening = told(_trace(event="TimerDue", detail="pulse.end", changes=changes), 1)
    assert f"{happening.did} {happening.detail}" == "Time came a survey closes"
    assert happening.changes == (
        "1 key that hides names destroyed",
        "60 single answers destroyed",
        "27 people to be asked",
    )


def test_every_timer_and_button_of_pulses_has_words_of_its_own() -> None:
    names = [each.NAME for each in (*vars(actions).values(), *vars(plan_actions).values()) if _is_payload(each)]
    assert len(names) > 20
    assert [name for name in names if spoken(name).startswith("pulse:")] == []


def test_a_repeat_says_that_nothing_changed() -> None:
    assert "nothing changed" in told(_trace(repeated=True, reply="repeat"), 1).answered


def test_a_failure_is_told_and_names_no_value() -> None:
    assert told(_trace(trouble="KeyError"), 1).trouble == "The handler failed (KeyError); nothing was changed."


def test_only_the_newest_are_kept() -> None:
    happenings = Happenings()
    for _ in range(500):
        happenings.note(_trace())
    assert len(happenings.newest(1000)) < 500
    assert happenings.newest(1)[0].number == 500


async def test_a_command_leaves_its_trace(world: World) -> None:
    await says(world, somebody(world, "Helena"), "/truce gallery")
    newest = world.happenings.newest(1)[0]
    assert (newest.who, newest.did, newest.detail) == ("Helena Brandt", "typed a command", "gallery")
    assert set(newest.changes) == {"1 timer set", "1 message queued"}


def _is_payload(thing: object) -> TypeGuard[type[Payload]]:
    return isinstance(thing, type) and issubclass(thing, Payload) and hasattr(thing, "NAME")
