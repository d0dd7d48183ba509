"""Five hundred broken messages; `make mutations` sends ten thousand."""

from tests.adapters.crm.conftest import House
from tests.adapters.crm.mutations import run


async def test_broken_messages_break_nothing(house: House) -> None:
    outcome = await run(house, range(1, 501))
    assert outcome.wrong == []
    assert outcome.answers[200] > 100, "otherwise nothing was tried"
    assert outcome.answers[401] > 50
    assert outcome.states["taken"] > 20
    assert outcome.states["unreadable"] > 100
