"""Run by alembic: one transaction for all steps. Logging is the program's, not alembic's."""

from __future__ import annotations

from alembic import context

from storage.engine import engine_for
from storage.tables import metadata

engine = engine_for(context.config.attributes["url"])
with engine.begin() as db:
    # SQLite can't alter a table in place: batch mode rebuilds it.
    context.configure(connection=db, target_metadata=metadata, render_as_batch=db.dialect.name == "sqlite")
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
