"""Bringing a database to the shape that the code expects, with no configuration on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

from storage.engine import NoDatabase, engine_for


def upgrade(url: str) -> None:
    """Raises NoDatabase if there is none to upgrade."""
    with _opened():
        command.upgrade(_config(url), "head")


def pending(url: str) -> bool:
    """Whether an upgrade would change anything. Raises NoDatabase."""
    engine = engine_for(url)
    with _opened(), engine.connect() as db:
        here = set(MigrationContext.configure(db).get_current_heads())
    engine.dispose()
    return here != set(ScriptDirectory.from_config(_config(url)).get_heads())


@contextmanager
def _opened() -> Iterator[None]:
    try:
        yield
    except CommandError as unknown:
        raise NoDatabase("was made by a newer version of this program") from unknown
    except OperationalError as away:
        raise NoDatabase(f"cannot be opened ({type(away.orig).__name__})") from away


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # Not an option: those are shown in errors, and this may hold a password.
    config.attributes["url"] = url
    return config
