"""Bringing a database to the shape that the code expects, with no configuration on disk."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage.engine import engine_for


def upgrade(url: str) -> None:
    command.upgrade(_config(url), "head")


def pending(url: str) -> bool:
    """Whether an upgrade would change anything."""
    engine = engine_for(url)
    with engine.connect() as db:
        here = set(MigrationContext.configure(db).get_current_heads())
    engine.dispose()
    return here != set(ScriptDirectory.from_config(_config(url)).get_heads())


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # Not an option: those are shown in errors, and this may hold a password.
    config.attributes["url"] = url
    return config
