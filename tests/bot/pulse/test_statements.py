import pytest

from bot.pulse.statements import RELATIONSHIPS, STATEMENTS, relationship_type, statement


def test_there_are_twenty_statements_in_order() -> None:
    assert [each.number for each in STATEMENTS] == list(range(1, 21))
    assert statement(7).measures.text == "Common language"


@pytest.mark.parametrize("number", [0, 21])
def test_another_number_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="numbered 1 to 20"):
        statement(number)


def test_each_says_something_of_its_own_about_us() -> None:
    assert len({each.words.text for each in STATEMENTS}) == 20
    assert len({each.measures.text for each in STATEMENTS}) == 20
    for each in STATEMENTS:
        assert {"we", "our", "us"} & set(each.words.text.lower().replace(",", " ").split()), each.words.text
        assert each.help.text.endswith(".")


def test_each_fits_a_label_and_a_phone() -> None:
    assert max(len(each.words.text) for each in STATEMENTS) <= 120
    assert max(len(each.measures.text) for each in STATEMENTS) <= 30


def test_the_relationship_types_follow_each_other_from_20_to_100() -> None:
    assert [each.key for each in RELATIONSHIPS] == ["undefined", "defined", "aligned", "integrated"]
    assert [(each.start, each.end) for each in RELATIONSHIPS] == [(20, 40), (40, 60), (60, 80), (80, 100)]
    assert relationship_type("aligned").start == 60
