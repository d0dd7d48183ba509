"""A company whose directory comes in files, for stories about these."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import select

from bot.directory.checking import kept
from bot.directory.exporting import directory_csv
from bot.directory.importing import Report, import_directory
from bot.directory.reporting import report_lines
from bot.directory.tokens import key
from bot.practices.applying import working
from storage.database import Database
from storage.directory import Contact, Directory, Topic
from storage.people import Organisations, People, Person

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEAD = "topic,synonyms,name,email,side,region,product,segment,account,step,backup_email,steward_email"


class Books:
    """The records of one company. Everything happens in a transaction of its own."""

    def __init__(self, database: Database, name: str = "Fernbrook") -> None:
        self.database = database
        with database.write() as session:
            self.organisation = Organisations(session).add(name).id or 0

    def imports(self, *rows: str, head: str = HEAD, dry_run: bool = False, **how: bool) -> list[str]:
        """What the import says."""
        return report_lines(self.report("\n".join((head, *rows)), dry_run=dry_run, **how))

    def report(
        self, content: str | bytes, *, dry_run: bool = False, skip_bad: bool = False, replace: bool = False
    ) -> Report:
        whole = content.encode() if isinstance(content, str) else content
        with self.database.write() as session:
            return import_directory(
                session,
                self.organisation,
                whole,
                dry_run=dry_run,
                skip_bad=skip_bad,
                replace=replace,
                now=NOW,
            )

    def exports(self) -> str:
        with self.database.read() as session:
            return directory_csv(working(session, self.organisation, NOW))

    def edition(self) -> str:
        with self.database.read() as session:
            return Directory(session, self.organisation).edition()

    def adds(self, name: str, email: str | None = "", **more: Any) -> int:
        """A person. Without another one said, their address is made of their name."""
        with self.database.write() as session:
            address = f"{name.split(maxsplit=1)[0].lower()}@x.example" if email == "" else email
            row = Person(organisation=self.organisation, name=name, email=address, **more)
            return People(session, self.organisation).add(row).id or 0

    def changes(self, person: int, **fields: object) -> None:
        with self.database.write() as session:
            row = People(session, self.organisation).get(person)
            assert row is not None
            for field, value in fields.items():
                setattr(row, field, value)
            session.add(row)

    def keeps(self, topic: str, *synonyms: str, steward: int | None = None) -> int:
        """A topic."""
        with self.database.write() as session:
            directory = Directory(session, self.organisation)
            return directory.add_topic(topic, key(topic), {key(each): each for each in synonyms}, steward).id or 0

    def names(self, topic: int, person: int, backup: int | None = None, state: str = "new", **what: str) -> int:
        """A contact."""
        with self.database.write() as session:
            fields: dict[str, Any] = {**kept(**what), "backup": backup, "state": state}
            row = Contact(organisation=self.organisation, topic=topic, person=person, **fields)
            return Directory(session, self.organisation).add_contact(row).id or 0

    def contacts(self) -> list[tuple[str, ...]]:
        """Topic, person, what they are for, backup."""
        people = {each.id: each.name for each in self._rows(Person)}
        topics = {each.id: each.name for each in self._rows(Topic)}
        return sorted(
            (
                topics[each.topic],
                people[each.person],
                *(name for name in (each.region, each.product, each.segment, each.account, each.step) if name),
                *([f"({people[each.backup]})"] if each.backup else []),
            )
            for each in self._rows(Contact)
        )

    def rows(self) -> Mapping[str, list[dict[str, Any]]]:
        """All that there is, as it is stored."""
        return {each.__name__: [row.model_dump() for row in self._rows(each)] for each in (Topic, Contact, Person)}

    def topics(self) -> dict[str, tuple[list[str], str]]:
        """Synonyms and steward of each."""
        with self.database.read() as session:
            directory, people = Directory(session, self.organisation), People(session, self.organisation)
            found = {}
            for topic in directory.topics():
                steward = people.get(topic.steward) if topic.steward else None
                synonyms = sorted(each.name for each in directory.synonyms(topic.id or 0))
                found[topic.name] = (synonyms, steward.name if steward else "")
            return found

    def people(self) -> list[tuple[str, str | None, str, str]]:
        return sorted((each.name, each.email, each.side, each.side_from) for each in self._rows(Person))

    def _rows(self, table: Any) -> list[Any]:
        with self.database.read() as session:
            return list(
                session.exec(select(table).where(table.organisation == self.organisation).order_by(table.id)).all()
            )
