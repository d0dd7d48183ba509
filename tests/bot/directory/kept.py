"""A company whose directory is looked at and changed by hand: over the real core and database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlmodel import select

from bot.conversation.events import Installed, MembersSeen, Profile
from bot.conversation.forms import ChoiceField, Form, TextField
from bot.conversation.payloads import Action
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, OpenForm, Reply
from bot.directory.edit_actions import AddContact, ChangeContact, ChangeTopic, NewTopic
from bot.directory.tokens import key
from storage.deliveries import Delivery
from storage.directory import Contact, Directory, OwnRegion, Synonym, Topic
from storage.people import Person
from storage.records import Session
from tests.bot.people.house import MONDAY, TEAM, House

Typed = dict[str, str | tuple[str, ...]]
ANA, BEN, CLEO, DAN, EVE = "U01", "U02", "U03", "U04", "U05"
TOPIC: Typed = {"name": "pricing exceptions", "synonyms": "", "steward": ""}
CONTACT: Typed = {"region": "", "product": "", "segment": "", "account": "", "step": "all", "backup": ""}


class Kept(House):
    """Ana is a steward; Ben, Cleo and Dan are members; Eve has left."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reports(Installed(**self.news(TEAM), name="Fernbrook", organisation=self.organisation))
        names = ("Ana Ruiz", "Ben Okoro", "Cleo Marsh", "Dan Ito", "Eve Lang")
        members = [Profile(user=f"U0{n}", name=each, email=f"u{n}@x.example") for n, each in enumerate(names, 1)]
        self.reports(MembersSeen(**self.news(TEAM), members=tuple(members)))
        with self.database.write() as session:
            for row in session.exec(select(Person)).all():
                row.zone = "Europe/Vienna"
                session.add(row)
        self.makes(ANA, "steward")
        self.gone = int(self.id_of(EVE))
        self.sees(members[4].model_copy(update={"left": True}))

    def adds_topic(self, user: str = ANA, **values: str | tuple[str, ...]) -> Reply:
        return self.fills_in(user, NewTopic(), TOPIC | values)

    def changes_topic(self, topic: str, user: str = ANA, **values: str | tuple[str, ...]) -> Reply:
        return self.fills_in(user, ChangeTopic(topic=self.topic(topic)), TOPIC | {"name": topic} | values)

    def names(
        self, who: str, topic: str = "pricing exceptions", user: str = ANA, **values: str | tuple[str, ...]
    ) -> Reply:
        """Add a contact."""
        typed = CONTACT | {"person": self.id_of(who)} | values
        return self.fills_in(user, AddContact(topic=self.topic(topic)), typed)

    def changes(self, contact: int, who: str, user: str = ANA, **values: str | tuple[str, ...]) -> Reply:
        return self.fills_in(user, ChangeContact(contact=contact), CONTACT | {"person": self.id_of(who)} | values)

    def id_of(self, user: str) -> str:
        return str(self.person(user).id)

    def topic(self, name: str) -> int:
        (found,) = [each for each in self.rows(Topic) if each.name == name]
        return int(found.id)

    def rows(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.exec(select(table).order_by(table.id)).all())

    @property
    def contacts(self) -> list[Contact]:
        return self.rows(Contact)

    @property
    def synonyms(self) -> list[str]:
        return [row.name for row in self.rows(Synonym)]

    @property
    def own_regions(self) -> dict[str, list[str]]:
        return {row.name: row.holds.split("\n") for row in self.rows(OwnRegion)}

    def told(self, user: str) -> list[Delivery]:
        """The messages that somebody has been sent."""
        return [row for row in self.outbox() if row.person == self.person(user).id and row.kind == "message"]

    def confirms(self, contact: int) -> None:
        with self.database.write() as session:
            row = session.get_one(Contact, contact)
            row.state, row.confirmed = "confirmed", self.clock.now()

    def adds_synonyms(self, session: Session, topic: int, names: Sequence[str]) -> None:
        """As a file brings them, more than fit into one field of a form."""
        directory = Directory(session, self.organisation)
        have = {row.key: row.name for row in directory.synonyms(topic)}
        directory.set_synonyms(topic, have | {key(name): name for name in names})

    def form(self, user: str, action: Action) -> Form:
        reply = self.clicks(user, action)
        assert isinstance(reply, OpenForm), reply
        return reply.form


def as_it_stands(form: Form) -> Typed:
    """What comes back from a form that nobody has changed."""
    found: Typed = {}
    for field in form.fields:
        match field:
            case ChoiceField():
                found[field.key] = field.initial
            case TextField():
                found[field.key] = field.initial
            case _:
                found[field.key] = "" if field.initial is None else str(field.initial)
    return found


def wrong(reply: Reply) -> dict[str, str]:
    """What a form says at its fields."""
    assert isinstance(reply, FormErrors), reply
    reader = Reader(now=MONDAY)
    return {field: reader.plain(words) for field, words in reply.errors.items()}
