"""docs/states.md, drawn from the table of actions: `python -m bot.casework.states_page > docs/states.md`."""

from __future__ import annotations

from collections.abc import Iterator

from bot.casework.actions import ACTIONS
from bot.casework.case import Workflow
from bot.casework.row import Action, Axis, Holder
from bot.casework.words import STATES, value_words
from bot.text import Text

_HEAD = """\
# States of a case

This page is written from the table in `bot/casework/actions.py`; `make states` writes it anew, and a test
compares the two. A case stands somewhere on four axes: its workflow, how far it is verified, how far its
handover is, and how urgent it is. Beside these it bears flags.

A claim lasts 24 hours and is renewed by work. It does not run out while the case waits for the witness, is on
hold or is closed. Only whoever has claimed a case, or an admin, does what is marked “whoever has it”.
"""
_HOLDS = {
    Holder.TAKES: "claims it",
    Holder.TAKES_OVER: "claims it",
    Holder.GIVES_BACK: "ends the claim",
    Holder.RETURNS: "goes to whoever passed it on",
}
_AXES = {
    Axis.PRIORITY: "Priority",
    Axis.VERIFICATION: "Verification",
    Axis.HANDOVER: "Handover",
}


def page() -> str:
    """All of it, in Markdown."""
    parts = (_HEAD, _diagram(), _staff(), _happenings(), *(_axis(axis) for axis in Axis))
    return "\n".join(parts)


def _diagram() -> str:
    """Arrows with the actions that take them; a way that all open states share stands for each of them."""
    arrows: dict[tuple[Workflow, Workflow], list[str]] = {}
    for row in ACTIONS.values():
        for start, end in row.moves.items():
            if start is not end:
                arrows.setdefault((start, end), []).append(row.name)
    names = (f'    state "{_plain(STATES[state])}" as {state}' for state in Workflow)
    lines = (f"    {start} --> {end}: {', '.join(words)}" for (start, end), words in arrows.items())
    first = f"    [*] --> {Workflow.NEW}"
    return "\n".join(("## Workflow", "", "```mermaid", "stateDiagram-v2", *names, first, *lines, "```", ""))


def _staff() -> str:
    rows = [row for row in ACTIONS.values() if row.least is not None]
    head = ("Button", "Command", "Who", "From → to", "In the trail", "What else it does")
    return _table(
        "What staff do",
        head,
        ((_label(row), f"`/{row.name}`", _who(row), _ways(row), row.audit or "", _more(row)) for row in rows),
    )


def _happenings() -> str:
    rows = [row for row in ACTIONS.values() if row.least is None]
    return _table(
        "What the witness or time does",
        ("What", "From → to", "In the trail", "What else it does"),
        ((f"`{row.name}`", _ways(row), row.audit or "", _more(row)) for row in rows),
    )


def _axis(axis: Axis) -> str:
    row = next(row for row in ACTIONS.values() if row.axis is axis)
    turns = (
        (_plain(value_words(value)), ", ".join(_plain(value_words(each)) for each in possible) or "nothing")
        for value, possible in row.turns.items()
    )
    return _table(f"{_AXES[axis]}: `/{row.name}`", ("From", "To"), turns)


def _table(title: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = (f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))
    return "\n".join((f"## {title}", "", *lines, ""))


def _plain(text: Text) -> str:
    return text.msgid


def _label(row: Action) -> str:
    return _plain(row.label) if row.label else "—"


def _who(row: Action) -> str:
    who = f"{row.least} or higher" if row.least != "admin" else "admin"
    if not row.held:
        return who
    return f"{who}, whoever has it" + (" (anybody while nobody has)" if row.unclaimed_too else "")


def _ways(row: Action) -> str:
    """From where to where; the states it leaves as they are together."""
    if row.returns:
        return "closed → where it was before"
    ends: dict[str, list[str]] = {}
    for start, end in row.moves.items():
        ends.setdefault("unchanged" if start is end else str(end), []).append(str(start))
    return "<br>".join(f"{', '.join(starts)} → {end}" for end, starts in ends.items())


def _more(row: Action) -> str:
    words = (
        _HOLDS.get(row.holder),
        "renews the claim" if row.renews else None,
        *(f"raises {flag}" for flag in sorted(row.raises)),
        *(f"lowers {flag}" for flag in sorted(row.lowers)),
        f"sets {row.axis}" if row.axis else None,
        *(f"handover: {start} → {end}" for start, end in row.hands.items()),
        f"the witness's word about a partner: {row.word}" if row.word else None,
        "asks for a reason" if row.asks and not row.axis else None,
        "can be undone for a minute" if row.undoable else None,
        "no more questions to the witness" if row.ends_contact else None,
        "private copies are removed" if row.hides else None,
        "an offer to take it over ends" if row.ends_offer else None,
        "the assignee is told" if row.tells else None,
        "whoever passed it on is told" if row.tells_giver else None,
        f"the witness side is told: {row.tells_witness}" if row.tells_witness else None,
        "an admin who does it moves nothing" if row.assignee_moves else None,
        *(f"else: “{_plain(need.otherwise)}”" for need in row.needs),
    )
    return "; ".join(word for word in words if word)


if __name__ == "__main__":
    print(page(), end="")
