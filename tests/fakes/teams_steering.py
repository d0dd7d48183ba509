"""Steering a fake that runs as its own program: one function a name under /_fake/, JSON in, JSON out.

People are named by e-mail, name or id; places by a person, a team's name or a conversation id.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.fakes.teams_limits import Fault
from tests.fakes.teams_tenant import Conversation, Message, Person, Team

if TYPE_CHECKING:
    from tests.fakes.teams import FakeTeams, Reply

Json = dict[str, Any]


async def steer(teams: "FakeTeams", what: str, arguments: Json) -> tuple[int, Any]:
    """Status and body; 404 for an unknown name or person, 400 for what the client would not send."""
    if what not in STEERING:
        return 404, {"error": f"no {what!r}; there are: {', '.join(sorted(STEERING))}"}
    try:
        return 200, await STEERING[what](teams, **arguments)
    except (KeyError, StopIteration) as problem:
        return 404, {"error": f"not found: {problem}"}
    except (AssertionError, TypeError, ValueError) as problem:
        return 400, {"error": str(problem)}


async def _settings(teams: "FakeTeams") -> Json:
    return teams.environment()


async def _state(teams: "FakeTeams") -> Json:
    with teams.lock:
        tenant = teams.tenant
        return {
            "people": [person.as_member() for person in tenant.people],
            "conversations": {c.id: [_message(m) for m in c.messages] for c in tenant.conversations.values()},
            "dialogs": [{"person": d.person.email, "title": d.title, "card": d.card, "open": d.open, "said": d.said}
                        for d in teams.dialogs],
            "calls": [asdict(call) for call in teams.calls],
            "throttled": teams.rates.throttled,
            "tokens_issued": teams.identity.tokens_issued,
            "problems": teams.problems,
        }  # fmt: skip


async def _messages(teams: "FakeTeams", where: str, everyone: bool = False) -> list[Json]:
    return [_message(message) for message in teams.messages(_place(teams, where), everyone=everyone)]


async def _person_added(teams: "FakeTeams", name: str, email: str | None = None, **more: Any) -> Json:
    return teams.add_person(name, email, **more).as_member()


async def _team_added(teams: "FakeTeams", name: str, channels: list[str], members: list[str]) -> Json:
    team = teams.add_team(name, channels, [_person(teams, one) for one in members])
    return {"id": team.id, "channels": {c.name: c.id for c in team.channels}}


async def _fault(teams: "FakeTeams", **fault: Any) -> Json:
    return asdict(teams.faults.add(Fault(**fault)))


async def _clear_faults(teams: "FakeTeams") -> Json:
    teams.faults.clear()
    return {}


async def _app(teams: "FakeTeams", url: str) -> Json:
    teams.app = url
    return {}


async def _say(teams: "FakeTeams", person: str, text: str, where: str | None = None) -> Json:
    return _reply(await teams.says(_person(teams, person), text, _place(teams, where) if where else None))


async def _click(teams: "FakeTeams", person: str, message: str, title: str, inputs: Json | None = None) -> Json:
    return _reply(await teams.click(_person(teams, person), _find(teams, message), title, inputs))


async def _submit(teams: "FakeTeams", person: str, title: str, inputs: Json | None = None) -> Json:
    return _reply(await teams.submit(teams.dialog(_person(teams, person)), title, inputs))


async def _install(teams: "FakeTeams", person: str, where: str | None = None) -> list[Json]:
    return [_reply(r) for r in await teams.install(_person(teams, person), _place(teams, where) if where else None)]


async def _uninstall(teams: "FakeTeams", person: str, where: str | None = None) -> list[Json]:
    return [_reply(r) for r in await teams.uninstall(_person(teams, person), _place(teams, where) if where else None)]


async def _block(teams: "FakeTeams", person: str, blocked: bool = True) -> Json:
    teams.block(_person(teams, person), blocked=blocked)
    return {}


STEERING: dict[str, Callable[..., Awaitable[Any]]] = {
    "settings": _settings,
    "state": _state,
    "messages": _messages,
    "person": _person_added,
    "team": _team_added,
    "fault": _fault,
    "clear_faults": _clear_faults,
    "app": _app,
    "say": _say,
    "click": _click,
    "submit": _submit,
    "install": _install,
    "uninstall": _uninstall,
    "block": _block,
}


def _person(teams: "FakeTeams", wanted: str) -> Person:
    person = teams.tenant.person(wanted)
    if person is None:
        raise KeyError(wanted)
    return person


def _place(teams: "FakeTeams", wanted: str) -> Person | Conversation | Team:
    if wanted in teams.tenant.conversations:
        return teams.tenant.conversations[wanted]
    team = next((team for team in teams.tenant.teams if wanted in {team.id, team.name}), None)
    return team or _person(teams, wanted)


def _find(teams: "FakeTeams", message_id: str) -> Message:
    found = (c.find(message_id) for c in teams.tenant.conversations.values())
    return next(message for message in found if message is not None)


def _message(message: Message) -> Json:
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "thread": message.thread,
        "from": message.sender.email if message.sender else None,
        "versions": message.versions,
        "views": message.views,
        "deleted": message.deleted,
    }


def _reply(reply: "Reply") -> Json:
    return {"status": reply.status, "body": reply.body, "problems": reply.problems}
