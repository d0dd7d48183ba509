"""What Alembic runs: it is given an open connection by storage.migrating, and compares with the tables as they are."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from storage.database import UtcDateTime
from storage.exact import Exact
from storage.migrating import tables


def render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Name our own types as revisions write them."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from storage.database import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, Exact):
        autogen.imports.add("from storage.exact import Exact")
        return f"Exact({item.precision}, {item.scale})"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables(),
    render_item=render,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
