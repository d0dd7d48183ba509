"""Who is the right one among the contacts of a topic."""

import itertools
from datetime import UTC, datetime
from typing import Any

from bot.conversation.reading import Reader
from bot.directory.places import Place, named
from bot.directory.question import AskedFor, AskedTopic, Question
from bot.directory.ranking import Answer, Candidate, rank
from bot.directory.why import why, wider

PRICING = AskedTopic(1, "pricing exceptions", 1.0, 17, frozenset({0, 1}))


def place(name: str) -> Place:
    found = named(name)
    assert found is not None
    return found


def contact(number: int, **more: Any) -> Candidate:
    region = more.pop("region", "")
    topic = int(more.pop("topic", "1"))
    return Candidate(number, topic, number, where=place(region) if region else None, region=region, names=more, **more)


def asked(*, places: str = "", topics: tuple[AskedTopic, ...] = (PRICING,), **more: str) -> Question:
    named_ = {f"{kind}s": (AskedFor(name, name),) for kind, name in more.items()}
    found = tuple(place(each) for each in places.split(",") if each)
    return Question(topics=topics, places=found, **named_)  # type: ignore[arg-type]


def people(answer: Answer) -> list[int]:
    return [match.candidate.person for match in answer.matches]


def test_the_smallest_region_that_holds_the_place_wins() -> None:
    world, emea, dach, vienna = (
        contact(1),
        contact(2, region="EMEA"),
        contact(3, region="DACH"),
        contact(4, region="Vienna"),
    )
    all_ = [world, emea, dach, vienna]
    assert people(rank(asked(places="Vienna"), all_)) == [4]
    assert people(rank(asked(places="Graz"), all_)) == [3]
    assert people(rank(asked(places="France"), all_)) == [2]
    assert people(rank(asked(places="Japan"), all_)) == [1]
    assert people(rank(asked(), all_)) == [1]


def test_nobody_for_another_region_is_ever_named() -> None:
    answer = rank(asked(places="Japan"), [contact(1, region="DACH"), contact(2, region="LATAM")])
    assert not answer.known
    assert answer.topics == (1,)


def test_account_goes_before_product_and_segment_and_these_before_region() -> None:
    account, product = contact(1, account="hofer"), contact(2, product="hydro")
    segment, region, both = (
        contact(3, segment="food"),
        contact(4, region="Austria"),
        contact(5, region="DACH", product="hydro"),
    )
    question = asked(places="Austria", account="hofer", product="hydro", segment="food")
    assert people(rank(question, [region, segment, product, account])) == [1]
    assert people(rank(asked(places="Austria", product="hydro"), [region, product])) == [2]
    assert people(rank(asked(places="Austria", product="hydro"), [region, product, both])) == [5]
    assert people(rank(asked(places="Austria", segment="food"), [region, segment])) == [3]


def test_the_one_for_the_funnel_step_goes_before_the_one_for_all() -> None:
    assert people(rank(asked(step="purchase"), [contact(1), contact(2, step="purchase")])) == [2]
    assert people(rank(asked(step="purchase"), [contact(1), contact(2, step="customer loyalty")])) == [1]


def test_a_contact_for_another_product_is_never_named_for_this_one() -> None:
    assert people(rank(asked(product="hydro"), [contact(1, product="aqua"), contact(2)])) == [2]
    assert not rank(asked(product="hydro"), [contact(1, product="aqua")]).known


def test_a_word_that_may_be_an_account_excludes_nobody() -> None:
    perhaps = Question(topics=(PRICING,), accounts=(AskedFor("target", "Target", sure=False),))
    assert people(rank(perhaps, [contact(1), contact(2, account="hofer")])) == [1]
    assert people(rank(perhaps, [contact(1), contact(2, account="target")])) == [2]


def test_several_who_are_equally_right_are_all_named() -> None:
    answer = rank(asked(places="Austria"), [contact(1, region="DACH"), contact(2, region="DACH"), contact(3)])
    assert people(answer) == [1, 2]
    assert answer.sure
    assert [match.candidate.person for match in answer.others] == [3]


def test_without_a_place_those_for_parts_of_the_world_are_offered_nearest_first() -> None:
    parts = [
        contact(1, region="APAC"),
        contact(2, region="LATAM"),
        contact(3, region="DACH"),
        contact(4, region="Iberia"),
    ]
    answer = rank(asked(), parts, near="AT")
    assert not answer.sure
    assert len(answer.matches) == 3
    assert people(answer)[0] == 3
    only = rank(asked(), parts[:1])
    assert only.sure
    assert people(only) == [1]


def test_who_is_for_a_part_of_the_region_is_offered_where_nobody_is_for_all_of_it() -> None:
    answer = rank(
        asked(places="EMEA"), [contact(1, region="DACH"), contact(2, region="Iberia"), contact(3, region="Japan")]
    )
    assert set(people(answer)) == {1, 2}
    assert not answer.sure


def test_two_topics_are_two_answers() -> None:
    other = AskedTopic(2, "case studies", 1.0, 11, frozenset({3, 4}))
    answer = rank(asked(topics=(PRICING, other)), [contact(1), contact(2, topic="2"), contact(3, topic="2")])
    assert people(answer)[:2] == [1, 2]
    assert not answer.sure


def test_an_account_alone_names_those_who_know_it() -> None:
    question = Question(accounts=(AskedFor("hofer", "Hofer"),), unexplained=("roadmap",))
    assert people(rank(question, [contact(1, account="hofer"), contact(2)])) == [1]
    assert not rank(question, [contact(1, account="hofer"), contact(2)]).sure
    assert not rank(
        Question(products=(AskedFor("hydro", "Hydro"),), unexplained=("parking",)), [contact(1, product="hydro")]
    ).known


def test_the_order_of_the_contacts_changes_nothing() -> None:
    some = [contact(1, region="DACH"), contact(2, region="Austria"), contact(3), contact(4, region="Austria")]
    answers = {tuple(people(rank(asked(places="Vienna"), list(order)))) for order in itertools.permutations(some)}
    assert answers == {(2, 4)}


def test_the_answer_says_why() -> None:
    reader = Reader(now=datetime(2026, 3, 2, tzinfo=UTC))
    one = rank(asked(places="DACH"), [contact(1, region="DACH")]).matches[0]
    assert reader.plain(why(one)) == "owns pricing exceptions for DACH"
    assert not wider(one)
    larger = rank(asked(places="Vienna"), [contact(1, region="DACH")]).matches[0]
    assert reader.plain(wider(larger)) == "Nobody is named for Vienna alone."
    everywhere = rank(asked(places="Vienna", product="hydro"), [contact(1)]).matches[0]
    assert reader.plain(why(everywhere)) == "owns pricing exceptions"
    assert "hydro" in reader.plain(wider(everywhere))
    account = rank(Question(accounts=(AskedFor("Hofer", "Hofer"),)), [contact(1, account="Hofer")]).matches[0]
    assert reader.plain(why(account)) == "is the contact for Hofer"
