"""Rules that ship with Truce: one click on, and every number in them can be changed.

A template is a condition with places for numbers; what a rule made of it says now is read back out of its condition,
so that there is one truth only. A rule whose condition was changed otherwise is one of the company's own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from bot.conversation.words import T, Words
from bot.ports.records import Kind
from bot.rights import Role
from bot.rules.spec import Spec
from bot.targets import Escalation, Target
from storage.rules import Rule

Numbers = Mapping[str, Decimal]


MANAGER: Final = Target(who="manager")
MARKETER: Final = Target(who="marketer")
HEAD_OF_SALES: Final = Target(role=Role.HEAD, side="sales")
FINANCE: Final = Target(topic="pricing exceptions")
"""Whoever decides about special prices."""
HEAD_OF_MARKETING: Final = Target(role=Role.HEAD, side="marketing")


@dataclass(frozen=True)
class Place:
    """A number of a template. An amount is one in the organisation's currency."""

    key: str
    kind: Literal["amount", "share", "whole"]
    label: Words
    default: Decimal
    most: Decimal


@dataclass(frozen=True)
class Template:
    """`key` is what rules of it remember, and what the first of them is called in practices.yaml.

    Unless it says otherwise the segment's marketer is involved; at the deadline their manager is told, `head` a working
    day later, who may also say that it is not needed.
    """

    key: str
    kind: Kind
    name: Words
    about: Words
    ask: Words
    condition: str
    """With {places} for numbers."""
    involve: tuple[Target, ...] = (MARKETER,)
    places: tuple[Place, ...] = ()
    hours: Decimal = Decimal(8)
    head: Target = HEAD_OF_MARKETING
    escalate: tuple[Escalation, ...] = ()
    pass_on: tuple[Target, ...] = ()
    gate: bool = False

    @property
    def defaults(self) -> Numbers:
        return {each.key: each.default for each in self.places}

    def condition_of(self, numbers: Numbers) -> str:
        return self.condition.format(**{key: plain(value) for key, value in numbers.items()})

    def numbers_in(self, condition: str) -> Numbers | None:
        """The numbers that a condition of this template holds; None where it is not one."""
        found = self._pattern.fullmatch(" ".join(condition.split()))
        return {key: Decimal(value) for key, value in found.groupdict().items()} if found else None

    @property
    def _pattern(self) -> re.Pattern[str]:
        pattern = re.escape(self.condition)
        for each in self.places:
            place = re.escape("{" + each.key + "}")
            pattern = pattern.replace(place, rf"(?P<{each.key}>\d+(?:\.\d+)?)", 1)
            pattern = pattern.replace(place, rf"(?P={each.key})")
        return re.compile(pattern)

    def spec(self, plainly: Callable[[Words], str], numbers: Numbers | None = None) -> Spec:
        """A rule of it. `plainly` says words in the company's language."""
        return Spec(
            name=plainly(self.name),
            kind=self.kind,
            condition=self.condition_of(numbers or self.defaults),
            involve=self.involve,
            hours=self.hours,
            escalate=self.escalate or (Escalation(to=MANAGER), Escalation(to=self.head, after=8)),
            waive=(self.head,),
            pass_on=self.pass_on,
            gate=self.gate,
            ask=plainly(self.ask),
            template=self.key,
        )


def plain(value: Decimal) -> str:
    """A number as a condition has it: no exponent, no zeros behind."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share(label: Words, default: int) -> Place:
    return Place("share", "share", label, Decimal(default), Decimal(100))


_ALL: Final = (
    Template(
        key="big-deals",
        kind="deal",
        name=T("Brand manager on big deals"),
        about=T("When a deal goes above an amount, the brand manager for its region, segment and product joins in."),
        ask=T("Join this deal: talk to its owner about what the brand can do for it."),
        condition="deal.amount > {amount}",
        places=(Place("amount", "amount", T("Above which amount"), Decimal(2_000_000), Decimal(10) ** 13),),
        involve=(Target(topic="brand manager"),),
    ),
    Template(
        key="collateral",
        kind="collateral",
        name=T("Sales reviews collateral before print"),
        about=T("What Marketing hands in is not cleared for print before a reviewer from Sales has approved it."),
        ask=T("Read this piece as your customers would: approve it, or say what should change."),
        condition="true",
        involve=(Target(topic="collateral review"),),
        hours=Decimal(16),
        head=HEAD_OF_SALES,
        gate=True,
    ),
    Template(
        key="top-ten-reviews",
        kind="review",
        name=T("Marketing in the top-ten account reviews"),
        about=T("When one of the top accounts is reviewed with nobody from Marketing, its segment's marketer joins."),
        ask=T("Take part in this account review, and bring what you know about its segment."),
        condition=(
            'review.kind == "account review" && (review.rank <= {rank} || review.rank_booked <= {rank}) && '
            '!("marketing" in review.sides)'
        ),
        places=(Place("rank", "whole", T("How many top accounts"), Decimal(10), Decimal(1000)),),
    ),
    Template(
        key="special-pricing",
        kind="price",
        name=T("Marketing is heard on special pricing"),
        about=T("A price exception that is handed in goes on to finance only after Marketing was heard."),
        ask=T("Say what this price does to the brand and to other customers, before finance decides."),
        condition="true",
        pass_on=(FINANCE,),
        gate=True,
    ),
    Template(
        key="discounts",
        kind="deal",
        name=T("Marketing is heard on high discounts"),
        about=T("When the discount of a deal goes above a share, Marketing is heard before finance decides."),
        ask=T("Say what this discount does to the brand and to other customers, before finance decides."),
        condition="deal.discount > {share}",
        places=(_share(T("Above which discount, in per cent"), 20),),
        pass_on=(FINANCE,),
    ),
    Template(
        key="account-planning",
        kind="review",
        name=T("Marketing in key-account planning"),
        about=T("When a planning session for a key account has nobody from Marketing, the segment's marketer joins."),
        ask=T("Take part in planning this account: what can Marketing do for it in the year ahead?"),
        condition='review.kind == "account planning" && !("marketing" in review.sides)',
    ),
    Template(
        key="product-planning",
        kind="review",
        name=T("Sales in product-planning reviews"),
        about=T("When a product-planning review has nobody from Sales, Sales is asked to send somebody."),
        ask=T("Take part in this review, or hand it to whoever hears most from customers about the product."),
        condition='review.kind == "product planning" && !("sales" in review.sides)',
        involve=(HEAD_OF_SALES,),
        head=HEAD_OF_SALES,
        escalate=(Escalation(to=Target(who="liaison")),),
    ),
    Template(
        key="campaigns",
        kind="campaign",
        name=T("Sales previews campaigns"),
        about=T("A campaign that is handed in does not start before Sales has seen it."),
        ask=T("Look at this campaign before it starts: approve it, or say what should change."),
        condition="true",
        involve=(Target(topic="campaign preview"),),
        hours=Decimal(16),
        head=HEAD_OF_SALES,
        gate=True,
    ),
)

TEMPLATES: Final[Mapping[str, Template]] = {each.key: each for each in _ALL}


def numbers_of(rule: Rule) -> Numbers | None:
    """The numbers of a rule that still is as its template says, but for these."""
    template = TEMPLATES.get(rule.template)
    return template.numbers_in(rule.condition) if template is not None and template.kind == rule.kind else None
