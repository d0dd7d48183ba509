"""Somebody who acts for the first time: a record of them, so that everything they do has a person."""

from bot.conversation.events import Act
from bot.work import Work, key_of
from storage.people import Person, PersonAccount


def stranger(act: Act, work: Work) -> Person:
    """Who acts, kept from now on. An account that was imported before its workspace was known is found again."""
    by = act.by
    waiting = work.people.account(by.platform, "", by.user)
    if waiting is not None:
        waiting.workspace, waiting.name = by.workspace, waiting.name or act.name
        person = work.people.get(waiting.person)
        if person is not None:
            work.people.add(waiting)
            return person
    person = work.people.add(Person(organisation=work.people.organisation, name=act.name or by.user))
    work.people.add(
        PersonAccount(
            organisation=work.people.organisation,
            person=key_of(person),
            platform=by.platform,
            workspace=by.workspace,
            external=by.user,
            name=act.name,
        )
    )
    return person
