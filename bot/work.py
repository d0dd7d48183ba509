"""What a handler works with: the transaction of one event.

It holds the moment, the person who acts, the organisation's records, and what is to be sent and woken later. A
handler never commits and never sends: it says what should happen, and all of it happens, or none.

Over 300 lines because all that a handler may do is found in one place.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from bot.attention import Attention, when
from bot.conversation.cards import Card
from bot.conversation.events import Act, Event
from bot.conversation.model import Account, Place
from bot.conversation.payloads import Payload, encode
from bot.conversation.reading import Reader
from bot.conversation.words import Who
from bot.delivery import PRIORITY
from bot.rights import ForbiddenError, Right, may
from bot.timing import Holidays, Hours, country_of_zone
from storage.audit import Audit, Trail
from storage.deliveries import Deliveries, Delivery
from storage.inbox import Inbox
from storage.people import Actor, Organisation, People, Person, PersonAccount
from storage.records import Records
from storage.timers import Timers

Repository = TypeVar("Repository", bound=Records)

WINDOW = timedelta(days=7)
SEVERAL = "several"
"""The topic of what is about more than one."""


class Work:
    """One event's transaction. `work[Pulses]` is a capability's own repository in it."""

    def __init__(self, people: People, event: Event, now: datetime, holidays: Holidays, address: str = "") -> None:
        self.people = people
        self.event = event
        self.now = now
        self.address = address
        """Where this Truce can be reached from outside, without a slash at its end; empty: nobody has said."""
        self.topic = ""
        self._holidays = holidays
        self._actor: Actor | None = None
        self._person: Person | None = None
        self._organisation: Organisation | None = None
        self._repositories: dict[type[Records], Records] = {People: people}

    def __getitem__(self, kind: type[Repository]) -> Repository:
        if kind not in self._repositories:
            self._repositories[kind] = kind(self.people.session, self.people.organisation)
        found = self._repositories[kind]
        assert isinstance(found, kind)  # noqa: S101  the line above put it there
        return found

    # Who acts, and what they may do

    @property
    def person(self) -> Person:
        """Who did this. LookupError for what nobody did (a timer, a report). `person_id` alone costs less."""
        actor = self.actor
        if actor is None:
            raise LookupError(f"{type(self.event).__name__} is nobody's act")
        return actor

    @property
    def actor(self) -> Person | None:
        """Who did this, if anybody."""
        if self._person is None and self._actor is not None:
            self._person = self.people.get(self._actor.person)
        return self._person

    @property
    def is_met(self) -> bool:
        """Whether it is known who acts."""
        return self._actor is not None or self._person is not None

    @property
    def person_id(self) -> int:
        return self._actor.person if self._actor else key_of(self.person)

    def acts(self, who: Actor | Person) -> None:
        """Set by the core once it knows who acts."""
        if isinstance(who, Person):
            self._person = who
        else:
            self._actor = who

    @property
    def place(self) -> Place:
        assert isinstance(self.event, Act)  # noqa: S101  only acts have a place, and only their handlers ask
        return self.event.place

    @property
    def organisation(self) -> Organisation:
        if self._organisation is None:
            self._organisation = self.people.settings()
        return self._organisation

    def may(self, right: Right) -> bool:
        return may(self.people.roles(self.person_id), right)

    def require(self, right: Right) -> None:
        """Stop here, with words that say who may, unless the person has the right."""
        if not self.may(right):
            raise ForbiddenError(right)

    def trail(self, what: str, *, kind: str, name: str = "", words: str = "") -> None:
        """Write into the audit trail: who changed which practice, or tried what they may not."""
        event = self.event
        self[Audit].add(
            Trail(
                organisation=self.people.organisation,
                moment=self.now,
                person=self.person_id if self.is_met else None,
                platform=event.by.platform if isinstance(event, Act) else "",
                what=what,
                kind=kind,
                name=name,
                words=words,
            )
        )

    # Time, as the people of this organisation live it

    def hours(self, person: Person) -> Hours:
        return Hours(
            zone=self.zone(person),
            start=person.day_starts,
            end=person.day_ends,
            days=frozenset(int(day) for day in person.days),
            country=person.country or self.organisation.country or country_of_zone(self.zone(person)),
        )

    def zone(self, person: Person) -> str:
        return person.zone or self.organisation.zone

    @property
    def holidays(self) -> Holidays:
        return self._holidays

    def reader(self, person: Person) -> Reader:
        """How a person reads; for files made here. Cards are read when they are sent."""
        return Reader(now=self.now, language=person.language or self.organisation.language, zone=self.zone(person))

    def own_reader(self, where: tuple[str, str] = ("web", "")) -> Reader:
        """How whoever acts reads in this workspace, with what they have just changed about it."""
        if self._actor and self._person is None and self._organisation is None:
            return Reader(self.now, self._actor.language, self._actor.zone, where)
        return replace(self.reader(self.person), workspace=where)

    # What is to be sent

    def send(
        self,
        to: Person,
        card: Card,
        *,
        key: str,
        attention: Attention = Attention.UNASKED,
        at: time | None = None,
        wanted: datetime | None = None,
        expires: datetime | None = None,
        about: str = "",
    ) -> datetime:
        """Write to a person directly, once a key. Returns when it may go, by their hours and attention.

        `at` is the hour of their day to wait for; `expires` is when it makes no sense any more.
        """
        deliveries = self[Deliveries]
        if existing := deliveries.by_key(key):
            return existing.sent_at or existing.not_before
        person = key_of(to)
        spent = deliveries.spent(person, Attention.UNASKED, self.now - WINDOW) if attention is Attention.UNASKED else []
        moment = when(
            wanted or self.now,
            attention,
            self.hours(to),
            self._holidays,
            spent,
            snoozed_until=to.snoozed_until,
            away_until=to.away_until,
            at=at,
            budget=self.organisation.attention_budget,
        )
        account = self.account_for(to)
        row = self._row(key, card, attention, moment, about or self.topic)
        row.person, row.expires = person, expires
        address(row, account)
        deliveries.add(row)
        return moment

    def put_off(self, person: Person) -> None:
        """Their hours or days off have changed: what is planned for them waits where it no longer fits."""
        deliveries, number = self[Deliveries], key_of(person)
        for row in deliveries.planned(number, (Attention.ALERT, Attention.UNASKED)):
            spent = deliveries.spent(number, Attention.UNASKED, self.now - WINDOW)
            if row.attention == Attention.UNASKED:
                spent.remove(row.not_before)
            row.not_before = when(
                row.not_before,
                Attention(row.attention),
                self.hours(person),
                self._holidays,
                spent,
                snoozed_until=person.snoozed_until,
                away_until=person.away_until,
                budget=self.organisation.attention_budget,
            )
            deliveries.add(row)
            deliveries.session.flush()

    def post(
        self, place: Place, card: Card, *, key: str, to: Person | None = None, reads: int | None = None, about: str = ""
    ) -> None:
        """Write into a channel, or answer where a person spoke; `to`: only that person is to see it.

        `reads`: who reads it (a person's id), in their language and zone, where it is one person anyway.
        """
        deliveries = self[Deliveries]
        if deliveries.by_key(key):
            return
        row = self._row(key, card, Attention.REPLY, self.now, about or self.topic)
        row.platform, row.workspace = place.platform, place.workspace
        row.channel, row.thread, row.reference, row.person = place.channel, place.thread, place.reference, reads
        if to is not None:
            row.person, row.kind = key_of(to), "whisper"
            here = (a for a in self.people.accounts(key_of(to)) if a.platform == place.platform)
            row.user = next((a.external for a in here if a.workspace == place.workspace), "")
        deliveries.add(row)

    def gather(self, accounts: Sequence[PersonAccount], card: Card, *, key: str, wanted: datetime, about: str) -> None:
        """Write to several people together, in a conversation of theirs, once a key. All are in one workspace."""
        deliveries = self[Deliveries]
        if deliveries.by_key(key):
            return
        row = self._row(key, card, Attention.ALERT, wanted, about)
        row.platform, row.workspace = accounts[0].platform, accounts[0].workspace
        row.user = ",".join(each.external for each in accounts)
        deliveries.add(row)

    def update(self, key: str, card: Card) -> bool:
        """Let the message of this key look like this from now on. False if there is no such message."""
        row = self[Deliveries].by_key(key)
        if row is None:
            return False
        renew(row, card, self.now)
        self[Deliveries].add(row)
        return True

    def replace(self, messages: Iterable[Delivery], card: Card) -> None:
        """Let messages that are out there look like this, under records that tell nothing of their past."""
        row = self._row("", card, Attention.UNASKED, self.now, "")
        row.version, row.sent_version = 2, 1
        kept = ("platform", "workspace", "user", "person", "channel", "thread", "reference", "external", "sent_at")
        differ = [
            {"id": uuid.uuid4().hex, "key": f"replaced {old.platform} {old.external}"}
            | {column: getattr(old, column) for column in kept}
            for old in messages
        ]
        self[Deliveries].add_alike(row, differ)

    def spend(self, people: Iterable[int], moment: datetime, *, why: str) -> None:
        """Count a message against people's attention, of which nothing else is on record."""
        row = self._row("", Card(), Attention.UNASKED, moment, "")
        row.state, row.sent_version, row.sent_at = "sent", row.version, moment
        differ = [{"id": uuid.uuid4().hex, "key": f"{why} {person}", "person": person} for person in people]
        self[Deliveries].add_alike(row, differ)

    def withdraw(self, key: str) -> None:
        """Take back a message that has not gone out yet."""
        self[Deliveries].withdraw(key)

    def read_roster(self, platform: str, workspace: str) -> None:
        """Ask the platform who is there; the answer comes back as events."""
        self._ask(f"roster:{platform}:{workspace}", platform, workspace)

    def look_for(self, account: PersonAccount) -> None:
        """Ask the platform whether this one is still there; the answer, if it can tell, comes back as an event."""
        where = account.platform, account.workspace
        self._ask(f"member:{':'.join(where)}:{account.external}", *where, account.external)

    def _ask(self, key: str, platform: str, workspace: str, user: str = "") -> None:
        row = self._row(key, Card(), Attention.UNASKED, self.now, "")
        existing = self[Deliveries].by_key(row.key)
        if existing is not None:
            existing.version, existing.not_before = existing.sent_version + 1, self.now
            existing.state, existing.first_try, existing.attempts = "waiting", None, 0
            row = existing
        row.kind, row.platform, row.workspace, row.user = "roster", platform, workspace, user
        self[Deliveries].add(row)

    def fetch(self, connection: int, record: str) -> None:
        """Ask a connected system for a record ("deal:17"); the answer comes back as an event.

        Where it is being asked already it is asked once more after that: the answer may be older than this.
        """
        row = self._row(f"fetch:{connection}:{record}", Card(), Attention.UNASKED, self.now, "")
        existing = self[Deliveries].by_key(row.key)
        if existing is None:
            row.kind, row.platform, row.workspace, row.user = "fetch", "crm", str(connection), record
            existing = row
        else:
            existing.version += 1
            if existing.state in {"sent", "failed"}:
                existing.state, existing.not_before = "waiting", self.now
                existing.first_try, existing.attempts = None, 0
        self[Deliveries].add(existing)

    def account_for(self, person: Person) -> PersonAccount | None:
        """Where to write to somebody: where they prefer, else where they can be reached."""
        accounts = [each for each in self.people.accounts(key_of(person)) if each.active]
        accounts.sort(key=lambda each: (each.platform != person.prefers, bool(each.trouble), each.guest))
        return accounts[0] if accounts else None

    def _row(self, key: str, card: Card, attention: Attention, moment: datetime, about: str) -> Delivery:
        return Delivery(
            id=uuid.uuid4().hex,
            organisation=self.people.organisation,
            key=key,
            platform="",
            workspace="",
            attention=attention,
            priority=PRIORITY[attention],
            card=card.model_dump_json(),
            not_before=moment,
            created=self.now,
            about=about,
        )

    # What is to happen later

    def set_timer(self, payload: Payload, *, key: str, due: datetime, about: str = "") -> None:
        """Wake the handler of this payload; a timer of the same kind and key is moved."""
        self[Timers].set(payload.NAME, key, due, encode(payload), about or self.topic)

    def cancel_timer(self, kind: type[Payload], *, key: str) -> None:
        self[Timers].cancel(kind.NAME, key)

    # What belongs together, and can be forgotten together

    def concerns(self, topic: str) -> None:
        """Mark this event, and what it sends and sets, as being about `topic` ("wave 3").

        What is about several is forgotten together with any of them.
        """
        self.topic = topic if self.topic in {"", topic} else SEVERAL

    def forget(self, topic: str, most: int) -> int:
        """Remove the events, timers and deliveries about `topic`, so many at a time; returns how many that were.

        Fewer than `most`: nothing is left to line records up with.
        """
        gone = 0
        for about in (topic, SEVERAL):
            gone += self[Deliveries].forget_about(about, most - gone)
            gone += self[Timers].forget_about(about, most - gone)
            gone += Inbox(self.people.session).forget_about(self.people.organisation, about, most - gone)
        self.topic = ""
        return gone

    def who(self, person: Person, *, notify: bool = False) -> Who:
        """A person as a value of a sentence."""
        if not notify:
            return Who(name=person.name)
        accounts = self.people.accounts(key_of(person))
        return Who(name=person.name, accounts=tuple(to_account(each) for each in accounts), notify=True)


def key_of(row: Person) -> int:
    """The id of somebody who is in the database."""
    if row.id is None:
        raise LookupError("this person is not stored yet")
    return row.id


def to_account(row: PersonAccount) -> Account:
    return Account.model_validate({"platform": row.platform, "workspace": row.workspace, "user": row.external})


def address(row: Delivery, account: PersonAccount | None) -> None:
    """Set where a message to a person goes. Without an account it is held, and shown to the administrator."""
    if account is None:
        row.state = "held"
        row.trouble = "This person has no Slack or Teams account here yet. Import or sync their account."
        return
    row.platform, row.workspace, row.user = account.platform, account.workspace, account.external


def renew(row: Delivery, card: Card, now: datetime) -> None:
    """A newer version of a message: sent as an update, or instead of a first post that has not gone out yet."""
    row.card = card.model_dump_json()
    row.version += 1
    if row.state == "sent":
        row.state, row.not_before, row.attempts, row.first_try = "waiting", now, 0, None
