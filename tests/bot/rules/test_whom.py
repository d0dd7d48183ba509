"""Whom a rule names, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.rights import Role
from bot.rules.tokens import WrongError
from bot.rules.whom import read, read_all, read_later, read_levels, said, said_all, said_later, said_levels
from bot.targets import Escalation, Target
from tests.contract.stage import NOW

TOPICS = (
    st.text(st.characters(categories=["L", "N"], include_characters=" :'@-()"), min_size=1, max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
SIDES = st.sampled_from(["sales", "marketing"])
TARGETS = (
    TOPICS.map(lambda topic: Target(topic=topic))
    | SIDES.map(lambda side: Target(side=side))
    | st.builds(Target, role=st.sampled_from(Role), side=st.just("") | SIDES)
    | st.sampled_from(["owner", "manager", "liaison", "marketer"]).map(lambda who: Target(who=who))
    | st.just(Target(person="ana@example.com"))
)
LEVELS = st.builds(Escalation, to=TARGETS, after=st.sampled_from([0, 0.5, 1, 8, 16.25, 400]))


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("topic: brand manager", Target(topic="brand manager")),
        ("Topic:  Brand   manager", Target(topic="Brand manager")),
        ("role: head of marketing", Target(role=Role.HEAD, side="marketing")),
        ("Head of Sales", Target(role=Role.HEAD, side="sales")),
        ("the head of sales", Target(role=Role.HEAD, side="sales")),
        ("role: steward", Target(role=Role.STEWARD)),
        ("managers of marketing", Target(role=Role.MANAGER, side="marketing")),
        ("side: Sales", Target(side="sales")),
        ("person: Ana@Example.com", Target(person="ana@example.com")),
        ("ana@example.com", Target(person="ana@example.com")),
        ("owner", Target(who="owner")),
        ("owner's manager", Target(who="manager")),
        ("owner’s manager", Target(who="manager")),
        ("the liaison", Target(who="liaison")),
        ("marketer", Target(who="marketer")),
    ],
)
def test_what_people_write(typed: str, target: Target) -> None:
    assert read(typed) == target


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Ana", "I don't understand “Ana”. Write topic: brand manager, role: head of marketing, side: sales"),
        ("role: boss", "“boss” is no role"),
        ("role: haed of marketing", "Did you mean role: heads"),
        ("role: head of legal", "after “of” comes sales or marketing"),
        ("side: legal", "is no side. Write side: sales, or side: marketing"),
        ("person: Ana", "name a person by their e-mail address"),
        ("topic: a; b", "can't be the name of a topic"),
        ("topic:", "I don't understand"),
        ("topic: " + "x" * 200, "too long"),
    ],
)
def test_what_is_not_understood_is_told_with_what_to_write(typed: str, says: str) -> None:
    with pytest.raises(WrongError) as caught:
        read(typed)
    assert says in Reader(now=NOW).plain(caught.value.wrong.problem)


def test_several_stand_on_lines_or_between_semicolons() -> None:
    both = (Target(topic="brand manager"), Target(who="owner"))
    assert read_all("topic: brand manager; owner") == read_all("topic: brand manager\n owner\n") == both
    with pytest.raises(WrongError):
        read_all("owner; " * 11)


def test_levels_say_after_how_many_hours() -> None:
    assert read_levels("owner's manager; head of marketing after 8 hours") == (
        Escalation(to=Target(who="manager")),
        Escalation(to=Target(role=Role.HEAD, side="marketing"), after=8),
    )


@given(st.lists(TARGETS, max_size=10))
def test_what_is_written_is_read_as_it_was(targets: list[Target]) -> None:
    assert [read(said(each)) for each in targets] == targets
    assert list(read_all(said_all(targets))) == targets


@given(st.lists(LEVELS, max_size=10))
def test_so_are_levels(levels: list[Escalation]) -> None:
    assert [read_later(said_later(each)) for each in levels] == levels
    assert list(read_levels(said_levels(levels))) == levels
