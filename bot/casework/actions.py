"""The one table of what can happen to a case: buttons, permissions, audit words and tests derive from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.casework.case import Flag, Role, Workflow
from bot.text import Text, _

NEW, TRIAGE, IN_REVIEW = Workflow.NEW, Workflow.TRIAGE, Workflow.IN_REVIEW
AWAITING, REPLIED = Workflow.AWAITING_WITNESS, Workflow.WITNESS_REPLIED
ON_HOLD, CLOSED, PURGED = Workflow.ON_HOLD, Workflow.CLOSED, Workflow.PURGED


class Holder(StrEnum):
    """What an action does with the claim on the case."""

    KEEPS = "keeps"
    TAKES = "takes"
    GIVES_BACK = "gives back"


@dataclass(frozen=True, slots=True)
class Action:
    """One row. `moves`: from which state to which; an action is impossible in a state without an entry.

    `audit` is the word in the trail; None where the witness's own transaction has written the row.
    `least` is None for what the witness or time does. `held`: only for the assignee and admins.
    `ends_contact`: the witness is not asked anything more.
    `assignee_moves`: the state changes only when the assignee does it, not an admin looking in.
    `renews`: it is work on the case, so the claim lasts another lease.
    `raises` and `lowers` are flags that the case bears, or no longer bears, from then on.
    `hides`: what of the case stands in private chats is taken away at once.
    `on_request`: only while the witness's wish for deletion waits for an answer.
    `tells` is the notice to the assignee, with `{code}`; `readable` when there is something new to read;
    with `tells_desk` the group hears of it where there is no assignee.
    """

    name: str
    moves: Mapping[Workflow, Workflow]
    audit: str | None = None
    label: Text | None = None
    least: Role | None = None
    holder: Holder = Holder.KEEPS
    held: bool = False
    assignee_moves: bool = False
    renews: bool = False
    on_card: bool = False
    in_private: bool = False
    needs_private: bool = False
    ends_contact: bool = False
    raises: frozenset[Flag] = frozenset()
    lowers: frozenset[Flag] = frozenset()
    hides: bool = False
    on_request: bool = False
    tells: Text | None = field(default=None)
    readable: bool = False
    tells_desk: bool = False


def _stays(*states: Workflow) -> dict[Workflow, Workflow]:
    return {state: state for state in states}


_OPEN = (NEW, TRIAGE, IN_REVIEW, AWAITING, REPLIED, ON_HOLD)
_BACK_TO_REVIEW = {**_stays(NEW, TRIAGE, IN_REVIEW, REPLIED, ON_HOLD), AWAITING: IN_REVIEW}

_ROWS = (
    Action(
        "claim",
        # From the states after the first only once the other's lease is over.
        moves={**_stays(*_OPEN), NEW: TRIAGE},
        audit="claimed",
        label=_("Claim"),
        least=Role.MODERATOR,
        holder=Holder.TAKES,
        renews=True,
        on_card=True,
    ),
    Action(
        "read",
        moves={**_stays(NEW, AWAITING, IN_REVIEW, ON_HOLD, CLOSED), TRIAGE: IN_REVIEW, REPLIED: IN_REVIEW},
        audit="read",
        label=_("Read"),
        least=Role.MONITOR,
        held=True,
        assignee_moves=True,
        renews=True,
        on_card=True,
        needs_private=True,
    ),
    Action(
        "ask",
        moves={TRIAGE: AWAITING, IN_REVIEW: AWAITING, REPLIED: AWAITING},
        audit="asked",
        label=_("Ask"),
        least=Role.MONITOR,
        held=True,
        renews=True,
        on_card=True,
        in_private=True,
        needs_private=True,
    ),
    Action(
        "close",
        moves=dict.fromkeys(_OPEN, CLOSED),
        audit="closed",
        label=_("Close"),
        least=Role.MODERATOR,
        held=True,
        on_card=True,
        in_private=True,
        needs_private=True,
        hides=True,
    ),
    Action(
        "release",
        moves=dict.fromkeys(_OPEN[1:], NEW),
        audit="released",
        label=_("Release"),
        least=Role.MODERATOR,
        holder=Holder.GIVES_BACK,
        held=True,
        on_card=True,
        in_private=True,
        hides=True,
    ),
    Action(
        "contacts",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts asked for",
        label=_("Show contacts"),
        least=Role.MODERATOR,
        held=True,
        in_private=True,
        needs_private=True,
    ),
    Action(
        "approve",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts approved",
        label=_("Approve"),
        least=Role.MODERATOR,
    ),
    Action(
        "refuse",
        moves=_stays(*_OPEN, CLOSED),
        audit="contacts refused",
        label=_("Refuse"),
        least=Role.MODERATOR,
    ),
    # While it bears this flag its text is not removed, however long it has been closed.
    Action(
        "legalhold",
        moves=_stays(*_OPEN, CLOSED),
        audit="legal hold",
        least=Role.ADMIN,
        needs_private=True,
        raises=frozenset({Flag.LEGAL_HOLD}),
    ),
    Action(
        "endlegalhold",
        moves=_stays(*_OPEN, CLOSED),
        audit="legal hold ended",
        least=Role.ADMIN,
        lowers=frozenset({Flag.LEGAL_HOLD}),
    ),
    # Whoever held it is not on the staff any more.
    Action(
        "unseated",
        moves={NEW: NEW, **dict.fromkeys(_OPEN[1:], NEW)},
        audit="released",
        holder=Holder.GIVES_BACK,
    ),
    Action(
        "delete",
        moves=dict.fromkeys((*_OPEN, CLOSED), CLOSED),
        audit="deleted on request",
        label=_("Delete on request"),
        least=Role.MODERATOR,
        held=True,
        on_card=True,
        in_private=True,
        needs_private=True,
        on_request=True,
        hides=True,
        lowers=frozenset({Flag.DELETION_ASKED}),
    ),
    Action(
        "keep",
        moves=_stays(*_OPEN, CLOSED),
        audit="kept against the request",
        label=_("Keep"),
        least=Role.MODERATOR,
        held=True,
        renews=True,
        on_card=True,
        in_private=True,
        needs_private=True,
        on_request=True,
        lowers=frozenset({Flag.DELETION_ASKED}),
    ),
    Action("opened", moves=_stays(*_OPEN)),
    Action(
        "replied",
        moves={
            **_stays(NEW, TRIAGE, IN_REVIEW, REPLIED),
            **dict.fromkeys((AWAITING, ON_HOLD, CLOSED), REPLIED),
        },
        renews=True,
        tells=_("{code}: the witness has written."),
        readable=True,
    ),
    Action(
        "arrived",
        moves=_stays(*_OPEN, CLOSED),
        audit="files arrived",
        tells=_("{code}: the files that were on their way have arrived."),
        readable=True,
    ),
    Action(
        "lapsed",
        moves=_BACK_TO_REVIEW,
        audit="question lapsed",
        renews=True,
        tells=_("{code}: the witness has not answered, and the question has lapsed."),
    ),
    Action(
        "refused",
        moves=_BACK_TO_REVIEW,
        renews=True,
        tells=_("{code}: the witness can't answer this question."),
    ),
    Action(
        "stopped",
        moves=_BACK_TO_REVIEW,
        ends_contact=True,
        renews=True,
        tells=_("{code}: the witness does not want to be asked any more."),
    ),
    Action(
        "unreachable",
        moves=_BACK_TO_REVIEW,
        audit="witness unreachable",
        renews=True,
        tells=_("{code}: the witness can't be reached any more."),
    ),
    Action(
        "moved",
        moves=_stays(*_OPEN, CLOSED),
        raises=frozenset({Flag.CHANNEL_CHANGED}),
        lowers=frozenset({Flag.UNREACHABLE}),
        tells=_(
            "{code}: channel changed. With the receipt, another chat has taken the place of the witness's. "
            "Whoever writes there now may be somebody else."
        ),
    ),
    Action(
        "forgotten",
        moves={**_BACK_TO_REVIEW, CLOSED: CLOSED},
        renews=True,
        hides=True,
        raises=frozenset({Flag.UNREACHABLE}),
        tells=_("{code}: the witness can't be reached any more."),
    ),
    Action(
        "deletion",
        moves={**_BACK_TO_REVIEW, CLOSED: CLOSED},
        ends_contact=True,
        renews=True,
        hides=True,
        raises=frozenset({Flag.UNREACHABLE, Flag.DELETION_ASKED}),
        tells=_("{code}: the witness asks for deletion. Decide with Delete on request, or Keep."),
        tells_desk=True,
    ),
    Action(
        "withdrawn",
        moves=dict.fromkeys((*_OPEN, CLOSED), CLOSED),
        lowers=frozenset({Flag.DELETION_ASKED}),
        hides=True,
        tells=_("{code}: the witness has withdrawn the report. Its contents are deleted."),
    ),
    # It has been closed for long enough, and that was announced.
    Action("purged", moves={CLOSED: PURGED}, audit="purged", hides=True),
)

ACTIONS: Mapping[str, Action] = {row.name: row for row in _ROWS}
