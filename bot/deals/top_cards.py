"""The top ten accounts, and the rates by which amounts are compared."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from bot.conversation.cards import Buttons, Card, Part, SmallPrint, Table, button, text
from bot.conversation.words import TN, Command, Day, Money, T, Words, verbatim
from bot.deals.actions import SetRate, ShowDeals, ShowTop
from bot.deals.gathering import MONTHS
from bot.deals.money import plain
from bot.deals.ranking import MOST, Ranked, Ranking
from storage.deals import Rate

SHOWN: Final = 60
"""So many rates are listed."""


def top_card(ranking: Ranking, names: Mapping[int, str], by: Literal["booked", "pipeline"], home: str) -> Card:
    """The top ten; what was left out, and how ties were decided, stands below."""
    top = ranking.accounts[:MOST]
    parts: list[Part] = [text(_about(by, home))]
    parts += [_table(top, names, home)] if top else [text(T("There is nothing to rank yet."))]
    parts += [SmallPrint(words=words) for words in _notes(ranking, top)]
    other = (
        button(T("By open pipeline"), ShowTop())
        if by == "booked"
        else button(T("By what was won"), ShowTop(booked=True))
    )
    parts.append(Buttons(buttons=(other, button(T("Everybody's deals"), ShowDeals(everybody=True)))))
    return Card(title=T("Top ten accounts"), parts=tuple(parts))


def _about(by: Literal["booked", "pipeline"], home: str) -> Words:
    if by == "booked":
        return T("By what was won in the last {months} months, in {home}.", months=MONTHS, home=home)
    return T("By open pipeline, in {home}.", home=home)


def _table(top: Sequence[Ranked], names: Mapping[int, str], home: str) -> Table:
    return Table(
        headings=(T("Rank"), T("Account"), T("Amount"), T("Deals"), T("Next closing date")),
        rows=tuple(
            (
                T("{rank}", rank=each.rank),
                verbatim(names.get(each.account) or "-"),
                T("{amount}", amount=Money(amount=each.amount, currency=home)),
                T("{count}", count=each.deals),
                T("{day}", day=Day(day=each.closes)) if each.closes else T("none"),
            )
            for each in top
        ),
        numeric=(0, 2, 3),
    )


def _notes(ranking: Ranking, top: Sequence[Ranked]) -> list[Words]:
    notes: list[Words] = []
    if any(each.tied for each in top):
        notes.append(
            T("Where amounts are the same, the account whose next deal closes earlier goes first, then by name.")
        )
    if ranking.left_out:
        notes.append(
            TN(
                "One deal is left out, since its amount in your currency is not known: {questions}",
                "{count} deals are left out, since their amounts in your currency are not known: {questions}",
                ranking.left_out,
                questions=Command(text="deals questions"),
            )
        )
    if ranking.strays:
        notes.append(
            TN(
                "One deal is left out, since it has no account.",
                "{count} deals are left out, since they have no account.",
                ranking.strays,
            )
        )
    return notes


def rates_card(rates: Sequence[Rate], home: str, set_rate: SetRate | None) -> Card:
    """What currencies are worth today; `set_rate`: whoever looks may set one."""
    shown = sorted(rates, key=lambda each: each.currency)[:SHOWN]
    parts: list[Part] = [
        text(
            T(
                "Your company counts in {home}. A deal keeps the rate of the day on which its amount was told; no rate "
                "moves it later.",
                home=home,
            )
        )
    ]
    if shown:
        parts.append(_rate_table(shown, home))
    else:
        parts.append(text(T("There is no rate yet.")))
    if more := len(rates) - len(shown):
        parts.append(SmallPrint(words=TN("One more is not shown.", "{count} more are not shown.", more)))
    if set_rate is not None:
        parts.append(Buttons(buttons=(button(T("Set a rate"), set_rate, style="primary"),)))
    return Card(title=T("Rates"), parts=tuple(parts))


def _rate_table(rates: Sequence[Rate], home: str) -> Table:
    return Table(
        headings=(T("One"), T("is in {home}", home=home), T("since")),
        rows=tuple(
            (verbatim(each.currency), verbatim(plain(each.rate)), T("{day}", day=Day(day=each.day))) for each in rates
        ),
        numeric=(1,),
    )
