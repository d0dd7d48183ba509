"""Places lie in one another, and have many names."""

import pytest

from bot.directory.places import REGIONS, Place, Places, is_everywhere, named, world


def place(name: str) -> Place:
    found = named(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("Vienna", "Austria"),
        ("Austria", "DACH"),
        ("DACH", "EMEA"),
        ("Vienna", "EMEA"),
        ("San Francisco", "California"),
        ("California", "USA"),
        ("Stockholm", "Nordics"),
        ("Scandinavia", "Nordics"),
        ("Dubai", "Gulf"),
        ("Gulf", "Middle East"),
        ("Japan", "APAC"),
        ("Mexico", "LATAM"),
        ("Brazil", "South America"),
        ("South America", "Latin America"),
        ("Latin America", "Americas"),
        ("France", "Western Europe"),
        ("Western Europe", "Europe"),
        ("Scotland", "UK"),
        ("UK", "UK and Ireland"),
    ],
)
def test_regions_nest(inner: str, outer: str) -> None:
    assert place(outer).holds(place(inner))
    assert not place(inner).holds(place(outer))
    assert place(inner).breadth < place(outer).breadth


@pytest.mark.parametrize(
    ("one", "other"),
    [("Vienna", "Germany"), ("Berlin", "Munich"), ("DACH", "Nordics"), ("EMEA", "APAC"), ("Texas", "California")],
)
def test_what_lies_apart_lies_apart(one: str, other: str) -> None:
    assert not place(one).holds(place(other))
    assert not place(other).holds(place(one))


def test_names_in_other_languages_codes_and_adjectives_mean_the_same() -> None:
    for name in ("Germany", "Deutschland", "Allemagne", "Alemania", "Германия", "德国", "German", "DE", "de", "DEU"):
        assert place(name).countries == {"DE"}, name
    for name in ("Vienna", "Wien", "Wiedeń", "ウィーン"):
        assert place(name).name == "Vienna", name
    assert place("Ivory Coast").same(place("Côte d'Ivoire"))
    assert place("Holland").same(place("NL"))
    assert place("America").countries == {"US"}
    assert named("Atlantis") is None
    assert named("") is None


def test_a_company_has_regions_of_its_own() -> None:
    places = Places({"Alps": ["Austria", "Switzerland"], "Core": ["alps", "Bavaria Nord", "Germany"], "Loop": ["Loop"]})
    core = places.named("core")
    assert core is not None
    assert core.countries == {"AT", "CH", "DE"}
    assert core.holds(place("Vienna"))
    assert places.unknown == [("Core", "Bavaria Nord"), ("Loop", "Loop")]
    assert places.named("Graz") == place("Graz")


def test_own_regions_that_name_each_other_are_no_trouble() -> None:
    places = Places({"A": ["B", "France"], "B": ["A", "Spain"]})
    a, b = places.named("A"), places.named("B")
    assert a is not None
    assert b is not None
    assert {"FR", "ES"} <= a.countries | b.countries


def test_a_region_of_which_only_the_name_is_known_is_not_everywhere() -> None:
    places = Places()
    strange = places.learn("Cluster 7")
    assert not strange.holds(place("France"))
    assert not place("EMEA").holds(strange)
    assert places.named("cluster-7") == strange


def test_everywhere_has_names_too() -> None:
    assert is_everywhere("")
    assert is_everywhere(" Global ")
    assert not is_everywhere("EMEA")


def test_what_is_kept_of_the_libraries_is_what_the_code_compares_by() -> None:
    """Keys are made when the data is gathered; were they made differently now, nothing would be found."""
    for known in {each for each in world().names.values() if not each.spot}:
        assert named(known.name) is not None, known.name
    for names in REGIONS:
        for name in names.split(";"):
            assert named(name) is not None, name
