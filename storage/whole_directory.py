"""The directory read and written as a whole, for files: few statements, however many rows.

Nothing here draws a new name for the edition: whoever changes much does it once, at the end (`Directory.renew`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy import select as columns
from sqlmodel import SQLModel, col, select

from storage.directory import FIELDS, Contact, Found, Synonym, Topic
from storage.people import CHUNK
from storage.records import Records

Row = Mapping[str, object]

_CHANGED: Final = ("region", "region_key", *FIELDS, "backup")
"""What may be changed about a contact that stays the same one."""


class WholeDirectory(Records):
    """All topics and contacts of one organisation at once."""

    def contacts(self, topics: Sequence[int] | None = None) -> list[Found]:
        """All contacts, or those of some topics, in the order in which they came in. `Found` says what of them."""
        named = {"contact": "id"}
        query = columns(*(getattr(Contact, named.get(each, each)) for each in Found._fields))
        query = query.where(col(Contact.organisation) == self.organisation).order_by(col(Contact.id))
        if topics is None:
            return [Found(*row) for row in self.session.connection().execute(query)]
        found: list[Found] = []
        for start in range(0, len(topics), CHUNK):
            some = query.where(col(Contact.topic).in_(topics[start : start + CHUNK]))
            found += [Found(*row) for row in self.session.connection().execute(some)]
        return found

    def synonyms(self) -> dict[int, dict[str, str]]:
        """What else each topic is called: names by their keys, by topic."""
        query = columns(col(Synonym.topic), col(Synonym.key), col(Synonym.name))
        query = query.where(col(Synonym.organisation) == self.organisation).order_by(col(Synonym.id))
        found: dict[int, dict[str, str]] = {}
        for topic, key, name in self.session.connection().execute(query):
            found.setdefault(topic, {})[key] = name
        return found

    def add_topics(self, rows: Sequence[Row]) -> dict[str, int]:
        """Keep new topics (name, key, steward). Returns the ids of all topics by key."""
        if rows:
            self._many(insert(Topic), [{**row, "organisation": self.organisation} for row in rows])
        query = select(Topic.key, Topic.id).where(Topic.organisation == self.organisation)
        return {key: topic for key, topic in self.session.exec(query) if topic is not None}

    def change_topics(self, rows: Sequence[Row]) -> None:
        """Keep what was changed about topics: their id, and their new name and steward."""
        query = update(Topic).where(col(Topic.organisation) == self.organisation, col(Topic.id) == bindparam("of"))
        query = query.values(name=bindparam("called"), steward=bindparam("by"))
        self._many(query, [{"of": row["id"], "called": row["name"], "by": row["steward"]} for row in rows])

    def set_synonyms(self, before: Mapping[int, Mapping[str, str]], after: Mapping[int, Mapping[str, str]]) -> None:
        """What else these topics are called from now on, given what they were called: names by their keys."""
        gone, renamed, fresh = [], [], []
        for topic, names in after.items():
            there = before.get(topic, {})
            gone += [{"of": topic, "its": key} for key in there if key not in names]
            for key, name in names.items():
                if key not in there:
                    fresh.append({"organisation": self.organisation, "topic": topic, "key": key, "name": name})
                elif there[key] != name:
                    renamed.append({"of": topic, "its": key, "called": name})
        one = col(Synonym.topic) == bindparam("of"), col(Synonym.key) == bindparam("its")
        mine = col(Synonym.organisation) == self.organisation
        self._many(delete(Synonym).where(mine, *one), gone)
        self._many(update(Synonym).where(mine, *one).values(name=bindparam("called")), renamed)
        self._many(insert(Synonym), fresh)

    def change_contacts(self, rows: Sequence[Row]) -> None:
        """Keep what was changed about contacts: each with its id, and all of what may be changed."""
        mine = col(Contact.organisation) == self.organisation, col(Contact.id) == bindparam("of")
        query = update(Contact).where(*mine).values({each: bindparam(f"new_{each}") for each in _CHANGED})
        self._many(query, [{"of": row["id"]} | {f"new_{each}": row[each] for each in _CHANGED} for row in rows])

    def remove_contacts(self, contacts: Sequence[int]) -> None:
        self._remove(Contact, contacts)

    def remove_topics(self, topics: Sequence[int]) -> None:
        """They go with their contacts."""
        self._remove(Topic, topics)

    def _remove(self, table: type[SQLModel], ids: Sequence[int]) -> None:
        key: Any = getattr(table, "id")  # noqa: B009  every table has one, which no common base says
        mine: Any = getattr(table, "organisation")  # noqa: B009
        for start in range(0, len(ids), CHUNK):
            some = delete(table).where(mine == self.organisation, key.in_(ids[start : start + CHUNK]))
            self.session.connection().execute(some)
        self.session.expire_all()

    def _many(self, statement: Any, rows: Sequence[Row]) -> None:
        if rows:
            self.session.flush()
            self.session.connection().execute(statement, [dict(row) for row in rows])
            self.session.expire_all()
