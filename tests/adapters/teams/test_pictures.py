"""Charts travel within the card, small enough for Teams."""

import io
import json

from PIL import Image as Pillow

from adapters.teams import pictures, render
from bot.conversation.cards import Card, Chart, Image, Row
from bot.conversation.words import T
from tests.adapters.teams.made import READER
from tests.adapters.teams.test_render import found
from tests.fakes.teams_checks import check_card

LABELS = tuple(Row(label=T("Statement {n} about planning together", n=n), values=(1.0 + n % 4, 4.5)) for n in range(20))
LARGE = Chart(kind="dots", title=T("Gaps"), low=1, high=5, series=(T("Sales"), T("Marketing")), rows=LABELS)
SMALL = Chart(
    kind="bars", title=T("Total"), low=20, high=100, series=(T("All"),), rows=(Row(label=T("All"), values=(61.0,)),)
)


async def test_the_largest_chart_is_shown() -> None:
    card = Card(title=T("Result"), parts=(Image(chart=LARGE, alt=T("Gaps in words.")),))
    images = await pictures.draw(card, READER)
    shown = render.card(card, READER, images=images)
    assert len(found(shown, "Image")) == 1
    assert check_card(shown) == []
    assert len(json.dumps(shown)) < 66_000
    assert Pillow.open(io.BytesIO(images[0])).width >= 360


async def test_of_many_charts_those_are_shown_that_fit() -> None:
    image = Image(chart=LARGE, alt=T("Gaps in words."))
    card = Card(parts=(image, Image(chart=SMALL, alt=T("Total in words.")), image))
    images = await pictures.draw(card, READER)
    assert 0 < len(images) <= 3
    assert sum(map(len, images.values())) <= pictures.TOGETHER
    assert render.fits(render.card(card, READER, images=images))


async def test_a_card_without_pictures_draws_none() -> None:
    assert await pictures.draw(Card(title=T("Hello")), READER) == {}


def test_what_can_not_be_made_small_enough_is_left_out() -> None:
    noise = Pillow.effect_noise((500, 500), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, format="PNG")
    assert pictures.shrink(out.getvalue(), 10_000) is None
    assert pictures.shrink(b"small", 10_000) == b"small"
