"""Closed cases lose their text on time, after a warning; what stops that, stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.casework.case import NO_FACTS, CloseReason, Flag, Priority, Workflow
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import alarms, files, letters, tables
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks
from tests.scenarios.closing import DRY_RUN, close, closed, days, dry_runs, work_through
from tests.scenarios.program import command

GONE = (
    tables.desk_copies,
    tables.notes,
    tables.routes,
    tables.receipts,
    tables.questions,
    tables.prompts,
    tables.letters,
)


async def _with_everything(stage: Stage) -> tuple[Witness, str]:
    """A closed case with a picture, a receipt and a question that was answered."""
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_document(pictures.jpeg(), "yard.jpg")
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await walks.take_receipt(witness)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: files")
    await walks.ask(moderator, code, "Which way?")
    await walks.answer(witness, "Which way?", "To the north.")
    await moderator.in_private.sees(f"{code}: the witness has written")
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees("To the north.")
    await close(moderator, code)
    await inside.settled(stage)
    return witness, code


async def test_a_closed_case_is_announced_and_goes_on_the_thirtieth_day(
    any_stage: Stage, clock: Clock
) -> None:
    stage = any_stage
    _witness, code = await _with_everything(stage)
    case = await inside.case(stage, code)
    originals = [path for path in inside.blobs(stage) if path.parent.name == "originals"]
    await days(stage, clock, 14, each=True)
    assert await inside.count(stage, tables.routes) == 0
    await days(stage, clock, 13, each=True)
    assert dry_runs(stage) == []
    await days(stage, clock, 2)
    (told,) = dry_runs(stage)
    assert told.startswith(f"{DRY_RUN}1\n\n{code} · Report: after 2026-04-13 12:00 UTC")
    assert dry_runs(stage, 1) == []  # has not opened the private chat
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["To the north."]]
    await days(stage, clock, 31, each=True)
    for table in GONE:
        assert await inside.count(stage, table) == 0, table.name
    assert await inside.count(stage, tables.archive_copies) == 2
    assert inside.blobs(stage) == originals
    named = await stage.app.store.run(files.blobs_named)  # what backups take along
    assert named == {f"originals/{path.name}" for path in originals}
    (file,) = await stage.app.store.run(lambda db: db.execute(select(tables.files)).all())
    assert (file.state, file.case_id, file.size, file.received_at) == ("archived", None, 0, None)
    after = await inside.case(stage, code)
    assert (after.workflow, after.closed_reason) == (Workflow.PURGED, CloseReason.DOCUMENTED)
    assert (after.facts, after.assignee, after.flags) == (NO_FACTS, None, frozenset())
    assert (after.priority, after.track, after.desk) == (Priority.NORMAL, case.track, case.desk)
    assert after.opened_at == case.opened_at.replace(hour=0)
    row = await stage.app.store.run(lambda db: db.execute(select(tables.erasures)).one())
    assert (row.purged_at, row.due_at, row.closed_at) == (
        case.closed_at + timedelta(days=30),  # type: ignore[operator]
        None,
        after.closed_at,
    )
    assert len(dry_runs(stage)) == 1
    assert (await inside.trail(stage)).count(("system", "purged")) == 1
    assert await inside.dead_letters(stage) == []


async def test_staff_are_told_what_a_tombstone_is_and_the_witness_sees_nothing(
    stage: Stage, clock: Clock
) -> None:
    moderator = stage.moderator()
    witness, code = await _with_everything(stage)
    await days(stage, clock, 31)
    card = await moderator.in_group.sees("🗑 Removed")
    assert card.text == f"{code} · Report\n\n🗑 Removed"
    assert not card.buttons
    await moderator.in_private.say(f"/read {code}")
    await moderator.in_private.sees(f"{code} was closed long ago, and its text has been removed here.")
    await moderator.in_private.press("Read")  # under the line that is left of a reading long ago
    await moderator.toast("This button is out of date.")
    await moderator.in_private.say(f"/ask {code}")
    await moderator.in_private.sees("its text has been removed here")
    await witness.press("My cases")
    await witness.sees("Choose your language")  # nothing leads from this chat to a case any more
    await inside.settled(stage)
    assert await inside.dead_letters(stage) == []


async def test_a_reply_on_the_29th_day_stops_it_though_it_was_announced(stage: Stage, clock: Clock) -> None:
    moderator = stage.moderator()
    await moderator.start()
    first = stage.witness()
    code = await walks.report(first)
    receipt = await walks.take_receipt(first)
    await work_through(moderator, code)
    await days(stage, clock, 29)
    assert len(dry_runs(stage)) == 1
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.press("Yes")
    await other.press("My cases")
    await other.press(f"Add to {code}")
    await walks.tell(other, "They came again.")
    await days(stage, clock, 31)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["They came again."]]
    assert (await inside.case(stage, code)).workflow is Workflow.WITNESS_REPLIED
    await work_through_again(stage, code)
    await days(stage, clock, 29)
    assert len(dry_runs(stage)) == 2
    assert await inside.count(stage, tables.desk_copies) == 2
    await days(stage, clock, 2)
    assert await inside.count(stage, tables.desk_copies) == 0


async def test_a_late_word_of_the_closing_does_not_end_the_way_to_who_has_written_again(
    stage: Stage, clock: Clock
) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    await work_through(moderator, code)
    await inside.settled(stage)
    clock.advance(seconds=61)
    await inside.ticked(stage)
    await witness.press("My cases")
    await witness.press(f"Add to {code}")
    await walks.tell(witness, "One more thing.")
    case = await inside.case(stage, code)
    await stage.app.store.run(lambda db: letters.post(db, "witness", case.id, "closed", clock()))
    await inside.settled(stage)
    await days(stage, clock, 15)
    assert await inside.count(stage, tables.routes) == 1


async def work_through_again(stage: Stage, code: str) -> None:
    await stage.moderator().in_private.say(f"/read {code}")  # the claim has run out: the card offers Claim
    await stage.moderator().in_private.sees("They came again.")
    await close(stage.moderator(), code)


async def test_what_nobody_has_read_stops_it_and_reading_starts_it_anew(stage: Stage, clock: Clock) -> None:
    moderator = stage.moderator()
    await moderator.start()
    witness = stage.witness()
    code = await walks.report(witness)
    await walks.claim(moderator, code)
    await witness.press("Menu")
    await witness.press("My cases")
    await witness.press(f"Add to {code}")
    await walks.tell(witness, "One more thing.")
    await close(moderator, code)
    await days(stage, clock, 45)
    assert dry_runs(stage) == []
    await moderator.in_private.say(f"/read {code}")
    await moderator.in_private.sees("One more thing.")
    await inside.ticked(stage)
    await days(stage, clock, 29)
    assert len(dry_runs(stage)) == 1
    assert await inside.count(stage, tables.desk_copies) == 2
    await days(stage, clock, 1)
    assert await inside.count(stage, tables.desk_copies) == 0


async def test_an_open_question_stops_it(stage: Stage, clock: Clock) -> None:
    code = ""
    moderator = stage.moderator()
    await moderator.start()
    code = await walks.report(stage.witness())
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await walks.ask(moderator, code, "Which way?")
    await close(moderator, code)
    await inside.settled(stage)
    clock.advance(seconds=61)
    await inside.ticked(stage)

    async def question(state: str) -> None:  # closing ends it, unless the witness side is not there to hear
        changed = update(tables.questions).values(state=state)
        await stage.app.store.run(lambda db: db.execute(changed).close())

    await question("opened")
    await days(stage, clock, 45)
    assert dry_runs(stage) == []
    await question("lapsed")
    await inside.ticked(stage)
    await days(stage, clock, 29)
    assert await inside.count(stage, tables.desk_copies) == 1
    await days(stage, clock, 1)
    assert await inside.count(stage, tables.desk_copies) == 0


async def test_keep_longer_is_asked_twice_and_holds_until_it_is_ended(stage: Stage, clock: Clock) -> None:
    code = await closed(stage)
    admin = stage.moderator().in_private
    await days(stage, clock, 29)
    await admin.press(f"Keep longer: {code}")
    await admin.press("A court or an investigation needs it")
    await admin.sees("Its text then stays readable here until an admin writes")
    assert (await inside.case(stage, code)).flags == frozenset()
    await admin.press("Yes, keep it")
    await admin.sees(f"{code}: 🔒 Kept longer")
    assert (await inside.case(stage, code)).flags == {Flag.LEGAL_HOLD}
    await days(stage, clock, 31)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await admin.say(f"/endlegalhold {code}")
    await admin.sees(f"{code} is no longer kept by a hold.")
    await days(stage, clock, 29)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await days(stage, clock, 2)
    assert await inside.count(stage, tables.desk_copies) == 0
    assert len(dry_runs(stage)) == 2
    rows = select(tables.audit.c.action, tables.audit.c.reason).where(tables.audit.c.action.like("legal%"))
    trail = await stage.app.store.run(lambda db: db.execute(rows.order_by(tables.audit.c.id)).all())
    assert [tuple(row) for row in trail] == [("legal hold", "court"), ("legal hold ended", "")]


async def test_a_hold_that_ends_at_once_starts_the_time_anew(stage: Stage, clock: Clock) -> None:
    code = await closed(stage)
    admin = stage.moderator().in_private
    await days(stage, clock, 29)
    await admin.say(f"/legalhold {code}")
    await admin.press("We still work on it")
    await admin.press("Yes, keep it")
    await admin.say(f"/endlegalhold {code}")
    await admin.sees("no longer kept")
    await days(stage, clock, 20)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_the_program_may_stop_between_announcement_and_removal(any_stage: Stage, clock: Clock) -> None:
    stage, code = any_stage, await closed(any_stage)
    await days(stage, clock, 28)
    assert len(dry_runs(stage)) == 1
    await stage.app.stop()
    clock.advance(hours=47)
    await stage.start_bots()
    await inside.ticked(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await inside.restart(stage)
    clock.advance(hours=1)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.desk_copies) == 0
    assert len(dry_runs(stage)) == 1


async def test_nothing_goes_while_there_is_nobody_to_be_told(stage: Stage, clock: Clock) -> None:
    code = await closed(stage)
    unreachable = update(tables.staff).values(private=False)
    await stage.app.store.run(lambda db: db.execute(unreachable).close())
    await days(stage, clock, 45)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await stage.moderator().start()
    await inside.ticked(stage)
    assert len(dry_runs(stage)) == 1
    clock.advance(hours=23)
    await inside.ticked(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    clock.advance(hours=1)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.desk_copies) == 0


async def test_an_announcement_that_telegram_has_not_taken_yet_removes_nothing(
    stage: Stage, clock: Clock
) -> None:
    code = await closed(stage)
    await days(stage, clock, 27)
    stage.server.faults.outage = True
    for _day in range(6):
        clock.advance(days=1)
        await stage.app.tick()
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    stage.server.faults.outage = False
    clock.advance(hours=2)
    stage.app.nudge()
    await stage.moderator().in_private.sees(DRY_RUN)
    await inside.ticked(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]
    await days(stage, clock, 1)
    assert await inside.count(stage, tables.desk_copies) == 0


async def test_an_announcement_to_an_admin_who_is_gone_removes_nothing(stage: Stage, clock: Clock) -> None:
    code = await closed(stage)
    await days(stage, clock, 28)
    admin = stage.moderator()
    stage.world.block(admin.person, stage.staff_bot)
    await stage.app.store.run(lambda db: tell_admins(db, stage))
    await inside.settled(stage)
    await days(stage, clock, 10)
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


def tell_admins(db: Connection, stage: Stage) -> None:
    """Anything at all: it is how the bot finds out."""
    alarms.ring(db, "buried", 0, "staff", stage.clock())


@pytest.mark.parametrize("word", ["/legalhold", "/endlegalhold"])
async def test_only_admins_hold(stage: Stage, word: str) -> None:
    code = await closed(stage)
    no_admin = update(tables.staff).values(role="moderator", named=False)
    await stage.app.store.run(lambda db: db.execute(no_admin).close())
    moderator = stage.moderator().in_private
    await moderator.say(f"{word} {code}")
    await moderator.sees("Your role does not allow this.")


async def test_the_command_lists_what_is_due_and_what_keeps_the_rest(any_stage: Stage, clock: Clock) -> None:
    from bot.erase import listed

    stage, code = any_stage, await closed(any_stage)

    async def said() -> list[str]:
        return await listed(stage.settings(), clock())

    start = f"{code}  report, closed 0 days ago: "
    early = "to be announced after 2026-04-11 12:00 UTC, to go after 2026-04-13 12:00 UTC"
    assert await said() == [f"{start}not yet; {early}"]
    await days(stage, clock, 28)
    start = f"{code}  report, closed 28 days ago: "
    told = "announced on 2026-04-11 12:00 UTC"
    assert await said() == [f"{start}goes after 2026-04-13 12:00 UTC, {told}"]
    clock.advance(days=2)
    assert await said() == [f"{code}  report, closed 30 days ago: due now, {told}"]
    admin = stage.moderator().in_private
    await admin.say(f"/legalhold {code}")
    await admin.press("The witness asked for it")
    await admin.press("Yes, keep it")
    await inside.ticked(stage)
    assert await said() == [f"{code}  report, closed 30 days ago: kept (legal hold)"]


async def test_the_command_removes_nothing_by_hand(stage: Stage) -> None:
    await stage.app.stop()
    status, printed = await command("erase", cwd=stage.folder, data=stage.folder)
    assert (status, "Use --dry-run" in printed) == (1, True)
    status, printed = await command("erase", "--dry-run", cwd=stage.folder, data=stage.folder)
    assert (status, printed) == (0, "No closed case has a text that could go.\n")
    await stage.start_bots()
