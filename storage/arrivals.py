"""What every event asks first, in one question: whose it is, whether it was here before, and who acts."""

from typing import Final, NamedTuple

from sqlalchemy import and_, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from storage.inbox import Handled
from storage.people import Actor, Organisation, Person, PersonAccount, Workspace
from storage.statements import Statement


class Arrival(NamedTuple):
    """`replied` is the reply to the event if it was handled before; `actor` is None for an account not known yet."""

    organisation: int
    replied: str | None
    actor: Actor | None


_ARRIVAL: Final = Statement(
    columns(
        col(Workspace.organisation),
        col(Handled.reply),
        col(Person.id),
        col(Person.language),
        col(Person.zone),
        col(Organisation.language),
        col(Organisation.zone),
    )
    .select_from(Workspace)
    .join(Organisation, col(Organisation.id) == col(Workspace.organisation))
    .outerjoin(
        Handled, and_(col(Handled.organisation) == col(Workspace.organisation), col(Handled.key) == bindparam("key"))
    )
    .outerjoin(
        PersonAccount,
        and_(
            col(PersonAccount.organisation) == col(Workspace.organisation),
            col(PersonAccount.platform) == bindparam("platform"),
            col(PersonAccount.workspace) == bindparam("workspace"),
            col(PersonAccount.external) == bindparam("user"),
        ),
    )
    .outerjoin(Person, col(Person.id) == col(PersonAccount.person))
    .where(col(Workspace.platform) == bindparam("platform"), col(Workspace.external) == bindparam("workspace"))
)


def arrival(session: Session, key: str, platform: str, workspace: str, user: str = "") -> Arrival | None:
    """None for a workspace that belongs to nobody yet."""
    found = _ARRIVAL.first(session, key=key, platform=platform, workspace=workspace, user=user)
    if found is None:
        return None
    organisation, replied, person, language, zone, usual_language, usual_zone = found
    actor = Actor(person, language or usual_language, zone or usual_zone) if person is not None else None
    return Arrival(organisation, replied, actor)
