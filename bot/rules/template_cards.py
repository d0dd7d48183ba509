"""The templates, and what one still needs before it is switched on."""

from collections.abc import Mapping, Sequence

from bot.conversation.cards import Button, Buttons, Card, Divider, Part, SmallPrint, button, text
from bot.conversation.words import T
from bot.rules.actions import FillTemplate, ListRules, ShowRule, SwitchOnTemplate, SwitchRule
from bot.rules.missing import Missing
from bot.rules.rule_cards import missing_parts
from bot.rules.templates import TEMPLATES, Template
from storage.rules import Rule


def templates_card(made: Mapping[str, Rule]) -> Card:
    """`made`: the rules that there are, by their templates."""
    parts: list[Part] = []
    for template in TEMPLATES.values():
        said = T("**{name}**\n{about}", name=template.name, about=template.about)
        parts += [text(said), Buttons(buttons=_buttons(template, made.get(template.key))), Divider()]
    parts.append(Buttons(buttons=(button(T("All rules"), ListRules()),)))
    return Card(title=T("Rules to start from"), parts=tuple(parts))


def _buttons(template: Template, rule: Rule | None) -> tuple[Button, ...]:
    if rule is None:
        return (
            button(T("Switch on"), SwitchOnTemplate(template=template.key), style="primary"),
            button(T("Change it first"), FillTemplate(template=template.key)),
        )
    look = button(T("Look at it"), ShowRule(rule=rule.id or 0))
    return (look,) if rule.on else (button(T("Switch on"), SwitchRule(rule=rule.id or 0, on=True)), look)


def not_yet_card(template: Template, gone: Sequence[Missing]) -> Card:
    """Somebody that it names is missing here."""
    return Card(
        title=template.name,
        parts=(
            text(T("Before it is switched on: not everybody whom it names is known here.")),
            *missing_parts(gone),
            SmallPrint(words=T("Switched on like this, it asks the liaison to find somebody each time.")),
            Buttons(
                buttons=(
                    button(T("Switch it on anyway"), SwitchOnTemplate(template=template.key, anyway=True)),
                    button(T("Change it first"), FillTemplate(template=template.key)),
                )
            ),
        ),
    )
