"""What Teams' refusals mean: try again, wait until somebody mends something, or give up. Pure."""

from dataclasses import dataclass
from typing import Any, Final

import httpx

from adapters.teams.auth import TokenRefusedError
from bot.delivery import Permanent, Retry, Wait

Outcome = Retry | Permanent | Wait

NOT_INSTALLED: Final = (
    "Truce isn't installed for this person in Teams. Ask the Teams administrator to install it for everybody: Teams "
    "admin center, Teams apps, Setup policies, Installed apps."
)
NOT_IN_ROOM: Final = "Truce isn't in this team or chat any more. Add the app there again in Teams, under Apps."
BLOCKED: Final = "This person has blocked Truce or removed it in Teams. They can get it back in Teams, under Apps."
NO_SUCH_PERSON: Final = "Teams doesn't know this person any more. Check whether they have left, or import them again."
NO_SUCH_PLACE: Final = "This chat or channel doesn't exist in Teams any more. Choose another one."
NO_SUCH_MESSAGE: Final = "The message was deleted in Teams, so it can't be changed."
UNKNOWN_PLACE: Final = "Teams hasn't told Truce how to reach this tenant yet. Somebody there can say hello to Truce."

_LATER: Final = {408, 412, 500, 502, 503, 504}
_HAVE_NOT_ARRIVED: Final = {408, 412, 503}


@dataclass
class RefusedError(Exception):
    """Teams answered with an error."""

    status: int
    code: str
    message: str
    retry_after: float | None = None


def refused(response: httpx.Response) -> RefusedError:
    """Read the several shapes that Teams' errors have."""
    body: Any = None
    try:
        body = response.json()
    except ValueError:
        body = None
    told: dict[str, Any] = body if isinstance(body, dict) else {}
    inner = told.get("error")
    error: dict[str, Any] = inner if isinstance(inner, dict) else told
    message = str(error.get("message") or "")
    code = str(error.get("code") or "")
    if "MessageWritesBlocked" in message:
        code, message = "MessageWritesBlocked", ""
    return RefusedError(response.status_code, code, message[:300], _seconds(response.headers.get("Retry-After")))


def is_nobody(problem: RefusedError) -> bool:
    """Say whether Teams refuses because there is no such person: in this conversation, or in the whole tenant.

    That a conversation is not found says nothing about people; Teams says so of ones that are there, now and then.
    """
    return problem.code == "MemberNotFoundInConversation" or "invalid user identity" in problem.message.lower()


def read(problem: Exception, *, creating: bool = False) -> Outcome:
    """What an exception of a call means. `creating`: the call opened a chat, so that no message can have arrived."""
    match problem:
        case RefusedError():
            return _refusal(problem, creating=creating)
        case TokenRefusedError():
            return Wait(_credentials(str(problem)), whole_workspace=True)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Retry("Teams can't be reached.")
        case httpx.HTTPError():
            return Retry("Teams did not answer.", maybe_sent=not creating)
    return Retry(f"Teams' answer could not be read ({type(problem).__name__}).", maybe_sent=not creating)


def _refusal(problem: RefusedError, *, creating: bool) -> Outcome:  # noqa: C901  one case a kind
    match problem.status, problem.code:
        case 429, _:
            return Retry("Teams asks for a pause.", after=problem.retry_after)
        case status, _ if status in _LATER:
            maybe_sent = status not in _HAVE_NOT_ARRIVED and not creating
            return Retry(f"Teams is out of order ({status}).", after=problem.retry_after, maybe_sent=maybe_sent)
        case 401, _:
            return Wait(_credentials("the token is not accepted"), whole_workspace=True)
        case 403, "BotNotInConversationRoster":
            return Wait(NOT_IN_ROOM)
        case 403, "MessageWritesBlocked":
            return Wait(BLOCKED)
        case 403, _ if creating:
            return Wait(NOT_INSTALLED)
        case 403, "ForbiddenOperationException":
            return Permanent(f"Teams doesn't let Truce do this: {problem.message}")
        case 403, _:
            return Wait(
                f"Teams refuses Truce here ({problem.code or 403}). Check the app's permission policy in Teams."
            )
        case 404, "ActivityNotFoundInConversation":
            return Permanent(NO_SUCH_MESSAGE)
        case 404, _:
            return Permanent(NO_SUCH_PLACE)
        case 413, _:
            return Permanent("The message is too big for Teams.")
        case 400, _ if creating:
            return Permanent(f"{NO_SUCH_PERSON} (Teams says: {problem.message})")
    return Permanent(f"Teams refuses the message ({problem.status} {problem.code}): {problem.message}")


def _credentials(told: str) -> str:
    return (
        f"Microsoft doesn't accept Truce's app id or secret ({told}). Check MicrosoftAppId, MicrosoftAppPassword and "
        "MicrosoftAppTenantId; a secret may have ended."
    )


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
