"""What each desk has set for itself."""

from __future__ import annotations

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from bot.casework.desks import Rules
from storage.conflicts import or_change
from storage.tables import desks

_RULES = TypeAdapter(Rules)
_SET = or_change(desks, "rules")


def rules_of(db: Connection, name: str, otherwise: Rules) -> Rules:
    """Those of the settings, `otherwise`, while nobody at the desk has set any."""
    row = db.execute(select(desks.c.rules).where(desks.c.name == name)).one_or_none()
    return otherwise if row is None else _RULES.validate_json(row.rules)


def set_rules(db: Connection, name: str, rules: Rules) -> None:
    db.execute(_SET[db.dialect.name], {"name": name, "rules": _RULES.dump_json(rules).decode()})
