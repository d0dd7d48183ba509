"""Signs between two sides: what can be compared and calculated with what, and what to write instead."""

from datetime import date
from typing import Final

from bot.conversation.words import T, Words
from bot.rules.grammar import Member, Node, Pair, Value
from bot.rules.pieces import DATE, LIST, NUMBER, TEXT, YES, Made, Type, first, joined, type_words
from bot.rules.tokens import WrongError

COMPARED: Final = 2


def no_condition(sign: str, type_: Type) -> Words:
    return T(
        "“{sign}” needs something that is true or not here, and this is {type}.", sign=sign, type=type_words(type_)
    )


def calculated(node: Pair, left: Made, right: Made, level: int) -> Made:
    if node.sign == "+" and left.type == right.type == TEXT:
        return joined("+", left, right, TEXT, level)
    for side, made in ((node.left, left), (node.right, right)):
        if made.type != NUMBER:
            raise WrongError(
                first(side),
                T("“{sign}” calculates with numbers, and this is {type}.", sign=node.sign, type=type_words(made.type)),
            )
    if node.sign == "/":
        # By 0 the library would say infinity, which is more than any threshold.
        if isinstance(node.right, Member):
            right = Made(f"({right.text} == 0.0 ? double(1/0) : {right.text})", NUMBER)
        elif not isinstance(node.right, Value) or not float(right.text):
            raise WrongError(first(node.right), T("Divide by a field, or by a number that is not 0."))
    return joined(node.sign, left, right, NUMBER, level)


def comparable(node: Pair, left: Made, right: Made) -> None:
    if left.type != right.type:
        raise WrongError(node.at, _differ(node, left, right))
    if node.sign not in {"==", "!="} and left.type not in {NUMBER, TEXT, DATE}:
        raise WrongError(
            node.at,
            T("“{sign}” compares numbers, texts or dates, not {type}.", sign=node.sign, type=type_words(left.type)),
        )


def _differ(node: Pair, left: Made, right: Made) -> Words:
    told: dict[str, Words | str] = {"left": type_words(left.type), "right": type_words(right.type), "sign": node.sign}
    if {left.type, right.type} == {NUMBER, TEXT}:
        if any(isinstance(side, Value) and isinstance(side.value, str) for side in (node.left, node.right)):
            return T("“{sign}” compares {left} with {right}. Write the number without quotation marks.", **told)
        return T("“{sign}” compares {left} with {right}. Write the text in quotation marks.", **told)
    if YES in {left.type, right.type}:
        told["no"] = "!"
        return T("“{sign}” compares {left} with {right}. A yes or no stands alone, or with {no} before it.", **told)
    if left.type.startswith(LIST) or right.type.startswith(LIST):
        return T('“{sign}” compares {left} with {right}. For a list write “in”, such as "x" in a list.', **told)
    return T("“{sign}” compares {left} with {right}, and these are never alike.", **told)


def dated(node: Node, made: Made, other: Made, at: int = 0) -> Made:
    """A text where a date is wanted is read as one."""
    if other.type != DATE or made.type != TEXT:
        return made
    typed = node.value if isinstance(node, Value) and isinstance(node.value, str) else ""
    try:
        day = date.fromisoformat(typed.removesuffix("T00:00:00Z"))
    except ValueError:
        wrong = T('Write the date as year-month-day, such as "2027-03-31".')
        raise WrongError(at or first(node), wrong) from None
    return Made(f'timestamp("{day.isoformat()}T00:00:00Z")', DATE)
