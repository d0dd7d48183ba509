"""Results: clear and mixed, with hidden sides, with statements left out, with a change since the last one."""

from bot.conversation.cards import Card
from bot.conversation.words import When
from bot.pulse import export, result_cards
from bot.pulse.scoring import Response
from tests.contract.stage import NOW, Stage, rated

SALES = (
    *("42442242414222422221", "43342232424232522231", "42443132415222422212", "52442243424322422221"),
    *("42342242314222432121", "33442242424221422221", "42442252424222422331", "42432242424222512221"),
    *("42442242424112422221", "43442342424222422231"),
)
MARKETING = (
    *("43424442344342432331", "44534443345332432331", "53424442344442532321", "43424532344342432431"),
    *("43323442354342442331", "44424442344343432331", "42424443344342332331", "43524442344342432321"),
    *("43424342344352432331",),
)


def result(stage: Stage) -> Card:
    return result_cards.result_card(1, stage.result(*_both()), with_csv=True)


def result_for_members(stage: Stage) -> Card:
    return result_cards.result_card(1, stage.result(*_both()), with_csv=False)


def result_up(stage: Stage) -> Card:
    before = stage.result(*rated("sales", *["2" * 20] * 6), *rated("marketing", *["2" * 10 + "3" * 10] * 6))
    return result_cards.result_card(2, stage.result(*_both(), previous=before), with_csv=True)


def result_down(stage: Stage) -> Card:
    before = stage.result(*rated("sales", *["4" * 20] * 6), *rated("marketing", *["5" * 10 + "3" * 10] * 6))
    return result_cards.result_card(2, stage.result(*_both(), previous=before), with_csv=True)


def result_stable(stage: Stage) -> Card:
    before = stage.result(*_both()[:-1])
    return result_cards.result_card(2, stage.result(*_both(), previous=before), with_csv=True)


def result_alike(stage: Stage) -> Card:
    """Both sides say the same, everywhere."""
    same = ("34343434343434343434", "43434343434343434343") * 3
    return result_cards.result_card(2, stage.result(*rated("sales", *same), *rated("marketing", *same)), with_csv=True)


def result_sides_hidden(stage: Stage) -> Card:
    few = (*rated("sales", *SALES[:6]), *rated("marketing", *MARKETING[:2]))
    return result_cards.result_card(3, stage.result(*few), with_csv=True)


def result_partial(stage: Stage) -> Card:
    """Some left statements out, and a statement that few rated."""
    gaps = [row[:18] + ".." for row in (*SALES[:6], *SALES[:1])]
    gaps_too = [f"{row[:5]}...{row[8:]}" for row in MARKETING[:5]]
    people = (*rated("sales", *gaps), *rated("sales", *SALES[:5]), *rated("marketing", *gaps_too, *MARKETING))
    return result_cards.result_card(4, stage.result(*people, *rated("other", "3" * 20)), with_csv=True)


def result_no_totals(stage: Stage) -> Card:
    """Nobody rated all twenty."""
    gaps = [f"{row[:-1]}." for row in SALES]
    gaps_too = [f"{row[:-1]}." for row in MARKETING]
    return result_cards.result_card(
        4, stage.result(*rated("sales", *gaps), *rated("marketing", *gaps_too)), with_csv=True
    )


def result_too_few(stage: Stage) -> Card:
    return result_cards.result_card(5, stage.result(*rated("sales", *SALES[:3])), with_csv=True)


def result_lowest(stage: Stage) -> Card:
    people = (*rated("sales", *["1" * 20] * 5), *rated("marketing", *["1" * 20] * 5))
    return result_cards.result_card(6, stage.result(*people, invited={"sales": 5, "marketing": 5}), with_csv=True)


def result_furthest_apart(stage: Stage) -> Card:
    people = (*rated("sales", *["1" * 20] * 5), *rated("marketing", *["5" * 20] * 5))
    many = stage.many(40, 1_000_000)
    return result_cards.result_card(6, stage.result(*people, invited={"sales": many, "marketing": many}), with_csv=True)


def figures(stage: Stage) -> Card:
    content = export.csv_text(stage.result(*_both()), stage.reader().plain)
    return result_cards.csv_card("assessment-12.csv", content)


def no_result(_: Stage) -> Card:
    return result_cards.no_result()


def closed(stage: Stage) -> Card:
    return result_cards.closed_by(stage.text("Winter assessment", 80), When(at=NOW))


def _both() -> list[Response]:
    return [*rated("sales", *SALES), *rated("marketing", *MARKETING)]
