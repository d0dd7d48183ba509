"""Whatever the core shows, Slack must take it, and nobody's own text may format, mention or link."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.slack.mrkdwn import clip, paragraphs, pieces
from adapters.slack.origin import Origin
from adapters.slack.render_card import home, message
from adapters.slack.render_form import view
from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Choices,
    Fact,
    Facts,
    Image,
    Option,
    Part,
    Scale,
    SmallPrint,
    Table,
    Text,
    note,
)
from bot.conversation.forms import ChoiceField, Form, FormOption, ScaleField, TextField
from bot.conversation.model import Account
from bot.conversation.payloads import LONGEST, Press
from bot.conversation.reading import Span
from bot.conversation.words import Command, Listing, T, Who, verbatim
from tests.adapters.slack import strategies
from tests.adapters.slack.house import press, reader
from tests.fakes.slack_checks import check_message, check_view

HARMFUL = ["*bold*", "_it_", "~gone~", "`code`", "<!channel>", "<@U1>", "<https://x.example|y>", ":smile:", "> quoted"]


def blocks(*parts: Part, title: str = "") -> list[dict[str, Any]]:
    card = Card(title=T(title), parts=parts) if title else Card(parts=parts)
    made = message(card, reader())
    assert check_message(made) == []
    found: list[dict[str, Any]] = made["blocks"]
    return found


def all_text(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(
            [str(value["text"])] if isinstance(value.get("text"), str) else filter(None, map(all_text, value.values()))
        )
    return " ".join(filter(None, map(all_text, value))) if isinstance(value, list) else ""


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.cards)
def test_slack_takes_every_card(card: Card) -> None:
    made = message(card, reader(), uploads={"0": "F1"})
    assert check_message(made) == []
    assert made["text"]
    assert len(all_text(made["blocks"])) < 13_200
    every = [each["action_id"] for block in made["blocks"] for each in block.get("elements", []) if "action_id" in each]
    assert len(set(every)) == len(every)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.cards)
def test_slack_takes_every_card_as_a_home(card: Card) -> None:
    assert check_view(home(card, reader())) == []


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.forms)
def test_slack_takes_every_form(form: Form) -> None:
    origin = Origin(workspace="T0HOME", channel="C1", thread="C1/1.2", message="C1/1.2", url="https://x" + "y" * 120)
    made = view(form, reader(), origin)
    assert check_view(made) == []
    assert Origin.unpack(made["private_metadata"]) == (origin, form.press.code)


@pytest.mark.parametrize("text", HARMFUL)
@pytest.mark.parametrize("sentence", ["{x}", "**{x}**", "_{x}_", "a {x} b", "[{x}]({u})"])
def test_nobodys_text_formats_mentions_or_links(text: str, sentence: str) -> None:
    mine = T(sentence, x=text, u="https://truce.example")
    harmless = T(sentence, x="word", u="https://truce.example")
    (rendered,) = paragraphs(mine, reader())
    (plain,) = paragraphs(harmless, reader())
    for mark in "*_~`<>":
        assert rendered.count(mark) == plain.count(mark), rendered
    assert not re.search(r":[a-z]+:", rendered)


def test_a_persons_text_stays_readable() -> None:
    text = "5 > 4 & snake_case at 10:30:15, see a_b@c.example"
    assert paragraphs(verbatim(text), reader()) == ["5 &gt; 4 &amp; snake_case at 10:30:15, see a_b@c.example"]


def test_our_own_marks_and_links() -> None:
    words = T("**{n}** is _here_, see [the page]({u})", n="Ann", u="https://x.example/?a=1&b=2")
    assert paragraphs(words, reader()) == ["*Ann* is _here_, see <https://x.example/?a=1&amp;b=2|the page>"]


def test_a_link_that_is_no_web_address_is_only_text() -> None:
    assert paragraphs(T("[here]({u})", u="javascript:alert(1)"), reader()) == ["here"]


def test_marks_touch_words_with_a_gap_that_nobody_sees() -> None:
    assert paragraphs(T("{a}**b**{c}", a="x", c="y"), reader()) == ["x\u200b*b*\u200by"]
    assert paragraphs(T("**{x}**", x="two\nlines "), reader()) == ["*two*\n*lines* "]


def test_somebody_is_mentioned_where_they_are_known() -> None:
    account = Account(platform="slack", workspace="T0HOME", user="U0BOB")
    bob = Who(name="Bob", accounts=(account,), notify=True)
    assert paragraphs(T("{who} is in", who=bob), reader()) == ["<@U0BOB> is in"]
    quiet = bob.model_copy(update={"notify": False})
    assert paragraphs(T("{who} is in", who=quiet), reader()) == ["*Bob* is in"]
    assert paragraphs(T("{all}", all=Listing(items=("a", "b", "c"))), reader()) == ["a, b and c"]
    assert paragraphs(T("Try {c}", c=Command(text="help")), reader()) == ["Try */truce help*"]


def test_long_text_is_split_and_nothing_is_lost() -> None:
    text = " ".join(f"word{number}&" for number in range(900))
    split = paragraphs(T("**{t}**", t=text), reader())
    assert len(split) > 2
    assert all(len(each) <= 3000 for each in split)
    assert " ".join(each.strip().strip("*") for each in split) == text.replace("&", "&amp;")


def test_a_word_longer_than_a_section_is_split_too() -> None:
    assert "".join(pieces([Span("x" * 7000)], 3000)) == "x" * 7000


def test_what_is_cut_says_so() -> None:
    assert clip("x" * 80, 75) == "x" * 74 + "\u2026"
    assert clip("  ", 75) == "\u2013"


def test_a_card_too_long_keeps_its_buttons_and_says_what_is_missing() -> None:
    texts = [Text(words=verbatim(f"line {number}")) for number in range(80)]
    made = blocks(*texts, Buttons(buttons=(Button(label=T("Go"), press=press()),)))
    assert len(made) == 50
    assert made[-2]["type"] == "actions"
    assert "32 more parts" in all_text(made[-1])
    assert "line 47" in all_text(made)
    assert "line 48" not in all_text(made)


def test_more_buttons_than_a_message_holds() -> None:
    made = blocks(*[Buttons(buttons=(Button(label=T("Go"), press=press()),)) for _ in range(60)])
    assert len(made) == 50
    assert "11 more parts" in all_text(made[-1])


def test_a_rating_shows_its_ends_and_that_there_is_an_answer_but_not_which() -> None:
    steps = tuple(press(f"rate:1:{n}", "rate") for n in range(1, 6))
    scale = Scale(statement=T("We plan together."), presses=steps, low=T("never"), high=T("always"))
    plain, actions, ends = blocks(scale)
    assert plain["text"]["text"] == "*We plan together.*"
    assert [each["text"]["text"] for each in actions["elements"]] == ["1", "2", "3", "4", "5"]
    assert [each["value"] for each in actions["elements"]] == [each.code for each in steps]
    assert all_text(ends) == "1 never · 5 always"
    answered = blocks(scale.model_copy(update={"answered": True}))
    assert "Answered" in all_text(answered[2])
    assert answered[1] == actions


def test_a_recommendation_goes_from_0_to_10_in_two_rows() -> None:
    steps = tuple(press(f"rate:1:{n}", "rate") for n in range(11))
    scale = Scale(statement=T("Recommend?"), presses=steps, low=T("never"), high=T("surely"), first=0)
    _, first, second, ends = blocks(scale)
    assert [each["text"]["text"] for each in first["elements"]] == ["0", "1", "2", "3", "4", "5"]
    assert [each["text"]["text"] for each in second["elements"]] == ["6", "7", "8", "9", "10"]
    assert [each["value"] for each in first["elements"] + second["elements"]] == [each.code for each in steps]
    assert all_text(ends) == "0 never \u00b7 10 surely"


def test_an_option_too_long_for_a_button_is_told_in_full_beside_its_letter() -> None:
    long = "We meet every week, and both sides bring their own numbers, so that nobody is surprised by what comes."
    options = [Option(label=verbatim(f"{n} {long}"), press=press(f"pick:1:{n}", "pick")) for n in range(10)]
    question, told, *rows, done = blocks(Choices(label=T("Which?"), options=tuple(options), answered=True))
    assert question["text"]["text"] == "*Which?*"
    assert told["text"]["text"].split("\n") == [f"*{a}* {n} {long}" for n, a in enumerate("ABCDEFGHIJ")]
    buttons = [each for row in rows for each in row["elements"]]
    assert [each["text"]["text"] for each in buttons] == list("ABCDEFGHIJ")
    assert [each["value"] for each in buttons] == [each.press.code for each in options]
    assert all(each["accessibility_label"].startswith(f"{n} We meet") for n, each in enumerate(buttons))
    assert "Answered" in all_text(done)


def test_few_choices_are_buttons_and_many_are_a_menu() -> None:
    def choices(count: int, code: str = "pick:1:{n}") -> Choices:
        options = [
            Option(label=verbatim(f"T{n}"), press=Press(code=code.format(n=n), name="pick")) for n in range(count)
        ]
        return Choices(label=T("Which?"), options=tuple(options))

    assert [each["type"] for each in blocks(choices(5))[1]["elements"]] == ["button"] * 5
    assert [each["type"] for each in blocks(choices(6))[1]["elements"]] == ["static_select"]
    assert [len(each["options"]) for each in blocks(choices(230))[1]["elements"]] == [100, 100, 30]
    long = blocks(choices(30, "pick:1:{n}" + "x" * 200))
    assert [len(each["elements"]) for each in long[1:]] == [25, 5]
    assert {each["type"] for block in long[1:] for each in block["elements"]} == {"button"}


def test_a_button_asks_before_it_acts() -> None:
    button = Button(label=T("Delete it all " + "now " * 20), press=press(), style="danger", confirm=T("Gone for good."))
    made = blocks(Buttons(buttons=(button, Button(label=T("Page"), url="https://x.example"))))[0]["elements"]
    assert made[0]["style"] == "danger"
    assert made[0]["confirm"]["text"]["text"] == "Gone for good."
    assert made[1]["url"] == "https://x.example"
    assert "value" not in made[1]


def test_facts_stand_on_a_line_each() -> None:
    facts = [Fact(label=T("Amount"), value=T("2,000,000 USD")), Fact(label=T("Why"), value=verbatim("because " * 400))]
    made = blocks(Facts(facts=tuple(facts)))
    assert made[0]["text"]["text"].startswith("*Amount*: 2,000,000 USD")
    assert "*Why*: because" in "".join(each["text"]["text"] for each in made)
    many = blocks(Facts(facts=tuple(facts[:1] * 23)))
    assert many[0]["text"]["text"].count("\n") == 22


def test_a_table_says_how_many_rows_are_left_out() -> None:
    table = Table(headings=(T("Name"), T("Count")), rows=((verbatim("*A*"), T("")),) * 150, numeric=(1,))
    made = blocks(table)
    assert made[0]["type"] == "table"
    assert len(made[0]["rows"]) == 100
    assert made[0]["rows"][1][0] == {"type": "raw_text", "text": "*A*"}
    assert made[0]["column_settings"][1]["align"] == "right"
    assert "51 more rows" in all_text(made[1])


def test_a_second_table_and_one_in_the_home_are_written_in_fixed_width() -> None:
    table = Table(headings=(T("Name"), T("Count")), rows=((verbatim("<Ann>`"), T("5")),), numeric=(1,))
    made = blocks(table, table)
    assert [each["type"] for each in made] == ["table", "section"]
    assert made[1]["text"]["text"] == "```Name    Count\n&lt;Ann&gt;\u02cb      5```"
    at_home = home(Card(parts=(table,)), reader())
    assert check_view(at_home) == []
    assert at_home["blocks"][0]["type"] == "section"


def test_a_wide_table_says_how_many_columns_are_left_out() -> None:
    made = blocks(Table(headings=(T("x"),) * 23, rows=()))
    assert len(made[0]["rows"][0]) == 20
    assert "3 more columns" in all_text(made[1])


def test_a_picture_that_is_not_there_is_told_in_words() -> None:
    image = Image(chart=Chart(kind="bars", title=T("Total"), low=0, high=1, series=(), rows=()), alt=T("Sales: 55"))
    assert all_text(blocks(image)[0]) == "Sales: 55"
    shown = message(Card(parts=(image,)), reader(), uploads={"0": "F1"})
    assert shown["blocks"][0]["slack_file"] == {"id": "F1"}
    assert shown["blocks"][0]["alt_text"] == "Sales: 55"


def test_the_title_the_small_print_and_the_notification() -> None:
    made = message(Card(title=T("Hello"), parts=(SmallPrint(words=T("tiny")),), summary=T("In short")), reader())
    assert made["text"] == "In short"
    assert [each["type"] for each in made["blocks"]] == ["header", "context"]
    long = message(Card(title=verbatim("long " * 60)), reader())
    assert long["blocks"][0]["type"] == "section"
    assert message(Card(), reader())["text"] == "A message from Truce"
    assert message(note(T("Only this.")), reader())["text"] == "Only this."


# -- forms


def form(*fields: Any, title: str = "Form", code: str = "f:1:{}") -> Form:
    return Form(title=verbatim(title), fields=fields, submit=T("Send"), press=Press(code=code, name="f"))


def test_a_long_title_is_shown_in_full_inside() -> None:
    title = "Hand this engagement over to somebody else"
    made = view(form(TextField(key="a", label=T("A")), title=title), reader())
    assert made["title"]["text"].endswith("\u2026")
    assert made["blocks"][0]["text"]["text"] == title


def test_choices_by_count() -> None:
    def kind(count: int, *, many: bool) -> str:
        options = tuple(FormOption(value=str(n), label=verbatim(f"O{n}")) for n in range(count))
        made = view(form(ChoiceField(key="c", label=T("C"), options=options, many=many)), reader())
        assert check_view(made) == []
        return str(made["blocks"][0]["element"]["type"])

    assert [kind(count, many=False) for count in (10, 11, 150)] == ["radio_buttons", "static_select", "static_select"]
    assert [kind(count, many=True) for count in (10, 11)] == ["checkboxes", "multi_static_select"]


def test_a_scale_of_eleven_steps_is_a_menu_and_zero_can_have_been_chosen() -> None:
    field = ScaleField(key="rate", label=T("R"), low=T("no"), high=T("yes"), first=0, last=10, initial=0)
    made = view(form(field), reader())
    assert check_view(made) == []
    element = made["blocks"][0]["element"]
    assert element["type"] == "static_select"
    assert [each["value"] for each in element["options"]] == [str(step) for step in range(11)]
    assert [element["options"][at]["text"]["text"] for at in (0, 5, 10)] == ["0 \u2013 no", "5", "10 \u2013 yes"]
    assert element["initial_option"]["value"] == "0"


def test_a_long_option_of_a_form_is_never_cut() -> None:
    def texts(length: int) -> list[Any]:
        label = " ".join(["word"] * (length // 5))
        options = tuple(FormOption(value=str(n), label=verbatim(f"{n} {label}")) for n in range(3))
        made = view(form(ChoiceField(key="c", label=T("C"), options=options, initial=("1",))), reader())
        assert check_view(made) == []
        *above, field = made["blocks"]
        assert field["element"]["initial_option"] in field["element"]["options"]
        two = [
            " ".join(each[part]["text"] for part in ("text", "description") if part in each)
            for each in field["element"]["options"]
        ]
        assert above or two == [f"{n} {label}" for n in range(3)]
        return [each["text"]["text"] for each in above]

    assert texts(60) == []
    assert texts(130) == []
    told = texts(250)
    assert told[0] == "*C*"
    assert [len(each) > 245 for each in told[1:]] == [True] * 3


def test_the_same_field_of_another_form_does_not_keep_what_was_typed() -> None:
    field = ScaleField(key="rate", label=T("R"), low=T("no"), high=T("yes"), initial=4)
    one, two = (view(form(field, code=f"f:1:{n}"), reader()) for n in (1, 2))
    assert one["blocks"][0]["block_id"] != two["blocks"][0]["block_id"]
    assert one["blocks"][0]["element"]["action_id"] == "rate"
    assert one["blocks"][0]["element"]["initial_option"]["value"] == "4"


def test_the_longest_payload_fits_beside_the_origin() -> None:
    code = '"' * LONGEST
    url = "https://hooks.slack.com/actions/T012AB3C4/1234567890123/" + "a" * 40
    origin = Origin(workspace="T" * 12, channel="C" * 12, kind="channel", thread="x" * 40, message="x" * 40, url=url)
    assert Origin.unpack(origin.pack(code)) == (origin, code)


def test_a_form_that_can_never_be_shown_is_a_mistake_in_the_program() -> None:
    fields = [TextField(key=f"k{n}", label=T("L")) for n in range(101)]
    with pytest.raises(ValueError, match="101 blocks"):
        view(form(*fields), reader())
    with pytest.raises(ValueError, match="longer than 150"):
        view(form(ChoiceField(key="c", label=T("C"), options=(FormOption(value="x" * 151, label=T("O")),))), reader())
