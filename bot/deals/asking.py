"""Asking what a deal is worth: its currency of its owner, a rate of the administrators."""

from bot.deals.actions import AskUnsettled
from bot.work import Work


def ask_unsettled(due: AskUnsettled, work: Work) -> None:
    """The timer."""
