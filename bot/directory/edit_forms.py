"""The forms with which topics and contacts are changed: how they look."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation.forms import ChoiceField, Form, FormOption, PersonField, TextField, Values
from bot.conversation.payloads import Action, press
from bot.conversation.words import T, Words
from bot.directory.checking import MOST, MOST_SYNONYMS, tidy
from bot.directory.edit_actions import FindContact, FindTopic
from bot.directory.vocabulary import STEPS
from storage.directory import Contact
from storage.people import Person

ALL_STEPS: Final = "all"
"""Chosen for no step in particular: what was chosen once can't be taken back everywhere."""
STEP_WORDS: Final[Mapping[str, Words]] = {
    "customer awareness": T("Customer awareness"),
    "brand awareness": T("Brand awareness"),
    "brand consideration": T("Brand consideration"),
    "brand preference": T("Brand preference"),
    "purchase intention": T("Purchase intention"),
    "purchase": T("Purchase"),
    "customer loyalty": T("Customer loyalty"),
    "customer advocacy": T("Customer advocacy"),
}
LONGEST_LINES: Final = 2900
"""So many characters fit into one field of every platform; what is longer stands in several."""


def topic_form(action: Action, name: str, synonyms: Sequence[str], steward: Person | None, *, new: bool) -> Form:
    return Form(
        title=T("New topic") if new else T("Change a topic"),
        fields=(
            TextField(
                key="name",
                label=T("What people ask about"),
                hint=T("Such as “pricing exceptions”."),
                initial=name,
                longest=MOST["topic"],
            ),
            *lines_fields(
                "synonyms",
                T("What else they call it"),
                T("One a line, up to {most}. Plurals, spaces and typing mistakes need none.", most=MOST_SYNONYMS),
                synonyms,
            ),
            PersonField(
                key="steward",
                label=T("Steward"),
                hint=T("Looks after its contacts. Left empty: whoever has the role of a steward."),
                initial=steward.id if steward else None,
                initial_name=steward.name if steward else "",
                optional=True,
            ),
        ),
        submit=T("Add") if new else T("Save"),
        press=press(action),
    )


def lines_fields(key: str, label: Words, hint: Words, lines: Sequence[str]) -> tuple[TextField, ...]:
    """A field of lines; of more than fit into one, so that none is lost where a dialog cuts."""
    texts = [""]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > LONGEST_LINES:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{line}".lstrip("\n")
    return tuple(
        TextField(
            key=key if not number else f"{key}{number + 1}",
            label=T("{label} ({number} of {count})", label=label, number=number + 1, count=len(texts))
            if len(texts) > 1
            else label,
            hint=hint,
            initial=text,
            multiline=True,
            optional=True,
            longest=LONGEST_LINES,
        )
        for number, text in enumerate(texts)
    )


def lines_in(values: Values, key: str) -> list[str]:
    """What was typed into such fields: each line once, tidied, without empty ones."""
    typed = (values[each] or "" for each in values if each.startswith(key))
    lines = (tidy(line) for text in typed for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def contact_form(action: Action, topic: str, contact: Contact | None, people: Mapping[int, Person]) -> Form:
    """Without a contact, for a new one. `people`: the contact's person and backup by id."""
    person = people.get(contact.person) if contact else None
    backup = people.get(contact.backup or 0) if contact else None
    return Form(
        title=T("Change a contact") if contact else T("Add a contact"),
        intro=(T("For **{topic}**. What you leave empty means all of them.", topic=topic),),
        fields=(
            PersonField(
                key="person",
                label=T("Who answers"),
                initial=person.id if person else None,
                initial_name=person.name if person else "",
            ),
            _named("region", T("Region"), T("A city, state, country or region, such as Vienna or DACH."), contact),
            _named("product", T("Product"), T("Left empty: all products."), contact),
            _named("segment", T("Segment"), T("Such as Hospitals. Left empty: all segments."), contact),
            _named("account", T("Account"), T("One customer. Left empty: all accounts."), contact),
            ChoiceField(
                key="step",
                label=T("Step of the buying funnel"),
                options=(
                    FormOption(value=ALL_STEPS, label=T("All of them")),
                    *(FormOption(value=step, label=STEP_WORDS[step]) for step in STEPS),
                ),
                initial=(contact.step or ALL_STEPS,) if contact else (ALL_STEPS,),
            ),
            PersonField(
                key="backup",
                label=T("Stand-in"),
                hint=T("Is named while the other one is away."),
                initial=backup.id if backup else None,
                initial_name=backup.name if backup else "",
                optional=True,
            ),
        ),
        submit=T("Save") if contact else T("Add"),
        press=press(action),
    )


def _named(field: str, label: Words, hint: Words, contact: Contact | None) -> TextField:
    return TextField(
        key=field,
        label=label,
        hint=hint,
        initial=getattr(contact, field) if contact else "",
        optional=True,
        longest=MOST[field],
    )


def find_topic_form() -> Form:
    return Form(
        title=T("Find a topic"),
        fields=(TextField(key="typed", label=T("What it is called, or part of it"), longest=MOST["topic"]),),
        submit=T("Show"),
        press=press(FindTopic()),
    )


def find_contact_form(action: FindContact, topic: str) -> Form:
    return Form(
        title=T("Find a contact"),
        intro=(T("Among the contacts for **{topic}**.", topic=topic),),
        fields=(
            TextField(
                key="typed",
                label=T("Part of a name, a region, a product, ..."),
                longest=MOST["topic"],
            ),
        ),
        submit=T("Show"),
        press=press(action),
    )
