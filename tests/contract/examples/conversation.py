"""What belongs to no capability."""

from bot.carrying import _with_button
from bot.conversation.cards import Card, heading, note, text
from bot.conversation.replies import OpenForm
from bot.conversation.words import T
from bot.pulse import leading_cards
from tests.contract.stage import Stage


def a_form_behind_a_button(stage: Stage) -> Card:
    return _with_button(OpenForm(form=leading_cards.start_form(stage.text("Winter assessment", 80), 5)))


def a_note(stage: Stage) -> Card:
    return note(T("I don't know {name}.", name=stage.text("dance")))


def paragraphs(stage: Stage) -> Card:
    return Card(
        parts=(heading(T("{name}", name=stage.text("Brightwater"))), text(T("{name}", name=stage.text("Hello"))))
    )
