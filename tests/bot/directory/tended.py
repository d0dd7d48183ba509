"""A company whose directory is kept right: over the real core and database, with platforms that report."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.conversation.cards import Buttons, Card
from bot.conversation.events import Profile
from bot.conversation.forms import Form
from bot.conversation.payloads import Action
from bot.conversation.reading import Reader
from bot.conversation.replies import FormErrors, OpenForm, Reply
from bot.directory.finding import find, keys_of
from bot.directory.tokens import key
from bot.directory.turns import QUARTER, WEEK, turn
from bot.routes import ROUTES
from storage.deliveries import Delivery
from storage.directory import Contact, Directory, OpenQuestion
from storage.people import People, Person
from storage.timers import AllTimers
from tests.bot.people.house import MONDAY, House, said

ANA, BEN, CLEO, DAN, EVE = "U01", "U02", "U03", "U04", "U05"
NAMES = {ANA: "Ana Ruiz", BEN: "Ben Okoro", CLEO: "Cleo Marsh", DAN: "Dan Ito", EVE: "Eve Lang"}


class Tended(House):
    """Ana is the steward of all topics without one of their own. Ben, Cleo, Dan and Eve are members."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.installs()
        self.sees(*(self.profile(user) for user in NAMES))
        self.makes(ANA, "steward")
        with self.database.write() as session:
            People(session, self.organisation).settings().zone = "Europe/Vienna"
        while any(self.clock.now().date() - turn(self.number(each), self.clock.now().date()) <= WEEK for each in NAMES):
            self.clock.move(WEEK)  # a Monday on which it was nobody's turn for a while

    def profile(self, user: str, **more: Any) -> Profile:
        return Profile(user=user, name=NAMES[user], email=f"{user.lower()}@x.example", **more)

    def leaves(self, *users: str) -> None:
        """The platform says so; what follows from it happens in the next minutes."""
        self.sees(*(self.profile(user, left=True) for user in users))
        self.passes()
        self.passes(timedelta(minutes=2))

    def comes_back(self, user: str) -> None:
        self.passes(timedelta(minutes=2))
        self.sees(self.profile(user))
        self.passes(timedelta(minutes=2))

    # The directory

    def topic(self, name: str, *synonyms: str, steward: str = "") -> int:
        with self.database.write() as session:
            directory = Directory(session, self.organisation)
            found = directory.topic_by_key(key(name))
            if found is None:
                who = self.number(steward) if steward else None
                found = directory.add_topic(name, key(name), keys_of(synonyms), who)
            return found.id or 0

    def contact(self, topic: str, user: str, region: str = "", **fields: Any) -> int:
        number = self.topic(topic)
        with self.database.write() as session:
            row = Contact(organisation=self.organisation, topic=number, person=self.number(user), **fields)
            row.region, row.region_key = region, key(region)
            return Directory(session, self.organisation).add_contact(row).id or 0

    def row(self, contact: int) -> Contact:
        found = self.rows(Contact)[contact]
        assert isinstance(found, Contact)
        return found

    def rows(self, table: Any) -> dict[int, Any]:
        with self.database.read() as session:
            return {row.id: row for row in session.exec(select(table)).all()}

    def number(self, user: str) -> int:
        return self.person(user).id or 0

    def changes(self, user: str, **fields: Any) -> None:
        with self.database.write() as session:
            person = session.get_one(Person, self.number(user))
            for name, value in fields.items():
                setattr(person, name, value)

    def found(self, question: str) -> list[str]:
        """Who is named, by account."""
        users = {self.number(user): user for user in NAMES}
        with self.database.read() as session:
            _, answer = find(question, Directory(session, self.organisation))
        return [users[match.candidate.person] for match in answer.matches]

    def files(self, words: str, contact: int = 0, suggested: str = "", times: int = 1) -> int:
        """Somebody has asked, and got no answer, or this one, which was wrong."""
        with self.database.write() as session:
            directory = Directory(session, self.organisation)
            today = self.clock.now().date()
            for _ in range(times):
                if contact:
                    topic = session.get_one(Contact, contact).topic
                    question = directory.file_question("wrong", words, key(words), today, topic, contact)
                else:
                    question = directory.file_question("unanswered", words, key(words), today)
            if suggested:
                question.suggested = self.number(suggested)
            return question.id or 0

    def state(self, question: int) -> str:
        found = self.rows(OpenQuestion)[question]
        assert isinstance(found, OpenQuestion)
        return found.state

    # Time

    def until(self, day: date, hour: int = 12) -> None:
        """Each timer on the way is handled at its time."""
        goal = datetime(day.year, day.month, day.day, hour, tzinfo=self.clock.now().tzinfo)
        while self.clock.now() < goal:
            with self.database.read() as session:
                due = AllTimers(session).next_due()
            self.passes(min(max(due or goal, self.clock.now()), goal) - self.clock.now())

    def skips_to(self, day: date) -> None:
        """A long time passes at once, as if nobody had been there; then what is due happens."""
        self.passes(datetime(day.year, day.month, day.day, tzinfo=self.clock.now().tzinfo) - self.clock.now())

    def next_turn(self, user: str) -> date:
        """The next day on which it is somebody's turn."""
        return turn(self.number(user), self.clock.now().date()) + QUARTER

    # What was written

    def told(self, user: str, beginning: str = "directory") -> list[Delivery]:
        """The messages to somebody about the directory, the oldest first."""
        with self.database.read() as session:
            query = select(Delivery).where(
                Delivery.person == self.number(user), col(Delivery.key).startswith(beginning)
            )
            return list(session.exec(query.order_by(col(Delivery.created), col(Delivery.not_before))).all())

    def goes_out(self, delivery: Delivery) -> str:
        """It is on the platform from now on; returns its message."""
        with self.database.write() as session:
            row = session.get_one(Delivery, delivery.id)
            row.state, row.sent_version, row.sent_at, row.external = "sent", row.version, self.clock.now(), row.id
        return delivery.id


def text(delivery: Delivery) -> str:
    return said(card_of(delivery))


def card_of(delivery: Delivery) -> Card:
    return Card.model_validate_json(delivery.card)


def form_of(reply: Reply) -> Form:
    assert isinstance(reply, OpenForm), reply
    return reply.form


def wrong(reply: Reply) -> dict[str, str]:
    """What a form says at its fields."""
    assert isinstance(reply, FormErrors), reply
    reader = Reader(now=MONDAY)
    return {field: reader.plain(words) for field, words in reply.errors.items()}


def action_of(shown: Reply | Card, label: str) -> Action:
    """What the first button with this label carries."""
    card = shown if isinstance(shown, Card) else getattr(shown, "card", None)
    assert card is not None, shown
    reader = Reader(now=MONDAY)
    for part in card.parts:
        for button in part.buttons if isinstance(part, Buttons) else ():
            if reader.plain(button.label) == label and button.press:
                found = ROUTES.codec().decode(button.press.code)
                assert isinstance(found, Action)
                return found
    raise AssertionError(f"no {label!r} in {said(card)}")
