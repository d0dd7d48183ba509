"""How a gate stands, for machines: what `GET /api/gates/{id}` answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.conversation.reading import Reader
from bot.gates.looking import Gate, find
from bot.gates.ports import Ports
from bot.gates.verdict import Held
from bot.ports.rules import Unsure
from bot.work import Work


def answer_with(ports: Ports) -> Callable[[str, Work], dict[str, Any] | None]:
    """(what was asked for, work) -> how that gate stands; None where there is none."""

    def answer(asked: str, work: Work) -> dict[str, Any] | None:
        found = find(asked, ports, work)
        return as_json(found, work.now) if found is not None else None

    return answer


def as_json(gate: Gate, now: datetime) -> dict[str, Any]:
    """`cleared` is what to go by; `missing` says why not; `by`: the moment (UTC) by which all should have answered.

    `outcome`: what became of it afterwards, if it was passed on.
    """
    verdict = gate.verdict
    missing = [*(_held(each) for each in verdict.held), *(_unsure(each, now) for each in verdict.unsure)]
    if verdict.withdrawn:
        missing.append("It was withdrawn.")
    elif not verdict.looked_at:
        missing.append("It was handed in a moment ago. Ask again in a minute.")
    answer: dict[str, Any] = {
        "id": gate.name,
        "name": gate.subject.name,
        "round": gate.subject.round,
        "cleared": verdict.cleared,
        "missing": missing,
        "by": verdict.by.isoformat() if verdict.by else None,
        "passed": [
            {"rule": each.rule, "how": each.how, "who": list(each.names), "reason": each.reason}
            for each in verdict.passed
        ],
    }
    if verdict.outcomes:
        answer["outcome"] = [
            {"state": each.state, "who": list(each.names), "reason": each.reason} for each in verdict.outcomes
        ]
    return answer


def _held(held: Held) -> str:
    if not held.waits:
        return f"{held.rule}: nobody was found to ask."
    names = [f"{each.name} (wants changes)" if each.changes else each.name for each in held.waits]
    return f"{held.rule}: waits for {', '.join(names)}."


def _unsure(unsure: Unsure, now: datetime) -> str:
    why = Reader(now=now).plain(unsure.why)
    return f"{unsure.rule}: nobody can tell yet whether it applies. {why}"
