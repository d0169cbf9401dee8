"""Cases that come straight into storage, as a submitted report leaves them: faster than interviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.casework.case import Consent, Facts, Priority
from bot.casework.codes import code_of
from bot.questionnaire.answers import Entry, Words
from bot.stage import Stage
from bot.text import _, verbatim
from storage import cases, letters
from storage.keys import WitnessKeys

FACTS = Facts(("torture",), "kg", "kg_gb", "ru", "Asia/Bishkek", 0, Consent(True, False, False))
ENTRY = Entry(
    "story", _("What happened, in your own words?"), (verbatim("They came."),), (Words("They came."),)
)


def code(number: int) -> str:
    return code_of((number + 1) * 2654435761 % 2**30)  # an odd factor: as many different ones


def submit(
    db: Connection, keys: WitnessKeys, code: str, priority: Priority, now: datetime, facts: Facts = FACTS
) -> None:
    id = cases.open_case(
        db, keys, code=code, priority=priority, facts=facts, entries=(ENTRY,), now=now
    )  # fmt: skip
    letters.post(db, "staff", id, "opened", now)


async def reported(stage: Stage, cases: Sequence[tuple[str, Priority]], facts: Facts = FACTS) -> None:
    """All in one transaction, in this order."""
    keys, now = WitnessKeys.load(stage.folder / "keys"), stage.clock()

    def work(db: Connection) -> None:
        for code, priority in cases:
            submit(db, keys, code, priority, now, facts)

    await stage.app.store.run(work)
    stage.app.nudge()
