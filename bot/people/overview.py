"""For those who look after people: who is here, who can't be reached, and somebody's side and roles."""

from collections import Counter
from collections.abc import Sequence

from bot.conversation.cards import (
    Buttons,
    Card,
    Divider,
    Fact,
    Facts,
    Part,
    SmallPrint,
    Table,
    Text,
    button,
    heading,
    note,
    text,
)
from bot.conversation.forms import ChoiceField, Form, FormOption, PersonField, Values
from bot.conversation.payloads import press
from bot.conversation.replies import FormErrors, Reply, Update, Whisper
from bot.conversation.words import TN, Command, Listing, T, Words, verbatim
from bot.people.actions import Decide, EditPerson, FindPerson, ReadRosters
from bot.people.handlers import read_rosters
from bot.people.joining import decide_for_both, open_questions
from bot.people.reaching import unreachable
from bot.people.words import PLATFORM_WORDS, SIDE_WORDS
from bot.rights import ROLE_WORDS, Right, Role
from bot.work import Work, key_of
from storage.people import Person

MOST_TROUBLES = 15
MOST_FOUND = 5
GIVEN = tuple(role for role in Role if role is not Role.MEMBER)
"""Everybody is a member; these are given."""


def people(rest: str, work: Work) -> Reply:
    """The command: the overview, or the people whose name was typed."""
    return Whisper(card=_found(rest, work) if rest else overview_card(work))


def overview_card(work: Work) -> Card:
    everybody = work.people.all()
    parts: list[Part] = [_counts(everybody, work)]
    if likely := open_questions(work):
        parts += [Divider(), *likely]
    parts += [Divider(), *_troubles(work)]
    parts += [
        Buttons(
            buttons=(
                button(T("Find somebody"), FindPerson(), style="primary"),
                button(T("Read the member lists now"), ReadRosters()),
            )
        ),
        SmallPrint(words=T("{groups} takes sides from user groups and teams.", groups=Command(text="groups"))),
    ]
    title = TN("One person", "{count} people", len(everybody))
    return Card(title=title, parts=tuple(parts))


def _counts(persons: Sequence[Person], work: Work) -> Table:
    accounts = work.people.accounts_of({key_of(person) for person in persons})
    on: Counter[tuple[str, str]] = Counter()
    sides: Counter[str] = Counter()
    for person in persons:
        side = person.side if person.side_from else ""
        sides[side] += 1
        for platform in {each.platform for each in accounts[key_of(person)] if each.active}:
            on[side, platform] += 1
    platforms = [each for each in PLATFORM_WORDS if any(platform == each for _, platform in on)]
    rows = tuple(
        (words, _cell(sides[side]), *(_cell(on[side, platform]) for platform in platforms))
        for side, words in (*SIDE_WORDS.items(), ("", T("Not said yet")))
        if sides[side]
    )
    return Table(
        headings=(T("Side"), T("People"), *(PLATFORM_WORDS[each] for each in platforms)),
        rows=rows,
        numeric=tuple(range(1, len(platforms) + 2)),
    )


def _cell(count: int) -> Words:
    return T("{count}", count=count)


def _troubles(work: Work) -> list[Part]:
    count = work.people.count_unreachable()
    if not count:
        return [text(T("Everybody can be reached."))]
    troubled = unreachable(work, MOST_TROUBLES)
    facts = tuple(Fact(label=verbatim(person.name), value=words) for person, words in troubled)
    parts: list[Part] = [
        heading(TN("One person can't be reached", "{count} people can't be reached", count)),
        Facts(facts=facts),
    ]
    if (more := count - len(troubled)) > 0:
        parts.append(SmallPrint(words=TN("One more is not shown.", "{count} more are not shown.", more)))
    return parts


def waiting_troubles(work: Work) -> list[Part]:
    """At home, for those who may see it: how many can't be reached."""
    if not work.may(Right.SEE_OPERATIONS):
        return []
    count = work.people.count_unreachable()
    if not count:
        return []
    return [
        text(
            TN(
                "One person can't be reached. {people} says why.",
                "{count} people can't be reached. {people} says why.",
                count,
                people=Command(text="people"),
            )
        )
    ]


def decide(action: Decide, work: Work) -> Reply:
    """Whether two who look alike are one person, said for both of them."""
    work.require(Right.CHANGE_PEOPLE)
    decide_for_both(action.likeness, work, yes=action.yes)
    return Update(card=overview_card(work))


def read_now(_: ReadRosters, work: Work) -> Reply:
    work.require(Right.CHANGE_PEOPLE)
    count = read_rosters(work)
    if not count:
        return Whisper(card=note(T("Truce is in no Slack or Teams workspace yet.")))
    return Whisper(
        card=note(TN("I am reading one member list.", "I am reading {count} member lists.", count)),
    )


# One person


def build_find(_: FindPerson, work: Work) -> Form:
    work.require(Right.CHANGE_PEOPLE)
    return Form(
        title=T("Find somebody"),
        fields=(PersonField(key="person", label=T("Who?")),),
        submit=T("Show"),
        press=press(FindPerson()),
    )


def find(_: FindPerson, values: Values, work: Work) -> Reply:
    person = work.people.get(values["person"])
    if person is None:
        return FormErrors(errors={"person": T("Please pick somebody from the list.")})
    return Whisper(card=Card(parts=person_parts(person, work)))


def _found(typed: str, work: Work) -> Card:
    persons = work.people.search(typed, MOST_FOUND + 1)
    if not persons:
        return note(T("I know nobody whose name or e-mail address holds “{typed}”.", typed=typed[:100]))
    parts = [part for person in persons[:MOST_FOUND] for part in person_parts(person, work)]
    if len(persons) > MOST_FOUND:
        parts.append(SmallPrint(words=T("There are more. Type more of the name to see them.")))
    return Card(parts=tuple(parts))


def person_parts(person: Person, work: Work) -> tuple[Part, ...]:
    who = T("**{name}**, {email}", name=person.name, email=person.email or T("no e-mail address"))
    return (
        Text(words=who),
        Facts(
            facts=(
                Fact(label=T("Side"), value=SIDE_WORDS[person.side] if person.side_from else T("Not said yet")),
                Fact(label=T("Roles"), value=_roles(person, work)),
            )
        ),
        Buttons(buttons=(button(T("Change side and roles"), EditPerson(person=key_of(person))),)),
    )


def _roles(person: Person, work: Work) -> Words:
    roles = work.people.roles(key_of(person))
    given = tuple(ROLE_WORDS[role] for role in GIVEN if role in roles)
    return T("{roles}", roles=Listing(items=given)) if given else ROLE_WORDS[Role.MEMBER]


def build_edit(action: EditPerson, work: Work) -> Form | Reply:
    work.require(Right.CHANGE_PEOPLE)
    person = work.people.get(action.person)
    if person is None:
        return Whisper(card=note(T("This person is not here any more.")))
    roles = work.people.roles(action.person)
    offered = _offered(work)
    return Form(
        title=T("Side and roles"),
        intro=(T("**{name}**, {email}", name=person.name, email=person.email or T("no e-mail address")),),
        fields=(
            ChoiceField(
                key="side",
                label=T("Side"),
                options=tuple(FormOption(value=side, label=words) for side, words in SIDE_WORDS.items()),
                initial=(person.side,) if person.side_from else (),
            ),
            ChoiceField(
                key="roles",
                label=T("Roles"),
                hint=T("None of them: a member, as everybody is."),
                options=tuple(FormOption(value=role, label=ROLE_WORDS[role]) for role in offered),
                initial=tuple(role for role in offered if role in roles),
                many=True,
                optional=True,
            ),
        ),
        submit=T("Save"),
        press=press(action),
    )


def edit(action: EditPerson, values: Values, work: Work) -> Reply:
    """Take over side and roles. Roles that the one who edits may not give stay as they are."""
    work.require(Right.CHANGE_PEOPLE)
    person = work.people.get(action.person)
    if person is None:
        return Whisper(card=note(T("This person is not here any more.")))
    have, offered = work.people.roles(action.person), set(_offered(work))
    roles = set(values["roles"]) | {role for role in have if role not in offered}
    if Role.ADMINISTRATOR in have - roles and len(work.people.with_role(Role.ADMINISTRATOR)) <= 1:
        words = T("{name} is the last administrator. Please name another one first.", name=person.name)
        return FormErrors(errors={"roles": words})
    if values["side"] != person.side or not person.side_from:
        person.side, person.side_from, person.side_group = values["side"], "file", None
    work.people.add(person)
    work.people.set_roles(action.person, roles)
    card = Card(title=T("Saved"), parts=person_parts(person, work))
    return Whisper(card=card)


def _offered(work: Work) -> tuple[Role, ...]:
    """Only administrators make administrators."""
    if Role.ADMINISTRATOR in work.people.roles(work.person_id):
        return GIVEN
    return tuple(role for role in GIVEN if role is not Role.ADMINISTRATOR)
