"""The directory as people look at it and change it."""

from bot.conversation.cards import Card
from bot.directory import overview_cards
from tests.contract.stage import Stage


def overview_of_nothing(stage: Stage) -> Card:
    return overview_cards.overview_card(stage.work(stage.person()))
