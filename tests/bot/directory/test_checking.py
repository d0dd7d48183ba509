from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.reading import Reader
from bot.conversation.words import Words
from bot.directory.checking import (
    MOST,
    MOST_HELD,
    MOST_SYNONYMS,
    check_name,
    check_own_region,
    check_region,
    check_step,
    check_synonyms,
    check_topic,
    kept,
    region_of,
    shown,
    step_of,
    tidy,
)
from bot.directory.places import Places
from bot.directory.tokens import key
from bot.directory.vocabulary import STEPS

READER = Reader(now=datetime(2026, 3, 2, tzinfo=UTC))
OURS = Places({"Alpine South": ["Switzerland", "Northern Italy Desk"], "Northern Italy Desk": ["Italy"]})


def said(words: Words | None) -> str:
    return READER.plain(words) if words else ""


@pytest.mark.parametrize("region", ["", "DACH", "de", "UK", "Österreich", "Wien", "worldwide", "Alpine south", "EMEA"])
def test_a_region_is_known_by_any_of_its_names(region: str) -> None:
    assert said(check_region(region, OURS)) == ""


@pytest.mark.parametrize(
    ("region", "near"),
    [
        ("Germny", "Germany"),
        ("DAHC", "DACH"),
        ("Österreihc", "Austria"),
        ("Alpine Suoth", "Alpine South"),
        ("north amercia", "North America"),
    ],
)
def test_of_an_unknown_region_the_nearest_known_one_is_named(region: str, near: str) -> None:
    assert said(check_region(region, OURS)) == f"There is no region “{region}”. Did you mean {near}?"


def test_a_region_that_is_like_none_can_be_made_an_own_one() -> None:
    assert said(check_region("Zone 51 QX", OURS)).endswith(
        "Name one that is known, or add it to your own regions first."
    )


def test_a_region_that_a_contact_names_already_is_known() -> None:
    places = Places()
    assert said(check_region("Old Territory", places))
    places.learn("Old Territory")
    assert said(check_region("old territory", places)) == ""


@pytest.mark.parametrize("field", sorted(MOST))
def test_a_name_may_be_as_long_as_it_says(field: str) -> None:
    assert said(check_name(field, "a" * MOST[field])) == ""
    assert f"is longer than {MOST[field]} characters" in said(check_name(field, "a" * (MOST[field] + 1)))


@pytest.mark.parametrize("name", ["!!!", "🎉", "---", "“”"])
def test_a_name_that_nobody_could_ask_for_is_refused(name: str) -> None:
    assert "has no letters or digits" in said(check_topic(name))


@pytest.mark.parametrize("name", ["C", "C++", "价格", "التسعير", "IT", "the who", "🎉 events"])
def test_names_in_all_scripts_are_fine(name: str) -> None:
    assert said(check_topic(name)) == ""


@pytest.mark.parametrize("name", ["a\x00b", "a\x1b[31m", "\ud83d"])
def test_what_can_t_be_shown_is_refused(name: str) -> None:
    assert "can't be shown" in said(check_topic(name))


def test_synonyms_are_not_too_many_and_have_no_semicolon() -> None:
    assert said(check_synonyms([f"s{n}" for n in range(MOST_SYNONYMS)])) == ""
    assert "synonyms at most" in said(check_synonyms([f"s{n}" for n in range(MOST_SYNONYMS + 1)]))
    assert "has a semicolon" in said(check_synonyms(["rebates; discounts"]))


@pytest.mark.parametrize("typed", ["brand preference", "Brand-Preference", " BRAND  PREFERENCE "])
def test_a_step_is_known_however_it_is_written(typed: str) -> None:
    assert said(check_step(typed)) == ""
    assert step_of(typed) == "brand preference"


def test_all_eight_steps_are_known_and_others_are_told_of_them() -> None:
    assert [step_of(each) for each in STEPS] == list(STEPS)
    assert said(check_step("lead")).startswith("There is no step “lead”. Known are customer awareness, brand awareness")


def test_a_region_of_one_s_own_holds_places_that_are_known() -> None:
    assert said(check_own_region("Alps", ["Austria", "Alpine South", "Munich"], OURS)) == ""
    assert said(check_own_region("Alps", ["Austrlia"], OURS)) == "There is no place “Austrlia”. Did you mean Australia?"
    assert said(check_own_region("Alps", ["Zone 51 QX"], OURS)).startswith("There is no place “Zone 51 QX”.")
    assert "can't hold itself" in said(check_own_region("Alpine South", ["alpine-south"], OURS))
    assert "means everywhere already" in said(check_own_region("Worldwide", ["Austria"], OURS))
    assert "which lies in no region" in said(check_own_region("Alps", ["global"], OURS))
    assert "places at most" in said(check_own_region("Alps", ["Austria"] * (MOST_HELD + 1), OURS))
    assert "is longer than" in said(check_own_region("A" * 81, ["Austria"], OURS))


def test_one_s_own_region_may_change_what_the_world_calls_so() -> None:
    assert said(check_own_region("Iberia", ["Iberia", "Morocco"], OURS)) == ""


def test_what_a_contact_is_for_is_kept_with_keys() -> None:
    row = kept(region=" dach ", product="Sensor  X", account="", step="Purchase")
    assert (row["region"], row["region_key"], row["product"], row["product_key"]) == (
        "dach",
        "dach",
        "Sensor X",
        key("sensor x"),
    )
    assert (row["account"], row["account_key"], row["step"]) == ("", "", "purchase")


@pytest.mark.parametrize("typed", ["", "Worldwide", "all", "GLOBAL"])
def test_everywhere_is_kept_as_no_region(typed: str) -> None:
    assert region_of(typed) == ""


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_checked_and_what_is_shown_passes_where_it_can(typed: str) -> None:
    name = shown(typed)
    assert name == tidy(name)
    for words in (check_region(name, OURS), check_step(name), check_topic(name), check_own_region(name, [name], OURS)):
        assert "can't be shown" not in said(words)
