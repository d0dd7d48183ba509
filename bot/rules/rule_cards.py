"""Rules as managers see them: all of them, one, and who changed what."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.cards import (
    Button,
    Buttons,
    Card,
    Choices,
    Fact,
    Facts,
    Option,
    Part,
    SmallPrint,
    Text,
    button,
    text,
)
from bot.conversation.payloads import press
from bot.conversation.words import NOTHING, TN, T, Words, verbatim
from bot.ports.records import Kind, Known
from bot.rules.actions import (
    ChangeNumbers,
    ChangeRule,
    ListRules,
    NewRule,
    PickKind,
    ShowRule,
    ShowTemplates,
    ShowTrail,
    SwitchRule,
    TryRule,
)
from bot.rules.conditions import TROUBLE_WORDS, Trouble
from bot.rules.dry_cards import dry_parts
from bot.rules.dryrun import DryRun
from bot.rules.missing import Missing
from bot.rules.rule_words import (
    KIND_WORDS,
    NEED_WORDS,
    condition_words,
    hours_words,
    levels_words,
    targets_words,
)
from bot.rules.spec import KINDS, spec_of
from bot.rules.templates import numbers_of
from storage.rules import Rule

PAGE: Final = 20

_USUAL_WAIVERS: Final = T("the liaison, or else the heads and administrators")


def list_card(rules: Sequence[Rule], fired: Mapping[int, int], start: int) -> Card:
    """`fired`: how often each has. `start`: from which one on."""
    if not rules:
        return _none_yet()
    page = rules[start : start + PAGE]
    on = sum(each.on for each in rules)
    parts: list[Part] = [
        text(TN("{count} rule, {on} of them on.", "{count} rules, {on} of them on.", len(rules), on=on)),
        *(text(_line(each, fired.get(each.id or 0, 0))) for each in page),
        Choices(
            label=T("Open a rule"),
            options=tuple(Option(label=verbatim(each.name), press=press(ShowRule(rule=each.id or 0))) for each in page),
        ),
    ]
    if broken := [each for each in page if each.trouble]:
        parts.insert(1, _broken(broken))
    parts.append(Buttons(buttons=(*_turning(len(rules), start), *_ways())))
    return Card(title=T("Rules of engagement"), parts=tuple(parts))


def _none_yet() -> Card:
    said = T("No rule is set up yet. A rule says who must be involved when: start with one that others use.")
    return Card(title=T("Rules of engagement"), parts=(text(said), Buttons(buttons=_ways())))


def _line(rule: Rule, fired: int) -> Words:
    told = {"name": verbatim(rule.name), "kind": KIND_WORDS[spec_of(rule).kind]}
    if rule.trouble:
        return T("**{name}**, about {kind}: can't be worked out", **told)
    if not fired and not rule.on:
        return T("**{name}**, about {kind}: off, never fired", **told)
    if not fired:
        return T("**{name}**, about {kind}: on, not fired so far", **told)
    if rule.on:
        return TN(
            "**{name}**, about {kind}: on, fired once",
            "**{name}**, about {kind}: on, fired {count} times",
            fired,
            **told,
        )
    return TN(
        "**{name}**, about {kind}: off, fired once", "**{name}**, about {kind}: off, fired {count} times", fired, **told
    )


def _broken(rules: Sequence[Rule]) -> Text:
    return text(
        TN(
            "**One rule can't be worked out:** {name}. Open it to see why.",
            "**{count} rules can't be worked out:** {name} and others. Open them to see why.",
            len(rules),
            name=rules[0].name,
        )
    )


def _turning(count: int, start: int) -> tuple[Button, ...]:
    found = []
    if start:
        found.append(button(T("Earlier"), ListRules(start=max(0, start - PAGE))))
    if start + PAGE < count:
        found.append(button(T("More"), ListRules(start=start + PAGE)))
    return tuple(found)


def _ways() -> tuple[Button, ...]:
    return (
        button(T("Start from a template"), ShowTemplates(), style="primary"),
        button(T("A rule of your own"), PickKind()),
        button(T("Who changed what"), ShowTrail()),
    )


# One rule


def rule_card(
    rule: Rule,
    fired: int,
    gone: Sequence[Missing] = (),
    tried: DryRun | None = None,
    *,
    currency: str,
    lead: Words = NOTHING,
) -> Card:
    """`lead`: what was just done to it; `gone`: whom it names and nobody is; `tried`: what it would have done."""
    spec = spec_of(rule)
    parts: list[Part] = [text(lead)] if lead else []
    if rule.trouble:
        parts.append(text(T("**It can't be worked out.** {why}", why=_trouble(rule))))
    parts.append(Facts(facts=_facts(rule, fired)))
    if spec.ask:
        parts.append(SmallPrint(words=T("Asks: {ask}", ask=verbatim(spec.ask))))
    parts += missing_parts(gone)
    if tried is not None:
        parts += dry_parts(tried, currency)
    parts += (Buttons(buttons=_doing(rule, tried)), Buttons(buttons=_changing(rule)))
    return Card(title=verbatim(rule.name), parts=tuple(parts))


def _facts(rule: Rule, fired: int) -> tuple[Fact, ...]:
    spec = spec_of(rule)
    if not fired:
        state = T("on, and not fired so far") if rule.on else T("off, and never fired")
    elif rule.on:
        state = TN("on, and fired once", "on, and fired {count} times", fired)
    else:
        state = TN("off, and fired once", "off, and fired {count} times", fired)
    found = [
        Fact(label=T("State"), value=state),
        Fact(label=T("About"), value=KIND_WORDS[spec.kind]),
        Fact(label=T("Fires when"), value=condition_words(spec)),
        Fact(label=T("Involves"), value=targets_words(spec.involve)),
        Fact(label=T("Who must answer"), value=NEED_WORDS[spec.need]),
        Fact(label=T("Answer within"), value=hours_words(spec.hours)),
        Fact(label=T("Then tells"), value=levels_words(spec.escalate)),
        Fact(label=T("May say it is not needed"), value=targets_words(spec.waive) if spec.waive else _USUAL_WAIVERS),
    ]
    if spec.pass_on:
        found.append(Fact(label=T("Who decides then"), value=targets_words(spec.pass_on)))
    if spec.gate:
        found.append(Fact(label=T("Gate"), value=T("holds it back until it is met")))
    if spec.urgent:
        found.append(Fact(label=T("Urgent"), value=T("its alerts go at any hour")))
    return tuple(found)


def _trouble(rule: Rule) -> Words:
    known = {str(each): words for each, words in TROUBLE_WORDS.items()}
    return known.get(rule.trouble) or TROUBLE_WORDS[Trouble.OTHER]


def _doing(rule: Rule, tried: DryRun | None) -> tuple[Button, ...]:
    number = rule.id or 0
    found = [] if rule.on else [button(T("Switch on"), SwitchRule(rule=number, on=True), style="primary")]
    if tried is None:
        found.append(button(T("Try it on the last 90 days"), TryRule(rule=number)))
    if rule.on:
        sure = T("What is open because of it is cancelled, and nobody is asked any more.")
        found.append(button(T("Switch off"), SwitchRule(rule=number, on=False), confirm=sure))
    return tuple(found)


def _changing(rule: Rule) -> tuple[Button, ...]:
    number = rule.id or 0
    found = [] if numbers_of(rule) is None else [button(T("Change the numbers"), ChangeNumbers(rule=number))]
    found.append(button(T("Change all of it"), ChangeRule(rule=number)))
    return (*found, button(T("All rules"), ListRules()))


def missing_parts(gone: Sequence[Missing]) -> tuple[Part, ...]:
    """Whom a rule names and nobody is, each with a button where there is one."""
    parts: list[Part] = []
    for each in gone:
        parts.append(text(T("**Missing:** {what}", what=each.words)))
        if each.mend is not None:
            parts.append(Buttons(buttons=(button(T("Mend that"), each.mend),)))
    return tuple(parts)


def no_rule() -> Card:
    return Card(
        parts=(text(T("That rule is not there any more.")), Buttons(buttons=(button(T("All rules"), ListRules()),)))
    )


def kinds_card(fields: Mapping[Kind, Sequence[Known]]) -> Card:
    """What a rule of one's own may be about, and the fields that its condition may name."""
    parts: list[Part] = [text(T("What is the rule about?"))]
    for kind in KINDS:
        names = ", ".join(f"{kind}.{each.name}" for each in fields[kind])
        parts += [
            Buttons(buttons=(button(_NEW[kind], NewRule(kind=kind)),)),
            SmallPrint(words=T("Its condition may name {names}.", names=names)),
        ]
    return Card(title=T("A rule of your own"), parts=tuple(parts))


_NEW: Final[Mapping[Kind, Words]] = {
    "deal": T("A deal"),
    "review": T("A review or planning session"),
    "collateral": T("A piece of collateral"),
    "campaign": T("A campaign"),
    "price": T("A price exception"),
}
