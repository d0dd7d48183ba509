"""A directory as a CSV, which `importing` reads: importing it changes nothing. RFC 4180.

Each line stands for itself: it has its topic's synonyms and steward, so that lines may be sorted and left out.
"""

import csv
import io
from collections.abc import Iterator

from bot.directory.checking import shown
from bot.directory.importing import here
from bot.directory.sheet_lines import COLUMNS
from bot.directory.sheet_model import Here, Somebody, TopicHere
from bot.sheets import safe
from bot.work import Work
from storage.directory import Found

MARK = "\ufeff"
"""Put before the text of a file, it tells spreadsheets that it is UTF-8."""


def directory_csv(work: Work) -> str:
    """The whole directory: topics by name, the contacts of each in the order in which they came in."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(here(work)):
        writer.writerow([row.get(column, "") for column in COLUMNS])
    return out.getvalue()


def _rows(there: Here) -> Iterator[dict[str, str]]:
    people = {each.id: each for each in there.people}
    contacts: dict[int, list[Found]] = {each.id: [] for each in there.topics}
    for each in there.contacts:
        contacts[each.topic].append(each)
    for topic in there.topics:
        about = _about(topic, people)
        for each in contacts[topic.id]:
            yield about | _contact(each, people)
        if not contacts[topic.id]:
            yield about


def _about(topic: TopicHere, people: dict[int, Somebody]) -> dict[str, str]:
    synonyms = ";".join(safe(shown(each)) for each in topic.synonyms.values())
    steward = people.get(topic.steward) if topic.steward is not None else None
    return {
        "topic": safe(shown(topic.name)),
        "synonyms": synonyms,
        "steward_email": safe(steward.called if steward else ""),
    }


def _contact(row: Found, people: dict[int, Somebody]) -> dict[str, str]:
    person, backup = people[row.person], people.get(row.backup) if row.backup is not None else None
    cells = {
        "name": person.name,
        "email": person.email,
        "side": person.side,
        "backup_email": backup.called if backup else "",
    }
    named = {"region": row.region, "product": row.product, "segment": row.segment, "account": row.account}
    cells |= {column: shown(name) for column, name in named.items()} | {"step": row.step}
    return {column: safe(cell) for column, cell in cells.items()}
