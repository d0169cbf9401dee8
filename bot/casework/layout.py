"""Where the buttons of a case stand: each action has its place, and keeps it."""

from __future__ import annotations

from datetime import datetime

from bot.casework.actions import ACTIONS
from bot.casework.case import Case, Role
from bot.casework.commands import Command
from bot.casework.presses import Press
from bot.casework.refusals import refused
from bot.text import Button

Cell = tuple[str, ...]  # names of actions: the first that is possible stands there
Grid = tuple[tuple[Cell, ...], ...]

# Under the card in the group. An action that the table does not have has its place all the same.
CARD: Grid = (
    (("claim", "read"), ("ask",), ("close", "undo", "reopen")),
    (("delete",), ("keep",)),
    (("release",), ("assign",), ("more",)),
)
# In private: under a case that is read, and what More opens.
MENU: Grid = (
    (("ask",), ("note",), ("history",)),
    (("priority",), ("verify",), ("hold", "resume")),
    (("duplicate",), ("handover",), ("escalate", "deescalate")),
    (("assign",), ("release", "giveback"), ("close", "undo", "reopen")),
    (("contacts",), ("delete",), ("keep",)),
    (("sensitive", "insensitive"), ("legalhold", "endlegalhold")),
)

UNDER_FILES: Grid = ((("original",),),)


def laid_out(
    grid: Grid, case: Case, now: datetime, *, role: Role = Role.MODERATOR, contacts: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """Those that whoever has the case could press now, in this role. A cell with none is left out.
    `contacts`: there are some that could be asked for."""
    rows = (tuple(_button(cell, case, now, role, contacts) for cell in row) for row in grid)
    filled = (tuple(button for button in row if button is not None) for row in rows)
    return tuple(row for row in filled if row)


def _button(cell: Cell, case: Case, now: datetime, role: Role, contacts: bool) -> Button | None:
    name = next((name for name in cell if _works(name, case, now, role, contacts)), None)
    label = ACTIONS[name].label if name is not None else None
    if name is None or label is None:
        return None
    return Button(label, Press(name, case.code, case.version).words())


def _works(name: str, case: Case, now: datetime, role: Role, contacts: bool) -> bool:
    if name not in ACTIONS or (name == "contacts" and not contacts):
        return False
    command = Command(name, now, case.assignee, role, case.version)
    return refused(ACTIONS[name], case, command) == ()
