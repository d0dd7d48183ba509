"""A company's own regions changed in chat, and what that means for contacts and questions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.payloads import Action
from bot.conversation.replies import Reply, Update
from bot.directory.edit_actions import ChangeRegion, NewRegion, RemoveRegion, ShowRegions
from bot.directory.finding import find
from storage.directory import Directory, OwnRegion
from tests.bot.directory.kept import ANA, BEN, DAN, Kept, as_it_stands, wrong
from tests.bot.people.house import pressed, words


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    kept.close()


def adds(kept: Kept, name: str, *holds: str, user: str = ANA) -> Reply:
    return kept.fills_in(user, NewRegion(), {"name": name, "holds": "\n".join(holds)})


def region(kept: Kept, name: str) -> int:
    (found,) = [row for row in kept.rows(OwnRegion) if row.name == name]
    return int(found.id)


def changes(kept: Kept, old: str, name: str, *holds: str) -> Reply:
    return kept.fills_in(ANA, ChangeRegion(region=region(kept, old)), {"name": name, "holds": "\n".join(holds)})


def answers(kept: Kept, question: str) -> list[int]:
    with kept.database.read() as session:
        return [each.candidate.person for each in find(question, Directory(session, kept.organisation))[1].matches]


def test_a_region_of_ones_own_is_added_and_asked_for(kept: Kept) -> None:
    assert "You have none of your own yet." in words(kept.command(ANA, "directory regions"))
    reply = adds(kept, "Alpine", "Austria", " Switzerland ", "", "austria", "Munich")
    assert isinstance(reply, Update)
    assert "Alpine holds Austria, Switzerland, and Munich." in words(reply)
    assert kept.own_regions == {"Alpine": ["Austria", "Switzerland", "Munich"]}
    kept.adds_topic()
    kept.names(BEN, region="alpine")
    kept.names(ANA, region="EMEA")
    assert answers(kept, "pricing exceptions in Vienna") == [kept.person(BEN).id]
    assert answers(kept, "pricing exceptions in Oslo") == [kept.person(ANA).id]


def test_a_region_called_otherwise_is_so_everywhere(kept: Kept) -> None:
    adds(kept, "Alpine", "Austria", "Switzerland")
    adds(kept, "South", "Italy", "Alpine")
    kept.adds_topic()
    kept.names(BEN, region="Alpine")
    stands = as_it_stands(kept.form(ANA, ChangeRegion(region=region(kept, "Alpine"))))
    assert stands == {"name": "Alpine", "holds": "Austria\nSwitzerland"}
    changes(kept, "Alpine", "The Alps", "Austria", "Liechtenstein")
    assert kept.own_regions == {"South": ["Italy", "The Alps"], "The Alps": ["Austria", "Liechtenstein"]}
    assert kept.contacts[0].region == "The Alps"
    assert answers(kept, "pricing exceptions in the Alps") == [kept.person(BEN).id]
    assert answers(kept, "pricing exceptions in Vaduz") == [kept.person(BEN).id]


@pytest.mark.parametrize(
    ("name", "holds", "field", "said"),
    [
        ("alpine", ["Austria"], "name", "There is the region “Alpine” already."),
        ("Worldwide", ["Austria"], "name", "“Worldwide” means everywhere already."),
        ("🎉", ["Austria"], "name", "has no letters or digits"),
        ("South", [], "holds", "Please name at least one place"),
        ("South", ["Austira"], "holds", "There is no place “Austira”. Did you mean Austria?"),
        ("Team Blue", ["Italy", "team blue"], "holds", "“Team Blue” can't hold itself."),
        ("South", ["Italy", "everywhere"], "holds", "“everywhere” means everywhere"),
    ],
)
def test_a_region_that_can_t_be_is_refused(kept: Kept, name: str, holds: list[str], field: str, said: str) -> None:
    adds(kept, "Alpine", "Austria")
    found = wrong(adds(kept, name, *holds))
    assert found.keys() == {field}
    assert said in found[field]
    assert kept.own_regions == {"Alpine": ["Austria"]}


def test_regions_don_t_hold_each_other(kept: Kept) -> None:
    adds(kept, "Alpine", "Austria")
    adds(kept, "South", "Alpine", "Italy")
    adds(kept, "All of it", "South")
    found = wrong(changes(kept, "Alpine", "Alpine", "Austria", "All of it"))
    assert found == {"holds": "“All of it” holds “Alpine” already, so it can't lie in it."}


def test_a_region_may_have_a_known_name_and_hold_that(kept: Kept) -> None:
    adds(kept, "DACH", "DACH", "Italy")
    assert isinstance(changes(kept, "DACH", "DACH", "DACH", "France"), Update)
    assert kept.own_regions == {"DACH": ["DACH", "France"]}


def test_a_region_is_removed_once_no_other_holds_it(kept: Kept) -> None:
    adds(kept, "Alpine", "Austria")
    adds(kept, "South", "Alpine", "Italy")
    said = words(kept.clicks(ANA, RemoveRegion(region=region(kept, "Alpine"))))
    assert said == "\nSouth holds “Alpine”. Take it out of there first."
    kept.clicks(ANA, RemoveRegion(region=region(kept, "South")))
    kept.clicks(ANA, RemoveRegion(region=region(kept, "Alpine")))
    assert kept.own_regions == {}


def test_one_that_contacts_are_for_says_what_becomes_of_them(kept: Kept) -> None:
    adds(kept, "Alpine", "Austria")
    kept.adds_topic()
    kept.names(BEN, region="Alpine")
    shown = kept.command(ANA, "directory regions")
    assert "One contact is for “Alpine”. It stays" in shown.model_dump_json().replace("{name}", "Alpine")
    kept.clicks(ANA, RemoveRegion(region=region(kept, "Alpine")))
    assert [row.region for row in kept.contacts] == ["Alpine"]
    assert answers(kept, "pricing exceptions for Alpine") == [kept.person(BEN).id]


def test_many_regions_have_pages(kept: Kept) -> None:
    for number in range(12):
        adds(kept, f"Patch {number:02}", "Austria")
    first = kept.command(ANA, "directory regions")
    assert "Patch 09 holds" in words(first)
    assert "Patch 10 holds" not in words(first)
    second = kept.clicks(ANA, ShowRegions(page=1))
    assert "Patch 10 holds" in words(second)
    assert pressed(second, "Previous").startswith("directory.regions")
    assert "Next" not in words(second)


def test_everybody_looks_and_only_stewards_change(kept: Kept) -> None:
    adds(kept, "Alpine", "Austria")
    number = region(kept, "Alpine")
    assert "Alpine holds Austria." in words(kept.command(DAN, "directory regions"))
    assert "[Change]" not in words(kept.command(DAN, "directory regions"))
    actions: list[Action] = [NewRegion(), ChangeRegion(region=number), RemoveRegion(region=number)]
    for action in actions:
        assert "That is for" in words(kept.clicks(DAN, action))
    assert "That is for" in words(adds(kept, "South", "Italy", user=DAN))
    assert kept.own_regions == {"Alpine": ["Austria"]}
    gone: list[Action] = [ChangeRegion(region=99), RemoveRegion(region=99)]
    for action in gone:
        assert "This is not in the directory any more." in words(kept.clicks(ANA, action))
