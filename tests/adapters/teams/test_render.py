"""Every card and form is one that Teams shows as it is meant."""

import json
import struct
import zlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams import dialogs, render
from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Image,
    Option,
    Scale,
    Table,
    Text,
    note,
    text,
)
from bot.conversation.forms import (
    ChoiceField,
    DateField,
    Form,
    FormOption,
    NumberField,
    PersonField,
    Raw,
    ScaleField,
    TextField,
    read,
)
from bot.conversation.words import T, Words, verbatim
from tests.adapters.teams import made
from tests.adapters.teams.made import READER, TENANT, anna, press
from tests.fakes.teams_checks import check_card

Json = dict[str, Any]
slow = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def found(thing: Any, kind: str) -> list[Json]:
    """All elements and actions of a kind, wherever they stand."""
    if isinstance(thing, list):
        return [one for each in thing for one in found(each, kind)]
    if not isinstance(thing, dict):
        return []
    own = [thing] if thing.get("type") == kind else []
    return own + [one for each in thing.values() for one in found(each, kind)]


def seen(thing: Any) -> str:
    """What people read, in order, without what breaks up markup invisibly."""
    texts: list[str] = []
    if isinstance(thing, list):
        texts = [seen(each) for each in thing]
    elif isinstance(thing, dict):
        texts = [str(thing[key]) for key in ("title", "text", "label", "value") if isinstance(thing.get(key), str)]
        nested = [value for key, value in thing.items() if key not in {"fallback", "data", "msteams", "$schema"}]
        texts += [seen(each) for each in nested if isinstance(each, list | dict)]
    return "\n".join(each for each in texts if each).replace("\u200b", "")


def png(size: int) -> bytes:
    """Bytes of about this size that begin like a picture."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", zlib.crc32(b"")) + bytes(range(256)) * (size // 256)


@slow
@given(made.cards, st.booleans())
def test_every_card_is_one_that_teams_shows(card: Card, dialog: bool) -> None:
    shown = render.card(card, READER, dialog=dialog)
    assert check_card(shown, dialog=dialog) == []
    assert render.fits(shown)


@slow
@given(made.forms, st.lists(st.tuples(made.texts, st.one_of(st.none(), made.words)), min_size=22, max_size=22))
def test_every_form_is_one_that_teams_shows_fresh_and_with_errors(
    form: Form, typed: list[tuple[str, Words | None]]
) -> None:
    fresh = dialogs.form(form, READER)
    assert check_card(fresh, dialog=True) == []
    kept = {each.key: text for each, (text, _) in zip(form.fields, typed, strict=False)}
    wrong = {
        each.key: words or T("No.") for each, (_, words) in zip(form.fields, typed, strict=False) if words is not None
    }
    again = dialogs.form(form, READER, kept=kept, errors=wrong)
    assert check_card(again, dialog=True) == []
    assert render.fits(again)


def test_somebodys_text_stays_text() -> None:
    for evil in ("**x** [l](https://e.example)", "<at>Bob</at>", "{{DATE(2027-01-01T00:00:00Z)}}", "# x"):
        card = Card(
            title=verbatim(evil),
            parts=(
                text(verbatim(evil)),
                Facts(facts=(Fact(label=verbatim(evil), value=verbatim(evil)),)),
                Table(headings=(verbatim(evil),), rows=((verbatim(evil),),)),
            ),
        )
        shown = render.card(card, READER)
        assert found(shown, "TextBlock") == []
        assert found(shown, "FactSet") == []
        assert found(shown, "Action.OpenUrl") == []
        assert "<at>" not in json.dumps(shown)
        assert "{{" not in json.dumps(shown)
        assert seen(shown).count(evil) == 6


def test_beside_a_mention_markdown_is_escaped() -> None:
    shown = render.card(
        note(T("{who} wrote {text}", who=anna(), text="*a* [b](https://e.example) <at>Bob</at>")), READER
    )
    block = found(shown, "TextBlock")[0]
    assert "\\*a\\*" in block["text"]
    assert "\\[b\\]" in block["text"]
    assert "://" not in block["text"]
    (entity,) = shown["msteams"]["entities"]
    assert entity["mentioned"]["id"] == "0b7c1f7e-0000-4000-8000-000000000001"
    assert entity["text"] in block["text"]
    assert block["text"].count("<at>") == 1


def test_nobody_is_mentioned_who_should_only_be_named() -> None:
    silent = anna().model_copy(update={"notify": False})
    shown = render.card(note(T("{who} is with you.", who=silent)), READER)
    assert "entities" not in shown["msteams"]
    assert found(shown, "TextRun")[0]["weight"] == "bolder"


def scale(*, answered: bool = False) -> Scale:
    presses = tuple(press(f"pulse.rate:1:{step}") for step in range(1, 6))
    return Scale(
        statement=T("We plan together."),
        presses=presses,
        low=T("strongly disagree"),
        high=T("strongly agree"),
        answered=answered,
    )


def test_a_statement_is_rated_by_one_of_five_buttons() -> None:
    shown = render.card(Card(parts=(scale(),)), READER)
    actions = found(shown["body"], "Action.Execute")
    assert [action["title"] for action in actions] == ["1", "2", "3", "4", "5"]
    assert [action["data"] for action in actions] == [{"code": f"pulse.rate:1:{step}"} for step in range(1, 6)]
    assert {action["verb"] for action in actions} == {"pulse.rate"}
    assert [action["fallback"]["data"] for action in actions] == [action["data"] for action in actions]
    assert "strongly disagree" in seen(shown)


def test_a_recommendation_goes_from_0_to_10_within_the_actions_that_a_set_shows() -> None:
    presses = tuple(press(f"pulse.rate:1:{step}") for step in range(11))
    ten = scale().model_copy(update={"presses": presses, "first": 0})
    shown = render.card(Card(parts=(ten,)), READER)
    assert check_card(shown) == []
    sets = [[action["title"] for action in each["actions"]] for each in found(shown, "ActionSet")]
    assert sets == [["0", "1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"]]
    assert [action["data"]["code"] for action in found(shown["body"], "Action.Execute")] == [p.code for p in presses]
    assert "0 strongly disagree · 10 strongly agree" in seen(shown)


def test_an_option_too_long_for_a_button_is_told_in_full_beside_its_letter() -> None:
    long = "We meet every week, and both sides bring their own numbers, so that nobody is surprised by what comes."
    options = tuple(Option(label=verbatim(f"{n} {long}"), press=press(f"pick:1:{n}")) for n in range(10))
    shown = render.card(Card(parts=(Choices(label=T("Which?"), options=options, answered=True),)), READER)
    assert check_card(shown) == []
    assert found(shown, "Input.ChoiceSet") == []
    actions = found(shown["body"], "Action.Execute")
    assert [action["title"] for action in actions] == list("ABCDEFGHIJ")
    assert [action["data"]["code"] for action in actions] == [each.press.code for each in options]
    lines = ["".join(run["text"] for run in each["inlines"]) for each in found(shown, "RichTextBlock")]
    assert [f"{letter} {n} {long}" in lines for n, letter in enumerate("ABCDEFGHIJ")] == [True] * 10
    assert "Answered" in seen(shown)


def test_an_answer_is_marked_without_saying_which() -> None:
    answered = render.card(Card(parts=(scale(answered=True),)), READER)
    fresh = render.card(Card(parts=(scale(),)), READER)
    assert "Answered" in seen(answered)
    assert found(answered, "Action.Execute") == found(fresh, "Action.Execute")


def test_twenty_statements_fit_into_one_message_with_all_their_buttons() -> None:
    shown = render.card(Card(title=T("Assessment"), parts=tuple(scale() for _ in range(20))), READER)
    assert len(found(shown, "Action.Execute")) == 100
    assert check_card(shown) == []
    assert "shortened" not in seen(shown)


def test_few_choices_are_buttons_and_many_a_list() -> None:
    def choices(count: int) -> Card:
        options = tuple(Option(label=T("Reason {n}", n=n), press=press(f"r:1:{n}")) for n in range(count))
        return Card(parts=(Choices(label=T("Why?"), options=options), Buttons(buttons=(plain,))))

    plain = Button(label=T("Later"), press=press("later:1:{}"))
    few, many = render.card(choices(5), READER), render.card(choices(6), READER)
    assert len(found(few["body"], "Action.Execute")) == 6
    (picker,) = found(many, "Input.ChoiceSet")
    assert picker["style"] == "compact"
    assert [choice["value"] for choice in picker["choices"]] == [f"r:1:{n}" for n in range(6)]
    choose, later = found(many["body"], "Action.Execute")
    assert choose["data"] == {"choice": picker["id"]}
    assert later["associatedInputs"] == "none"


def test_a_button_for_a_form_asks_for_a_dialog() -> None:
    button = Button(label=T("Not needed…"), press=press("waive:1:{}", opens_form=True))
    (action,) = found(render.card(Card(parts=(Buttons(buttons=(button,)),)), READER), "Action.Submit")
    assert action["data"] == {"code": "waive:1:{}", "msteams": {"type": "task/fetch"}}


def test_a_button_that_needs_a_second_thought_asks_first() -> None:
    button = Button(label=T("Close"), press=press("close:1:{}"), style="danger", confirm=T("Close it for everybody?"))
    shown = render.card(Card(parts=(Buttons(buttons=(button,)),)), READER)
    (asking,) = found(shown, "Action.ShowCard")
    assert asking["title"] == "Close"
    assert "Close it for everybody?" in seen(asking["card"])
    assert found(asking["card"], "Action.Execute")[0]["data"] == {"code": "close:1:{}"}
    assert check_card(shown) == []


def test_what_is_too_long_is_shortened_visibly_and_keeps_its_buttons() -> None:
    long = "All work and no play. " * 5000
    card = Card(
        title=T("Report"),
        parts=(
            *(text(verbatim(long)) for _ in range(30)),
            Buttons(buttons=(Button(label=T("I'm in"), press=press()),)),
        ),
    )
    shown = render.card(card, READER)
    assert check_card(shown) == []
    assert render.fits(shown)
    assert "This is shortened" in seen(shown)
    assert found(shown, "Action.Execute")[0]["title"] == "I'm in"
    assert "All work" in seen(shown)


def test_a_long_table_says_how_much_more_there_is() -> None:
    table = Table(headings=(T("Who"),), rows=tuple((T("Row {n}", n=n),) for n in range(250)))
    shown = render.card(Card(parts=(table,)), READER)
    assert "… and 150 more rows." in seen(shown)


def test_a_picture_is_shown_with_its_words_and_the_words_alone_when_it_is_too_big() -> None:
    image = Image(chart=made.charts, alt=T("Sales gave 3.0."))
    small = render.card(Card(parts=(image,)), READER, images={0: png(9_000)})
    big = render.card(Card(parts=(image,)), READER, images={0: png(90_000)})
    assert found(small, "Image")[0]["altText"] == "Sales gave 3.0."
    assert check_card(small) == []
    assert found(big, "Image") == []
    assert "Sales gave 3.0." in seen(big)


def test_a_file_is_a_link_where_there_is_one() -> None:
    file = File(name="result.csv", media_type="text/csv", content="a,b")
    linked = render.card(Card(parts=(file,)), READER, file_url=lambda part: f"https://truce.example/{part.name}")
    told = render.card(Card(parts=(file,)), READER)
    assert found(linked, "Action.OpenUrl")[0]["url"] == "https://truce.example/result.csv"
    assert "ask your Truce administrator" in seen(told)


def test_a_form_comes_back_as_it_was_typed() -> None:
    form = Form(
        title=T("New action"),
        fields=(
            TextField(key="what", label=T("What?")),
            NumberField(key="days", label=T("Days"), least=None, most=None),
            DateField(key="by", label=T("By when?")),
            PersonField(key="who", label=T("Who?")),
            ChoiceField(
                key="sides",
                label=T("Sides"),
                many=True,
                options=(
                    FormOption(value="sales, all", label=T("Sales")),
                    FormOption(value="m&m", label=T("Marketing")),
                ),
            ),
            ScaleField(key="rate", label=T("Rate"), low=T("low"), high=T("high")),
        ),
        submit=T("Save"),
        press=press("action.new:1:{}"),
    )
    card = dialogs.form(form, READER, message="conversation|1")
    sets = {each["id"]: each for each in found(card, "Input.ChoiceSet")}
    chosen = ",".join(choice["value"] for choice in sets["many.sides"]["choices"])
    data = {
        "one.what": "Plan",
        "one.days": "3",
        "one.by": "2027-03-31",
        "one.who": dialogs.picked("17", "Zoë: Meier"),
        "many.sides": chosen,
        "one.rate": "4",
        "code": "action.new:1:{}",
    }
    typed = dialogs.read(data)
    raw: Raw = typed.raw
    assert raw["who"] == "17"
    assert raw["sides"] == ("sales, all", "m&m")
    assert not isinstance(read(form, raw), dict)
    again = dialogs.form(form, READER, kept=typed.kept, errors={"what": T("Please say more.")})
    people = next(each for each in found(again, "Input.ChoiceSet") if each["id"] == "one.who")
    assert people["choices"] == [{"title": "Zoë: Meier", "value": data["one.who"]}]
    assert people["choices.data"] == {"type": "Data.Query", "dataset": "people"}
    assert found(again, "Input.Text")[0]["value"] == "Plan"
    assert found(again, "Input.Number")[0]["value"] == 3
    assert "Please say more." in seen(again)
    assert check_card(again, dialog=True) == []


def test_a_scale_of_a_form_may_begin_at_zero() -> None:
    field = ScaleField(key="r", label=T("R"), low=T("no"), high=T("yes"), first=0, last=10, initial=0)
    asked = Form(title=T("Change"), fields=(field,), submit=T("Save"), press=press("r:1:{}"))
    (shown,) = found(dialogs.form(asked, READER), "Input.ChoiceSet")
    assert [each["value"] for each in shown["choices"]] == [str(step) for step in range(11)]
    assert shown["choices"][0]["title"] == "0 – no"
    assert (shown["style"], shown["value"]) == ("compact", "0")
    good, bad = read(asked, {"r": "0"}), read(asked, {"r": "11"})
    assert not isinstance(good, dict)
    assert good["r"] == 0
    assert isinstance(bad, dict)
    assert READER.plain(bad["r"]) == "Please choose a number from 0 to 10."


def test_a_number_that_is_none_is_shown_again_as_it_was_typed() -> None:
    form = Form(
        title=T("How many?"), fields=(NumberField(key="n", label=T("Days")),), submit=T("Save"), press=press("n:1:{}")
    )
    again = dialogs.form(form, READER, kept={"n": "ten"}, errors={"n": T("Please type a number.")})
    assert found(again, "Input.Text")[0]["value"] == "ten"


def test_the_form_travels_with_its_dialog() -> None:
    form = Form(title=T("A"), fields=(TextField(key="a", label=T("A")),), submit=T("Save"), press=press("a:1:{}"))
    (submit,) = found(dialogs.form(form, READER), "Action.Submit")
    assert dialogs.unpack(submit["data"]["form"]) == form
    for wrong in ("", "!", "AAAA", None, 7, submit["data"]["form"][:-8]):
        assert dialogs.unpack(wrong) is None


def test_people_are_suggested_by_name() -> None:
    answer = dialogs.suggestions([(str(n), f"Person {n}") for n in range(40)])
    results = answer["value"]["results"]
    assert len(results) == 15
    assert dialogs.unpicked(results[3]["value"]) == "3"


def test_a_paragraph_keeps_its_lines() -> None:
    shown = render.card(Card(parts=(Text(words=verbatim("one\n\ntwo")),)), READER)
    assert seen(shown["body"]).split("\n") == ["one", "two"]
    assert TENANT in READER.workspace
