"""What just happened, told in plain words."""

from datetime import UTC, datetime
from typing import Any

from adapters.web.happenings import Happenings, told
from adapters.web.playground.world import World
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
    assert (happening.who, happening.did, happening.detail) == ("Grace Okafor", "clicked", "pulse: answer all")
    assert happening.answered == "opened a form"


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
