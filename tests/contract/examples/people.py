"""People: who is here, how one of them is known, groups, and who may be one person."""

from datetime import timedelta

from bot.conversation.cards import Card, Part
from bot.conversation.forms import Form
from bot.people import company, groups, joining, me, overview
from bot.people.actions import EditCompany, EditMe, EditPerson, FindPerson
from bot.people.reaching import NO_APP
from bot.work import key_of
from tests.contract.stage import NOW, Stage


def overview_of_all(stage: Stage) -> Card:
    admin = stage.person("Ada Admin", "administrator", on="slack teams")
    for number in range(stage.many(6)):
        stage.person(f"Carla Diaz {number}", side="sales", on="teams")
        stage.person(f"Mia Frost {number}", side="marketing", on="slack")
    stage.person("New Hire", side="other", side_from="", on="slack")
    return overview.overview_card(stage.work(admin))


def overview_of_one(stage: Stage) -> Card:
    return overview.overview_card(stage.work(stage.person("Ada Admin", "administrator")))


def overview_with_trouble(stage: Stage) -> Card:
    admin = stage.person("Ada Admin", "administrator")
    for number in range(stage.many(3)):
        stage.person(f"Ben Stone {number}", on="-")
    stage.account(stage.person("Carla Diaz", on="-"), "teams", trouble=NO_APP.text)
    stage.account(stage.person("Dan Wolf", on="-"), "slack", active=False)
    stage.account(stage.person("Eva Kern", on="-"), "slack", trouble=stage.text("Slack says no."))
    return overview.overview_card(stage.work(admin))


def overview_with_lookalikes(stage: Stage) -> Card:
    admin = stage.person("Ada Admin", "administrator")
    for number in range(stage.many(1)):
        stage.alike(stage.person(f"Alice Ober {number}", on="slack"), stage.person(f"A. Ober {number}", on="teams"))
    return overview.overview_card(stage.work(admin))


def found(stage: Stage) -> Card:
    work = stage.work(stage.person("Ada Admin", "administrator"))
    roles = ("manager", "head", "liaison", "steward", "administrator")
    stage.person("Alice Ober", *roles[: stage.many(1, 5)])
    for number in range(stage.many(1)):
        stage.person(f"Alice Over {number}", side_from="")
    return overview._found("z" if stage.tone == "extreme" else "ali", work)


def found_nobody(stage: Stage) -> Card:
    work = stage.work(stage.person("Ada Admin", "administrator"))
    return overview._found(stage.text("nobody"), work)


def someone(stage: Stage) -> tuple[Part, ...]:
    return overview.person_parts(stage.person(), stage.work(stage.person("Ada Admin", "administrator")))


def form_to_find(stage: Stage) -> Form:
    return overview.build_find(FindPerson(), stage.work(stage.person("Ada Admin", "administrator")))


def form_to_edit(stage: Stage) -> Form:
    work = stage.work(stage.person("Ada Admin", "administrator"))
    made = overview.build_edit(EditPerson(person=key_of(stage.person("Alice Ober", "head", "steward"))), work)
    assert isinstance(made, Form)
    return made


def waiting_troubles(stage: Stage) -> list[Part]:
    admin = stage.person("Ada Admin", "administrator")
    for number in range(stage.many(1)):
        stage.person(f"Ben Stone {number}", on="-")
    return overview.waiting_troubles(stage.work(admin))


def me_as_known(stage: Stage) -> Card:
    person = stage.person()
    return me.me_card(person, stage.work(person))


def me_unsaid(stage: Stage) -> Card:
    person = stage.person(side="other", side_from="", on="slack teams", days="0123456")
    return me.me_card(person, stage.work(person))


def me_away(stage: Stage) -> Card:
    stand_in = stage.person("Ben Stone")
    person = stage.person(
        stand_in=key_of(stand_in),
        away_until=NOW + timedelta(days=9),
        snoozed_until=NOW + timedelta(days=stage.many(3, 366)),
        prefers="teams",
        zone="America/Argentina/ComodRivadavia",
    )
    return me.me_card(person, stage.work(person))


def side_asked(stage: Stage) -> tuple[Part, ...]:
    return me.asks_side(stage.work(stage.person(side_from="")))


def form_of_me(stage: Stage) -> Form:
    return me.build_me(EditMe(), stage.work(stage.person(on="slack teams", stand_in=key_of(stage.person("Ben Stone")))))


def form_of_me_from_a_file(stage: Stage) -> Form:
    return me.build_me(EditMe(), stage.work(stage.person(side_from="file")))


def groups_none(stage: Stage) -> Card:
    return groups.groups_card(stage.work(stage.person("Ada Admin", "administrator")))


def groups_some(stage: Stage) -> Card:
    stage.group("sales-emea")
    stage.group("Brand Marketing", "marketing")
    stage.group("office-vienna", "other")
    for number in range(stage.many(1)):
        stage.group(f"team-{number}")
    return groups.groups_card(stage.work(stage.person("Ada Admin", "administrator")))


def waiting_groups(stage: Stage) -> list[Part]:
    for number in range(stage.many(1)):
        stage.group(f"sales-{number}", exactly=True)
    return groups.waiting_groups(stage.work(stage.person("Ada Admin", "administrator")))


def is_this_you(stage: Stage) -> Card:
    one, twin = stage.person(), stage.person("A. Ober", on="teams")
    return joining.question(stage.alike(one, twin), twin, stage.work(one))


def is_this_you_answered(stage: Stage) -> Card:
    return joining._outcome(stage.alike(stage.person(), stage.person("A. Ober"), one_says="yes"))


def is_this_you_settled(stage: Stage) -> Card:
    return joining._outcome(stage.alike(stage.person(), stage.person("A. Ober"), "yes", "yes"))


def is_this_you_not(stage: Stage) -> Card:
    return joining._outcome(stage.alike(stage.person(), stage.person("A. Ober"), "yes", "no"))


def company_of_ours(stage: Stage) -> Card:
    return company.company_card(stage.work(stage.person("Ada Admin", "administrator")))


def company_form(stage: Stage) -> Form:
    return company.build_company(EditCompany(), stage.work(stage.person("Ada Admin", "administrator")))
