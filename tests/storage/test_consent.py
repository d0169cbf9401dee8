"""Consent to a partner in the rows: who was asked, how it ended, and that one of two wins a race."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from alembic import command
from sqlalchemy import Connection, select, text

from bot.casework.case import Case, Consent, Handover, Priority, Role, Workflow
from bot.casework.presses import Press
from bot.interview.effects import Shared, Unshare
from handlers import sharing
from handlers.asked import Answer, Asked
from handlers.decisions import decide
from handlers.desk import Desk, Home
from handlers.door import Door
from handlers.known import shared
from handlers.translate import Wording
from storage import cases, letters, migrations, questions, routes, staff, tables
from storage.engine import engine_for
from storage.keys import StaffKeys, WitnessKeys
from storage.routes import Route
from storage.transaction import Store
from tests.scenarios import filling
from tests.storage.conftest import NOW

NINO, CASES = 11, 12
FACTS = replace(filling.FACTS, consent=Consent(contact=True, partner=True, publish=False))


def _open(db: Connection, witness: WitnessKeys, keys: StaffKeys, number: int, handover: Handover) -> Case:
    """A case of Nino's that its witness has agreed to share."""
    code = filling.code(number)
    filling.submit(db, witness, code, Priority.NORMAL, NOW, FACTS)
    case = cases.by_code(db, keys, code)
    assert case is not None
    route = Route(1, 900 + number, "en", "UTC")
    routes.keep(db, witness, case.id, witness.tag(route.chat), route, NOW, partner=True)
    mine = replace(case, workflow=Workflow.CLOSED, assignee=NINO, closed_at=NOW, handover=handover)
    cases.update(db, keys, case, mine)
    return mine


async def test_it_is_taken_back_or_accepted_and_never_both(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    nothing = cast(Any, None)
    door = Door(store, witness_keys, nothing, {}, Wording(), lambda: NOW, None)
    desk = Desk(store, staff_keys, Wording(), 2, "desk_bot", Home(-100_7), {}, None, lambda: NOW)

    def begin(db: Connection) -> list[Case]:
        staff.seat(db, NINO, Role.MODERATOR)
        staff.opened_private(db, NINO)
        return [_open(db, witness_keys, staff_keys, at, Handover.OFFERED) for at in range(CASES)]

    def take_back(db: Connection, case: Case) -> bool:
        """As `take` does it: it looks, and writes, in one transaction."""
        (state,) = cases.states(db, [case.id])
        if shared(state) is not Shared.AGREED:
            return False
        sharing.record(db, door, Unshare(case.id), NOW)
        return True

    def accept(db: Connection, case: Case) -> Answer:
        press = Press("handover", case.code, None, "accepted")
        return decide(db, desk, Asked(case.id, NINO, NINO, press, True, 7))

    opened = await store.run(begin)
    work = [
        store.run(lambda db, case=case, act=act: act(db, case))  # type: ignore[misc]
        for at, case in enumerate(opened)
        for act in ((take_back, accept) if at % 2 else (accept, take_back))
    ]
    await asyncio.gather(*work)
    told = await store.run(
        lambda db: [each.case_id for each in letters.take(db, "staff") if each.what == "unshared"]
    )
    for case in opened:
        after = await store.run(lambda db, id=case.id: cases.load(db, staff_keys, id))  # type: ignore[misc]
        assert after is not None
        assert after.handover is (Handover.REVOKED if case.id in told else Handover.ACCEPTED)
        # Raised by the witness, or left where it was.
        assert after.workflow is (Workflow.WITNESS_REPLIED if case.id in told else Workflow.CLOSED)


async def test_the_archive_learns_that_a_yes_was_taken_back(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    door = Door(store, witness_keys, cast(Any, None), {}, Wording(), lambda: NOW, None)

    def told(db: Connection) -> int:
        case = _open(db, witness_keys, staff_keys, 1, Handover.NONE)
        sharing.record(db, door, Unshare(case.id), NOW)
        found = db.execute(select(tables.routes.c.partner)).scalar_one()
        assert found is False
        copies = select(tables.archive_copies.c.sequence).where(tables.archive_copies.c.case_id == case.id)
        return len(db.execute(copies).all())

    assert await store.run(told) == 2


async def test_only_a_question_about_a_partner_tells_how_consent_stands(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    def asked(db: Connection, *, consent: bool) -> int:
        return questions.ask(db, staff_keys, 4, NINO, "?", "en", NOW, NOW, consent=consent)

    def played(db: Connection) -> list[str | None]:
        found = [questions.consent_state(db, 4)]
        first, _other = asked(db, consent=True), asked(db, consent=False)
        found.append(questions.consent_state(db, 4))
        questions.set_state(db, first, "lapsed", None, NOW)
        found.append(questions.consent_state(db, 4))
        again = asked(db, consent=True)
        loaded = questions.load(db, witness_keys, again)
        assert loaded is not None
        assert loaded.consent
        return [*found, questions.consent_state(db, 4)]

    assert await store.run(played) == [None, "waiting", "lapsed", "waiting"]


async def test_a_chat_that_moves_keeps_what_was_agreed(store: Store, witness_keys: WitnessKeys) -> None:
    def moved(db: Connection) -> bool | None:
        for chat, partner in ((5, True), (6, None)):
            route = Route(1, chat, "en", "UTC")
            routes.keep(db, witness_keys, 4, witness_keys.tag(chat), route, NOW, partner=partner)
        agreed: bool | None = db.execute(select(tables.routes.c.partner)).scalar_one()
        return agreed

    assert await store.run(moved) is True


def test_of_a_report_from_before_only_the_desk_knows(tmp_path: Path) -> None:
    """0019: what was asked before asked for something else."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    command.upgrade(migrations._config(url), "0018")
    engine = engine_for(url)
    with engine.begin() as db:
        db.execute(
            text(
                "INSERT INTO routes (case_id, witness, key, sealed, opened_at, silenced)"
                " VALUES (1, x'01', '', x'', 0, 0)"
            )
        )
        db.execute(
            text(
                "INSERT INTO questions (case_id, asker, state, key, sealed, asked_at, reminders)"
                " VALUES (1, 5, 'announced', '', x'', 0, 0)"
            )
        )
    migrations.upgrade(url)
    with engine.begin() as db:
        assert db.execute(select(tables.routes.c.partner)).scalar_one() is None
        assert questions.consent_state(db, 1) is None
    engine.dispose()
