"""`witnessline audit verify`: whether the trail is whole, and which row is not as it was written."""

from __future__ import annotations

from bot.dead_letters import asked
from bot.settings import Common
from storage import audit
from storage.audit import Flaw, Walked, Wrong

WORDS = {
    Wrong.ALTERED: "Row {row} of the trail was altered.",
    Wrong.MISSING: "Row {row} of the trail is missing.",
    Wrong.CUT_OFF: "Row {row} of the trail is missing, and all after it.",
    Wrong.ADDED: "Row {row} of the trail was added from outside.",
}


class Broken(Exception):
    """The trail is not as it was written; the message names the first row."""


async def verify(settings: Common, posted: str | None) -> str:
    """How many rows there are, and the head. `posted` is a head that the admins were told. Raises Broken."""
    told = _read(posted) if posted is not None else None
    walked = await _walked(settings)
    if walked.flaw is not None:
        raise Broken(_words(walked.flaw))
    line = f"{walked.rows} rows, all as they were written. Head: {walked.hash.hex()}"
    if told is None:
        return line
    row = await asked(settings, lambda db: audit.row_with(db, told))
    if row is None:
        raise Broken("No row has the head that was posted: the trail was written anew or cut off since.")
    return f"{line}\nThe head that was posted is that of row {row}."


async def _walked(settings: Common) -> Walked:
    """In pieces: a program that runs meanwhile need not wait."""
    walked = Walked()
    while not walked.ended:
        so_far = walked
        walked = await asked(settings, lambda db, so_far=so_far: audit.walk(db, so_far))  # type: ignore[misc]
    return walked


def _words(flaw: Flaw) -> str:
    return WORDS[flaw.what].format(row=flaw.row)


def _read(posted: str) -> bytes:
    try:
        hash = bytes.fromhex(posted)
    except ValueError:
        hash = b""
    if len(hash) != len(audit.START):
        raise Broken("A head has 64 signs, 0 to 9 and a to f: copy all of it.")
    return hash
