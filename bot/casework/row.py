"""What one row of the table of actions says, and what it may ask of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.casework.case import Case, CloseReason, Flag, Handover, PartnerWord, Role, Workflow
from bot.casework.commands import Payload, Value
from bot.text import Text

Moves = Mapping[Workflow, Workflow]


class Holder(StrEnum):
    """What an action does with the claim on the case."""

    KEEPS = "keeps"
    TAKES = "takes"  # when nobody has it
    TAKES_OVER = "takes over"  # whoever had it
    GIVES_BACK = "gives back"
    RETURNS = "returns"  # to whoever passed it on; without one, to the queue


class Axis(StrEnum):
    """The axes beside the workflow that are set by hand, by the names of their fields."""

    PRIORITY = "priority"
    VERIFICATION = "verification"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Need:
    """What must be true of a case at that time; `otherwise` says that it is not, with `{code}`."""

    holds: Callable[[Case, datetime], bool]
    otherwise: Text
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """One row. `moves`: from which state to which; an action is impossible in a state without an entry.

    `audit` is the word in the trail; None where the witness's own transaction has written the row.
    `least` is None for what the witness or time does. `held`: only for the assignee and admins;
    `unclaimed_too`: for anybody while nobody has the case.
    `assignee_moves`: the state changes only when the assignee does it, not an admin looking in.
    `renews`: it is work on the case, so the claim lasts another lease.
    `needs`: what must be true besides. `choices`: what a press may carry, by the word that stands for it;
    without one the presser is asked, under the question `asks`.
    `axis` is what the choice sets, `turns` from which value to which. `hands` is where the handover goes
    with the action itself; `word` is what the witness has said about a partner.
    `closes_as` is why the case is closed, where nobody chooses. `undoable`: for a minute, by a row that
    `returns`.
    `ends_contact`: the witness is not asked anything more.
    `raises` and `lowers` are flags that the case bears, or no longer bears, from then on.
    `hides`: what of the case stands in private chats is taken away at once.
    `ends_offer`: whoever was to take it over cannot any more.
    `says` is the word to the presser, with `{code}` and `{choice}`.
    `tells` is the notice to the assignee, with `{code}`; `readable` when there is something new to read;
    with `tells_desk` the group hears of it where there is no assignee. `tells_giver` is the notice to whoever
    passed the case on, with `{code}` and `{name}`. `tells_witness` is for the other side.
    """

    name: str
    moves: Moves
    audit: str | None = None
    label: Text | None = None
    least: Role | None = None
    holder: Holder = Holder.KEEPS
    held: bool = False
    unclaimed_too: bool = False
    assignee_moves: bool = False
    renews: bool = False
    needs_private: bool = False
    needs: tuple[Need, ...] = ()
    choices: Mapping[str, Payload] = field(default_factory=dict)
    asks: Text | None = None
    axis: Axis | None = None
    turns: Mapping[Value, tuple[Value, ...]] = field(default_factory=dict)
    hands: Mapping[Handover, Handover] = field(default_factory=dict)
    word: PartnerWord | None = None
    closes_as: CloseReason | None = None
    undoable: bool = False
    returns: bool = False
    ends_contact: bool = False
    raises: frozenset[Flag] = frozenset()
    lowers: frozenset[Flag] = frozenset()
    hides: bool = False
    ends_offer: bool = False
    says: Text | None = None
    tells: Text | None = None
    readable: bool = False
    tells_desk: bool = False
    tells_giver: Text | None = None
    tells_witness: str | None = None


def is_held(case: Case, now: datetime) -> bool:
    """A claim that has run out no longer holds; while the witness is waited for it does not run."""
    return case.assignee is not None and (case.claimed_until is None or case.claimed_until > now)


def value_of(case: Case, axis: Axis) -> Value:
    """Where the case stands on that axis."""
    match axis:
        case Axis.PRIORITY:
            return case.priority
        case Axis.VERIFICATION:
            return case.verification
        case Axis.HANDOVER:
            return case.handover


def choices_of(row: Action, case: Case) -> tuple[str, ...]:
    """The words for what may be chosen for this case now."""
    if row.axis is None:
        return tuple(row.choices)
    possible = turns_of(row, case)
    return tuple(word for word, value in row.choices.items() if value in possible)


def turns_of(row: Action, case: Case) -> tuple[Value, ...]:
    """What the case can turn to on the row's axis; without consent no partner is offered it."""
    assert row.axis is not None
    possible = row.turns[value_of(case, row.axis)]
    return tuple(value for value in possible if value is not Handover.OFFERED or case.facts.consent.partner)
