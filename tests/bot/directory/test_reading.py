"""What a question in plain words is understood to be about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.directory.question import SURE, Question
from bot.directory.reading import read_question
from bot.directory.tokens import key
from bot.directory.vocabulary import Subject, Terms, Vocabulary, build

SUBJECTS = (
    ("pricing exceptions", ("special pricing", "discount approval")),
    ("case studies", ("customer stories", "references")),
    ("trade shows", ("exhibitions",)),
    ("translations", ("localisation",)),
    ("IT security", ("infosec",)),
    ("R&D requests", ()),
    ("sales training", ()),
    ("product training", ()),
    ("Preisnachlässe", ()),
    ("価格表", ()),
    ("قائمة الأسعار", ()),
    ("product management", ()),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    subjects = [Subject(number, name, synonyms) for number, (name, synonyms) in enumerate(SUBJECTS, 1)]
    return build(
        Terms(
            subjects=subjects,
            products=("AquaSense 300", "HydroClear"),
            segments=("Public Sector",),
            accounts=("Hofer Dairies GmbH", "Target", "Bank Austria"),
            regions=("DACH", "Sunbelt"),
            own_regions={"Sunbelt": ("Texas", "Florida", "Arizona"), "Home": ("Austria", "Graz")},
        )
    )


def topic(question: Question) -> str:
    return SUBJECTS[question.topics[0].topic - 1][0] if question.topics else ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("pricing exceptions", "pricing exceptions"),
        ("Who can I ask about an exception in pricing?", "pricing exceptions"),
        ("PRICING-EXCEPTION!!", "pricing exceptions"),
        ("pricingexceptions", "pricing exceptions"),
        ("prcing excepions", "pricing exceptions"),
        ("who approves a discount", "pricing exceptions"),
        ("who signs off discount aproval", "pricing exceptions"),
        ("custommer storeis", "case studies"),
        ("the study of a case", "case studies"),
        ("can you translate this brochure", "translations"),
        ("localization", "translations"),
        ("r and d request", "R&D requests"),
        ("it security", "IT security"),
        ("Wer macht Preisnachlaesse?", "Preisnachlässe"),
        ("preisnachlasse", "Preisnachlässe"),
        ("誰が価格表を担当していますか", "価格表"),
        ("من يملك قائمة الأسعار؟", "قائمة الأسعار"),
        ("🙏 exhibitions 🙏", "trade shows"),
        ("<b>case studies</b>'; DROP TABLE contact; --", "case studies"),
        ("see https://example.com/trade-shows for case studies", "case studies"),
    ],
)
def test_a_topic_is_found_however_it_is_written(vocabulary: Vocabulary, text: str, meant: str) -> None:
    question = read_question(text, vocabulary)
    assert topic(question) == meant
    assert question.topics[0].score >= SURE


@pytest.mark.parametrize(
    "text",
    [
        "canteen",
        "payroll",
        "my laptop is broken",
        "reception",  # two letters from exception
        "who is my manager",  # the word of product management in another form
        "vacation days",
        "",
        "?!",
        "who?",
        "in Vienna",
        "x" * 10_000,
    ],
)
def test_what_nobody_has_a_topic_for_stays_unknown(vocabulary: Vocabulary, text: str) -> None:
    assert read_question(text, vocabulary).topics == ()


def test_a_part_of_a_name_counts_where_nothing_else_is_said(vocabulary: Vocabulary) -> None:
    alone = read_question("who does training?", vocabulary)
    assert {each.name for each in alone.topics} == {"sales training", "product training"}
    assert all(each.score < SURE for each in alone.topics)
    assert read_question("fire safety training", vocabulary).topics == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("trade shows in Germany", ["Germany"]),
        ("German trade shows", ["Germany"]),
        ("trade shows Deutschland", ["Germany"]),
        ("trade shows UK", ["United Kingdom"]),
        ("trade shows uk", ["United Kingdom"]),
        ("trade shows in the U.S.", ["United States"]),
        ("who helps us with trade shows", []),
        ("trade shows Wien", ["Vienna"]),
        ("trade shows in Muenchen", ["Munich"]),
        ("trade shows in Vienna, Austria", ["Vienna"]),
        ("trade shows in dach", ["DACH"]),
        ("trade shows in the Americas", ["Americas"]),
        ("trade shows in Gemany and Frnace", ["Germany", "France"]),
        ("trade shows in the Untied Kingdom", ["United Kingdom"]),
        ("trade shows in Reading", ["Reading"]),
        ("reading about trade shows", []),
        ("trade shows in 日本", ["Japan"]),
        ("trade shows in the sunbelt", ["Sunbelt"]),
        ("trade shows for Bank Austria", []),
    ],
)
def test_places_are_known(vocabulary: Vocabulary, text: str, places: list[str]) -> None:
    question = read_question(text, vocabulary)
    assert topic(question) == "trade shows"
    assert [place.name for place in question.places] == places


def test_products_segments_accounts_and_steps_are_found(vocabulary: Vocabulary) -> None:
    question = read_question("case studies of the aquasense300 in the public sector for customer loyalty", vocabulary)
    assert [each.key for each in question.products] == [key("AquaSense 300")]
    assert [each.key for each in question.segments] == [key("Public Sector")]
    assert [each.name for each in question.steps] == ["customer loyalty"]
    for text in ("special pricing for Hofer Dairies GmbH", "special pricing Hofer Dairies", "special pricing hofer"):
        assert [each.name for each in read_question(text, vocabulary).accounts] == ["Hofer Dairies GmbH"]


def test_an_account_that_is_an_ordinary_word_excludes_nobody_unless_written_as_a_name(vocabulary: Vocabulary) -> None:
    assert [each.sure for each in read_question("our target for trade shows", vocabulary).accounts] == [False]
    assert [each.sure for each in read_question("trade shows with Target", vocabulary).accounts] == [True]


def test_the_words_of_a_question_are_kept_without_filling(vocabulary: Vocabulary) -> None:
    question = read_question("Hi, who can tell me about the canteen menu?", vocabulary)
    assert question.words == "canteen menu"
    assert question.unexplained == ("canteen", "menu")
    assert len(read_question("canteen " * 2_000, vocabulary).words) <= 120


def test_the_end_of_a_long_text_is_read_as_well(vocabulary: Vocabulary) -> None:
    long = "lorem ipsum dolor " * 500
    assert topic(read_question(long + "case studies", vocabulary)) == "case studies"
    assert topic(read_question("case studies " + long, vocabulary)) == "case studies"


PIECES = (
    some.text(max_size=40)
    | some.sampled_from(["pricing", "exceptions", "in", "Vienna", "HydroClear", "'; DROP TABLE contact;", "<@U1|x>"])
    | some.text(alphabet="אבגעברית \u200f\u202e\u2066", max_size=20)
    | some.text(alphabet="🙏👩‍👩‍👧🇦🇹️ ", max_size=20)
)


@given(some.lists(PIECES, max_size=30), some.integers(1, 300))
@settings(max_examples=150)
def test_no_text_is_an_error(vocabulary: Vocabulary, pieces: list[str], times: int) -> None:
    text = (" ".join(pieces) * times)[:10_000]
    question = read_question(text, vocabulary)
    assert all(0 <= each.score <= 1 for each in question.topics)
    assert len(question.words) <= 120
    assert read_question(text, vocabulary) == question


@given(some.text(alphabet=some.characters(categories=("Lo", "Ll", "Mn", "So", "Cf")), min_size=1, max_size=10_000))
@settings(max_examples=60)
def test_any_topic_can_be_asked_for_by_its_own_name(name: str) -> None:
    vocabulary = build(Terms(subjects=[Subject(1, name[:60])]))
    assert isinstance(read_question(name, vocabulary), Question)
    if len(key(name[:60])) and name == name[:60] and len(name.split()) <= 8 and len(key(name)) <= 8:
        assert [each.topic for each in read_question(name, vocabulary).topics] == [1]
