"""The company's own settings as the section `company` of practices.yaml."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from bot.conversation.model import Frozen
from bot.conversation.words import T, Words
from bot.people.company import (
    LEAST_GROUP,
    MOST_ASKED,
    MOST_GROUP,
    WhenCurrencyChanges,
    bad_country,
    bad_currency,
    bad_language,
    bad_zone,
    set_currency,
)
from bot.ports.practices import Change, Difference, Problem
from bot.work import Work
from bot.zones import zone

_FIELDS: Final = {
    "name": "name",
    "time_zone": "zone",
    "holidays_of": "country",
    "language": "language",
    "currency": "currency",
    "smallest_group": "minimum_group",
    "messages_a_week": "attention_budget",
}
"""A field of the file -> the organisation's own."""


class CompanyEntry(Frozen):
    """What is None is left out of the file, and stays as it is."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    holidays_of: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2)] | None = None
    language: Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)] | None = None
    currency: Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, max_length=3)] | None = None
    smallest_group: Annotated[int, Field(ge=LEAST_GROUP, le=MOST_GROUP)] | None = None
    messages_a_week: Annotated[int, Field(ge=1, le=MOST_ASKED)] | None = None


class CompanyPractice:
    """The section `company`. A company that counts in another currency needs rates into it: the section `rates`."""

    def __init__(self, tell: WhenCurrencyChanges = tuple) -> None:
        self._tell = tell

    section: str = "company"
    many: bool = False
    about: Words = T("The company: its time zone, public holidays, language and limits.")
    model: type[Frozen] = CompanyEntry

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        row = work.organisation
        return [{field: value for field, own in _FIELDS.items() if (value := getattr(row, own))}]

    def plan(self, entries: Sequence[CompanyEntry], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        changes: list[Change] = []
        problems: list[Problem] = []
        checks: dict[str, Callable[[str], Words | None]] = {
            "time_zone": bad_zone,
            "holidays_of": bad_country,
            "language": bad_language,
            "currency": bad_currency,
        }
        for number, said in enumerate(entries):
            wanted = said.model_dump(exclude_none=True)
            wrong = [(field, checks[field](wanted[field])) for field in checks if field in wanted]
            found = [Problem(number, (field,), words) for field, words in wrong if words]
            problems += found
            if not found and (change := _change(wanted, self._tell, work)):
                changes.append(change)
        return changes, problems


def _change(wanted: dict[str, Any], tell: WhenCurrencyChanges, work: Work) -> Change | None:
    row = work.organisation
    if "time_zone" in wanted:
        wanted["time_zone"] = zone(wanted["time_zone"])
    if "holidays_of" in wanted:
        wanted["holidays_of"] = wanted["holidays_of"].upper()
    differing = {field: value for field, value in wanted.items() if getattr(row, _FIELDS[field]) != value}

    def do() -> None:
        for field, value in differing.items():
            if field != "currency":
                setattr(row, _FIELDS[field], value)
        work.people.session.add(row)
        if "currency" in differing:
            set_currency(differing["currency"], tell, work)

    differences = tuple(Difference(each, str(getattr(row, _FIELDS[each])), str(differing[each])) for each in differing)
    return Change("changed", row.name, differences, do) if differing else None
