"""A Microsoft Teams of our own on loopback: the Bot Framework's identity, the Connector API and Teams' clients.

    async with FakeTeams(app) as teams:            # app: an ASGI app or the URL of the messaging endpoint
        alice = teams.add_person("Alice Ober")
        await teams.says(alice, "help")
        await teams.click(alice, teams.messages(alice)[-1], "I'm in")

A bot is pointed at it with `teams.environment()`. The server runs on a thread of its own, because the SDK fetches the
signing keys with a blocking call: on the test's own event loop it would wait for itself. It also runs as a program
(`python -m tests.fakes.teams --port 9000 --speed 60 --app-url URL`), steered under /_fake/ (see teams_server).

`clock` gives seconds since 1970; without one, time starts now and runs `speed` times as fast. Retry-After is in the
seconds of that clock. Tokens live in real time, because the SDK checks them against the computer's clock.

Longer than other files because it is the one object that tests hold: each method is a line or two over the parts.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import httpx

from tests.fakes import teams_client
from tests.fakes.manifests import check_teams_manifest, teams_shortcut
from tests.fakes.teams_activities import Activities
from tests.fakes.teams_checks import check_invoke_response
from tests.fakes.teams_connector import Answer, Call, Connector
from tests.fakes.teams_limits import Fault, Faults, Rates
from tests.fakes.teams_server import Server, run
from tests.fakes.teams_tenant import ADAPTIVE, Conversation, Message, Person, Team, Tenant
from tests.fakes.teams_tokens import PUBLIC_ISSUER, Identity, TokenKind

APP_ID = "5d0c9b1e-7c1b-4a3f-9a55-3b7e0f1d2c4a"
TENANT_ID = "8a1f2c3d-1111-4222-8333-9e8d7c6b5a40"
Json = dict[str, Any]
Place = Person | Conversation | Team


@dataclass
class Reply:
    """What the bot's endpoint answered, and what Teams would find wrong with it."""

    status: int
    body: Any
    problems: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Dialog:
    """A dialog as one person sees it: the newest card of it, until it closes."""

    person: Person
    where: Conversation
    title: str
    card: Json
    message: Message | None
    open: bool = True
    said: str | None = None  # what the bot said in it instead of another card
    shortcut: str = ""  # the command from a message's menu that opened it


class FakeTeams:
    """One tenant, one bot. Public attributes may be read and changed by a test at any time."""

    def __init__(
        self,
        app: Any = None,
        *,
        port: int = 0,
        speed: float = 1.0,
        clock: Callable[[], float] | None = None,
        limits: bool = True,
        faults: Iterable[Fault] = (),
        app_id: str = APP_ID,
        password: str = "a secret of the fake",  # noqa: S107  it opens nothing
        tenant_id: str = TENANT_ID,
        issuer: str = PUBLIC_ISSUER,
        bot_name: str = "Truce",
    ) -> None:
        started, began = time.time(), time.monotonic()
        self.app = app
        self.clock = clock or (lambda: started + (time.monotonic() - began) * speed)
        self.identity = Identity(app_id, password, tenant_id, issuer)
        self.tenant = Tenant(tenant_id)
        self.faults = Faults(list(faults))
        self.rates = Rates(self.clock)
        self.calls: list[Call] = []
        self.dialogs: list[Dialog] = []
        self.manifest: Json = {}
        self.problems: list[str] = []  # everything that Teams would have refused or shown as an error
        self.lock = threading.RLock()
        self._last_id = 0
        self.bot_id = f"28:{app_id}"
        self.connector = Connector(
            self.tenant, self.identity, self.rates, limits=limits, new_id=self.new_id, bot_id=self.bot_id
        )
        self.activities = Activities(
            service_url=lambda: self.service_url,
            now=lambda: datetime.fromtimestamp(self.clock(), UTC),
            new_id=self.new_id,
            bot_id=self.bot_id,
            bot_name=bot_name,
        )
        self.server = Server(self, port)

    # --- running -------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.server.start)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.server.stop)

    @property
    def service_url(self) -> str:
        return f"{self.server.url}/teams/"

    def environment(self) -> dict[str, str]:
        """The settings that point a bot at this fake, by the names of Bot Framework's samples."""
        return {
            "MicrosoftAppId": self.identity.app_id,
            "MicrosoftAppPassword": self.identity.password,
            "MicrosoftAppTenantId": self.identity.tenant_id,
            "MicrosoftAppType": "SingleTenant",
            "BotOpenIdMetadata": f"{self.server.url}{self.server.metadata_path}",
            "ToChannelFromBotLoginUrl": f"{self.server.url}/login/{self.identity.tenant_id}",
            "ToBotFromChannelTokenIssuer": self.identity.issuer,
        }

    def new_id(self) -> str:
        """Teams' message ids: milliseconds, larger than any before even while the clock stands still."""
        with self.lock:
            self._last_id = max(int(self.clock() * 1000), self._last_id + 1)
            return str(self._last_id)

    def handle(self, call: Call, query: dict[str, str], authorization: str, raw: bytes) -> Answer:
        """One request of the bot to the Connector API, recorded."""
        with self.lock:
            call.at = self.clock()
            self.calls.append(call)
            answer = self.connector.handle(call, query, authorization, raw)
            call.status = answer.status
            self.problems += call.problems
            return answer

    # --- the company ---------------------------------------------------------------------------------------------

    def add_person(self, name: str, email: str | None = None, *, installed: bool = True, **more: Any) -> Person:
        """`installed=False`: has not got the app; `more`: timezone, locale, role="guest"."""
        with self.lock:
            return self.tenant.add_person(name, email, installed=installed, **more)

    def add_team(self, name: str, channels: Iterable[str] = ("General",), members: Iterable[Person] = ()) -> Team:
        with self.lock:
            return self.tenant.add_team(name, channels, members)

    def add_group_chat(self, name: str, members: Iterable[Person], *, app: bool = True) -> Conversation:
        with self.lock:
            return self.tenant.add_group_chat(name, members, app=app)

    def block(self, person: Person, *, blocked: bool = True) -> None:
        """The person blocks the bot: no event tells it, only the next send does."""
        self.tenant.personal(person).blocked = blocked

    def place(self, where: Place) -> Conversation:
        if isinstance(where, Person):
            return self.tenant.personal(where)
        return where.channel("General") if isinstance(where, Team) else where

    # --- what is seen --------------------------------------------------------------------------------------------

    def messages(self, where: Place | str, *, everyone: bool = False) -> list[Message]:
        """The bot's messages there in order, newest version; `everyone=True`: what people wrote, too.

        A text is a conversation id; with `;messageid=` only that thread.
        """
        with self.lock:
            thread = None
            if isinstance(where, str):
                conversation, thread = self.tenant.conversation(where)
                if conversation is None:
                    raise KeyError(where)
            else:
                conversation = self.place(where)
            return [
                message
                for message in conversation.messages
                if not message.deleted
                and (everyone or message.sender is None)
                and (thread is None or message.thread == thread)
            ]

    def dialog(self, person: Person) -> Dialog:
        """The dialog that is open in front of this person."""
        return next(d for d in reversed(self.dialogs) if d.person is person and d.open)

    def count(self, *, operation: str | None = None, status: int | None = None) -> int:
        """How many calls the bot made, by operation (create, send, update, delete, members, team) and status."""
        with self.lock:
            return sum(operation in {None, c.operation} and status in {None, c.status} for c in self.calls)

    async def until(self, true: Callable[[], Any], *, within: float = 30.0) -> Any:
        """Wait until `true()` is, and return it; an AssertionError after `within` seconds of real time."""
        end = time.monotonic() + within
        while not (result := true()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {within} s; the last calls: {self.calls[-5:]}")
            await asyncio.sleep(0.005)
        return result

    # --- what people do ------------------------------------------------------------------------------------------

    async def post(self, activity: Json, *, token: TokenKind = "valid", app: Any = None) -> Reply:  # noqa: S107
        """Deliver an activity as it is. Posting the same one again is a redelivery."""
        header = self.identity.authorization(str(activity.get("serviceUrl", "")), token)
        target = app or self.app
        headers = {} if header is None else {"Authorization": header}
        if isinstance(target, str):
            url = target if httpx.URL(target).path != "/" else f"{target.rstrip('/')}/api/messages"
            client = httpx.AsyncClient(timeout=30)
        else:
            url = "http://truce.example/api/messages"
            client = httpx.AsyncClient(timeout=30, transport=httpx.ASGITransport(target))
        async with client:
            response = await client.post(url, json=activity, headers=headers)
        body: Any = response.text or None
        if response.headers.get("content-type", "").startswith("application/json") and response.content:
            body = response.json()
        reply = Reply(response.status_code, body)
        if activity.get("type") == "invoke" and token == "valid":
            reply.problems = check_invoke_response(activity["name"], reply.status, reply.body)
            self.problems += reply.problems
        return reply

    async def says(self, person: Person, text: str, where: Place | None = None, *, thread: str | None = None) -> Reply:
        """Somebody writes to the bot: in their own chat, or with a mention elsewhere (`thread`: a message id)."""
        place = self.place(where or person)
        activity = self.activities.message(person, text, place, thread=thread)
        if place.kind == "channel" and thread is None:
            thread = activity["id"]
        with self.lock:
            place.messages.append(Message(activity["id"], place.id, thread, person, [activity]))
        return await self.post(activity)

    async def click(
        self, person: Person, message: Message, title: str, inputs: Mapping[str, Any] | None = None
    ) -> Reply:
        """Click a button on the card as this person sees it, and show what comes back."""
        where = self.tenant.conversations[message.conversation_id]
        action, cards = teams_client.find_action(message.card_for(person), title)
        answers = teams_client.gather(action, cards, inputs or {})
        data = {**(action.get("data") or {}), **answers}
        if action["type"] == "Action.Execute":
            sent = {key: action[key] for key in ("type", "id", "title", "verb") if key in action} | {"data": data}
            reply = await self.post(self.activities.execute(person, where, message, sent))
            self._show(person, message, reply)
            return reply
        if action["type"] != "Action.Submit":
            raise teams_client.NotSentError(f"{title!r} is {action['type']}: nothing goes to the bot")
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self.fetch_dialog(person, where, data, message)
        data.pop("msteams", None)
        return await self.post(self.activities.submit(person, where, message, data))

    async def opens(self, person: Person, message: Message) -> Reply | None:
        """Somebody looks at a message: a card with a refresh for them asks the bot anew."""
        refresh = message.card_for(person).get("refresh") or {}
        where = self.tenant.conversations[message.conversation_id]
        if not refresh or person.id not in refresh.get("userIds", [one.id for one in where.members[:60]]):
            return None
        action = {key: value for key, value in refresh["action"].items() if key != "fallback"}
        reply = await self.post(self.activities.execute(person, where, message, action, trigger="automatic"))
        self._show(person, message, reply)
        return reply

    async def fetch_dialog(self, person: Person, where: Conversation, data: Json, message: Message | None) -> Reply:
        reply = await self.post(self.activities.fetch_dialog(person, where, message, data))
        if not reply.problems:
            task = reply.body["task"]
            dialog = Dialog(person, where, "", {}, message)
            self.dialogs.append(dialog)
            self._next(dialog, task)
        return reply

    async def submit(self, dialog: Dialog, title: str, inputs: Mapping[str, Any] | None = None) -> Reply:
        """Press a button in an open dialog; shows its next card, what it says, or closes it."""
        if not dialog.open:
            raise teams_client.NotSentError("this dialog is closed")
        action, cards = teams_client.find_action(dialog.card, title)
        data = {**(action.get("data") or {}), **teams_client.gather(action, cards, inputs or {})}
        if dialog.shortcut and dialog.message:
            sent = self.activities.submit_action(dialog.person, dialog.where, dialog.message, dialog.shortcut, data)
        else:
            sent = self.activities.submit_dialog(dialog.person, dialog.where, data)
        reply = await self.post(sent)
        if not reply.problems:
            self._next(dialog, (reply.body or {}).get("task"))
        return reply

    def writes(self, person: Person, text: str, where: Place, *, html: str = "", **more: Any) -> Message:
        """Somebody writes to others: it stands there from now on, and the bot hears nothing of it."""
        place, own = self.place(where), self.new_id()
        thread = own if place.kind == "channel" else None
        with self.lock:
            place.messages.append(Message(own, place.id, thread, person, [{"text": text, "html": html, **more}]))
        return place.messages[-1]

    def upload(self, manifest: Json) -> None:
        """Install the app's package. ValueError says why Teams would not take it."""
        if problems := check_teams_manifest(manifest):
            raise ValueError("; ".join(problems))
        self.manifest = manifest

    async def points(self, person: Person, message: Message, label: str) -> Reply:
        """Use an action from the menu of anybody's message, called by its title in the package."""
        where = self.tenant.conversations[message.conversation_id]
        try:
            command = teams_shortcut(self.manifest, label)
        except KeyError:
            raise teams_client.NotSentError(f"no {label!r} in the menu of a message") from None
        reply = await self.post(self.activities.point(person, where, message, command))
        if not reply.problems:
            dialog = Dialog(person, where, "", {}, message, shortcut=command)
            self.dialogs.append(dialog)
            self._next(dialog, reply.body["task"])
        return reply

    def close(self, dialog: Dialog) -> None:
        """The person closes the dialog with its cross: the bot hears nothing."""
        dialog.open = False

    async def search(
        self, person: Person, where: Place, dataset: str, text: str, message: Message | None = None
    ) -> Reply:
        """Type into a choice that asks the bot for its choices."""
        return await self.post(self.activities.search(person, self.place(where), dataset, text, message))

    async def install(self, by: Person, where: Place | None = None) -> list[Reply]:
        """Add the app to a person's chats, a group chat or a team; the bot gets both events that Teams sends."""
        place = self.place(where or by)
        self._set_app(place, present=True)
        return [
            await self.post(self.activities.members(by, place, added=[None], removed=[])),
            await self.post(self.activities.installation(by, place)),
        ]

    async def uninstall(self, by: Person, where: Place | None = None) -> list[Reply]:
        place = self.place(where or by)
        self._set_app(place, present=False)
        activities = [self.activities.installation(by, place, added=False)]
        if place.kind != "personal":
            activities.append(self.activities.members(by, place, added=[], removed=[None]))
        return [await self.post(activity) for activity in activities]

    async def joins(self, person: Person, team: Team) -> Reply:
        with self.lock:
            team.members.append(person)
        return await self.post(self.activities.members(person, team.channel("General"), added=[person], removed=[]))

    async def leaves(self, person: Person, team: Team) -> Reply:
        with self.lock:
            team.members.remove(person)
        return await self.post(self.activities.members(person, team.channel("General"), added=[], removed=[person]))

    async def deletes(self, person: Person, *, by: Person | None = None) -> list[Reply]:
        """The account is deleted from the tenant, and so taken out of every team.

        The bot hears of the teams that it is in; that the account is gone, and from which chats, nobody tells it.
        """
        with self.lock:
            person.in_tenant = False
            teams = [team for team in self.tenant.teams if person in team.members]
            for team in teams:
                team.members.remove(person)
        who, told = by or person, [team.channel("General") for team in teams if team.app]
        gone = [self.activities.members(who, where, added=[], removed=[person]) for where in told]
        return [await self.post(activity) for activity in gone]

    def _set_app(self, place: Conversation, *, present: bool) -> None:
        with self.lock:
            if place.team is not None:
                place.team.app = present
            place.app = present

    def _show(self, person: Person, message: Message, reply: Reply) -> None:
        if not reply.problems and reply.body["type"] == ADAPTIVE:
            with self.lock:
                message.views[person.id] = reply.body["value"]

    def _next(self, dialog: Dialog, task: Json | None) -> None:
        if task is None or task["type"] == "message":
            dialog.open, dialog.said = False, task["value"] if task else None
        else:
            dialog.title, dialog.card = task["value"]["title"], task["value"].get("card", {}).get("content", {})


if __name__ == "__main__":
    run(FakeTeams)
