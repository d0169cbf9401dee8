"""Passing cases on: to whom, and why an offer cannot be made or answered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.casework.case import Case, Priority, Role
from bot.casework.commands import Command, Pass, PassReply
from bot.casework.effects import Effects, Record, Toast
from bot.casework.row import Action
from bot.text import _

_URGENT_FIRST = tuple(reversed(Priority))


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff; without a `private` chat the bot cannot write to them."""

    user: int
    role: Role
    private: bool


def mark_of(user: int) -> str:
    """As a button carries a person: looked up among the staff when it is pressed."""
    return hashlib.sha256(f"colleague:{user}".encode()).hexdigest()[:12]


def in_order(colleagues: Collection[Colleague]) -> tuple[Colleague, ...]:
    """Monitors first, then moderators, then admins."""
    return tuple(sorted(colleagues, key=lambda each: (tuple(Role).index(each.role), each.user)))


def urgent_first(cases: Collection[Case]) -> tuple[Case, ...]:
    """Among equals the oldest first."""
    return tuple(sorted(cases, key=lambda case: (_URGENT_FIRST.index(case.priority), case.id)))


def not_to_them(_row: Action, case: Case, command: Command) -> Effects:
    """Why the case can't be offered to this person."""
    match command.payload:
        case Pass(to) if to == case.assignee:
            return (Toast(_("{code} is with them already.", code=case.code)),)
        case Pass(to) if to == command.actor:
            return (Toast(_("Choose somebody else: an offer to yourself changes nothing.")),)
        case Pass(role=None):
            words = _("They have no role at this desk any more.")
            return (Toast(words), Record("refused", "assign: no role"))
        case Pass(private=False):
            return (
                Toast(_("They have not opened their private chat with this bot, and would not hear of it.")),
            )
    return ()


def unanswerable(row: Action, case: Case, command: Command) -> Effects:
    """Why this person can't answer an offer, or not any more."""
    passing, mark = case.passing, command.payload.mark if isinstance(command.payload, PassReply) else None
    if passing is None or passing.to != command.actor or mark not in (None, passing.mark):
        words = _("{code} is not offered to you any more.", code=case.code)
        return (Toast(words), Record("refused", f"{row.name}: no offer"))
    if command.at >= passing.until:
        return (Toast(_("It is too late: this offer has lapsed.")), Record("refused", f"{row.name}: late"))
    return ()


def named_first(words: str, called: Mapping[str, frozenset[int]]) -> tuple[frozenset[int], str]:
    """Whom the first words name, and what follows. `called` are people by what they are called, in lower
    case; the longest name counts."""
    said = f"{words.strip()} "
    names = sorted((name for name in called if said.lower().startswith(f"{name} ")), key=len)
    if not names:
        return frozenset(), words.strip()
    return called[names[-1]], said[len(names[-1]) :].strip()
