"""Whoever is out of the group, or whose account is in other hands, can do nothing from that moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.casework.case import CloseReason, Role, Workflow
from bot.stage import Stage
from storage import cases, invitations, staff, tables
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.program import command, settings_of, telegram_alone
from tests.scenarios.staffing import link, seated, somebody, trail

GONE = "is not in the group any more, and has no role here. Back in the queue: 1."


@pytest.mark.parametrize("removed", [False, True])
async def test_who_leaves_or_is_removed_loses_everything_at_once(any_stage: Stage, removed: bool) -> None:
    stage, admin = any_stage, any_stage.moderator()
    boris = await seated(stage, "Boris", "moderator")
    code = await walks.report(stage.witness())
    await walks.claim(boris, code)
    stage.world.leave(stage.group, boris.person, kicked_by=admin.person if removed else None)
    await admin.in_private.sees(f"Boris {GONE}")
    await admin.card(code, "Claim")
    assert (await inside.case(stage, code)).assignee is None
    assert await stage.app.store.run(lambda db: staff.seat_of(db, boris.person.id)) is None
    id = boris.person.id
    assert [row for row in await trail(stage) if row[0] == "system"] == [
        ("system", "left the group", f"{id} moderator"),
        ("system", "released", ""),
    ]
    await boris.in_private.say(f"/read {code}")
    await boris.in_private.sees("Only the staff of this desk can do this.")
    stage.world.join(stage.group, boris.person)  # coming back gives nothing back
    await boris.in_private.say(f"/claim {code}")
    await inside.settled(stage)
    assert (await inside.case(stage, code)).assignee is None


async def test_who_left_while_the_program_was_away_is_found_out(any_stage: Stage, clock: Clock) -> None:
    stage, admin = any_stage, any_stage.moderator()
    boris = await seated(stage, "Boris", "moderator")
    code = await walks.report(stage.witness())
    await walks.claim(boris, code)
    await stage.app.stop()
    stage.world.leave(stage.group, boris.person)
    clock.advance(hours=25)  # Telegram has forgotten what it wanted to tell
    await stage.start_bots()
    await inside.ticked(stage)
    await admin.in_private.sees(f"Boris {GONE}")
    assert (await inside.case(stage, code)).assignee is None


async def test_a_group_that_cannot_be_asked_takes_nobodys_role(stage: Stage) -> None:
    boris = await seated(stage, "Boris", "moderator")
    await inside.settled(stage)
    stage.server.faults.next("getChatMember", kind="refused", description="Bad Request: chat not found")
    await boris.in_private.say("/help")
    await boris.in_private.sees("That did not work, and nothing was changed.")
    stage.server.faults.next("getChatMember", kind="refused", description="Bad Request: user not found")
    await boris.in_private.say("/help")
    await boris.in_private.sees("This bot is for the staff of a desk")
    assert await stage.app.store.run(lambda db: staff.role_of(db, boris.person.id)) is Role.MODERATOR


async def test_a_name_that_cannot_be_asked_for_holds_nothing_back(stage: Stage) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "moderator")
    await inside.settled(stage)
    refused = "Bad Request: chat not found"
    stage.server.faults.next("getChatMember", times=4, kind="refused", description=refused)
    await admin.in_private.say("/staff")
    await admin.in_private.sees(f"{boris.person.id} · {boris.person.id}")
    assert stage.server.faults.left() == 0


async def test_what_others_do_in_the_group_takes_nobodys_role(stage: Stage) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "moderator")
    stage.world.join(stage.group, boris.person, admin=True)
    vera = somebody(stage, "Vera")
    stage.world.leave(stage.group, vera.person)
    other = stage.world.add_group("Another group")
    stage.world.add_bot_to_group(other, stage.staff_bot)
    await inside.settled(stage)
    assert await stage.app.store.run(lambda db: staff.role_of(db, boris.person.id)) is Role.MODERATOR
    assert GONE not in admin.in_private.transcript()


async def test_a_compromised_account_is_ended_in_one_go(any_stage: Stage, clock: Clock) -> None:
    stage, admin, other = any_stage, any_stage.moderator(0), any_stage.moderator(1)
    await other.start()
    anna = await seated(stage, "Anna", "admin")
    made = await link(anna, "moderator")
    read, closed, unread = [await walks.report(stage.witness(name)) for name in ("Amina", "Bakyt", "Chinara")]
    for code in (read, closed, unread):
        await walks.claim(anna, code)
    await anna.press_card(read, "Read")
    await anna.in_private.sees(f"{read}: no files")
    await anna.press_card(closed, "Read")
    await anna.in_private.sees(f"{closed}: no files")
    await anna.in_private.press("Close")
    await anna.in_private.press("Documented")
    await anna.in_group.sees("Closed: Documented")
    clock.advance(days=2)
    await anna.press_card(read, "Read")
    await inside.settled(stage)

    await admin.in_private.say("/compromised Anna")
    await admin.in_private.sees("Does somebody else have Anna's account or phone?")
    assert await stage.app.store.run(lambda db: staff.role_of(db, anna.person.id)) is Role.ADMIN
    await admin.in_private.press("Yes, end access")
    report = (await admin.in_private.sees("Anna: access has ended")).text
    assert "Back in the queue: 2. Invitations that are void now: 1." in report
    assert report.endswith(
        "What it has opened, the newest first: 3\n"
        f"{read}: under an hour ago\n{closed}: 2 days ago\n{read}: 2 days ago"
    )
    await other.in_private.sees("Anna's account may be in other hands. It has no access here any more.")

    for code in (read, unread):
        await admin.card(code, "Claim")
        assert (await inside.case(stage, code)).workflow is Workflow.NEW
    ended = await inside.case(stage, closed)
    assert (ended.assignee, ended.closed_reason) == (None, CloseReason.DOCUMENTED)
    for words in (f"/read {read}", "/staff", f"/claim {unread}"):
        await anna.in_private.say(words)
    await inside.settled(stage)
    assert anna.in_private.transcript().count("Only the staff of this desk can do this.") == 3
    boris = somebody(stage, "Boris")
    await boris.in_private.follow(made)
    await boris.in_private.sees("This invitation is void")
    rows = await trail(stage)
    at = rows.index((str(admin.person.id), "compromised", str(anna.person.id)))
    assert rows[at + 1 : at + 4] == [
        ("system", "invitation void", f"2 by {anna.person.id}"),
        ("system", "released", ""),
        ("system", "released", ""),
    ]


async def test_who_hears_of_their_cases_is_not_the_one_who_was_shut_out(stage: Stage) -> None:
    admin, anna, witness = stage.moderator(), await seated(stage, "Anna", "moderator"), stage.witness()
    code = await walks.report(witness)
    await walks.claim(anna, code)
    await walks.ask(anna, code, "Who was there?")
    await admin.in_private.say("/compromised Anna")
    await admin.in_private.press("Yes, end access")
    await admin.in_private.sees("It has opened no case.")
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await admin.card(code, "Claim")
    await inside.settled(stage)
    assert "the witness has written" not in anna.in_private.transcript()


async def test_a_case_that_cannot_be_opened_keeps_nobodys_access(stage: Stage) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "moderator")
    code = await walks.report(stage.witness())
    await walks.claim(boris, code)
    broken = tables.cases.update().values(sealed=b"broken")
    await stage.app.store.run(lambda db: db.execute(broken).close())
    await admin.in_private.say("/compromised Boris")
    await admin.in_private.press("Yes, end access")
    await admin.in_private.sees("Boris: access has ended")
    assert await stage.app.store.run(lambda db: cases.held_by(db, boris.person.id)) == ()
    assert ("system", "released", "it cannot be opened") in await trail(stage)


async def test_an_admin_of_the_settings_stays_out_after_a_restart(stage: Stage) -> None:
    nino, timur = stage.moderator(0), stage.moderator(1)
    await nino.start()
    await timur.start()
    await nino.in_private.say(f"/compromised {timur.person.id}")
    await nino.in_private.press("Yes, end access")
    await nino.in_private.sees(f"Also take {timur.person.id} out of WITNESSLINE_ADMINS.")
    await inside.restart(stage)
    await timur.in_private.say("/staff")
    await timur.in_private.sees("Only the staff of this desk can do this.")


@pytest.fixture
async def today(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage at the true time, as commands see it."""
    stage = await telegram_alone(tmp_path / "data")
    await stage.start_bots()
    yield stage
    await stage.close()


async def test_the_command_line_does_the_same_without_telegram(today: Stage) -> None:
    stage = today
    admin, anna = stage.moderator(), await seated(stage, "Anna", "admin")
    await link(anna, "moderator")
    code = await walks.report(stage.witness())
    await walks.claim(anna, code)
    await anna.press_card(code, "Read")
    await anna.in_private.sees(f"{code}: no files")
    await stage.app.stop()
    offline = settings_of(stage) | {"telegram_api": "http://127.0.0.1:9"}
    status, printed = await command("compromised", str(anna.person.id), cwd=stage.folder, **offline)
    assert status == 0, printed
    assert printed.splitlines() == [
        f"{anna.person.id}: access has ended",
        "Back in the queue: 1. Invitations that are void now: 1. "
        "Messages that are being deleted in their private chat: 3.",
        "Now remove this account from the desk's group: I can't do that.",
        "What it has opened, the newest first: 1",
        f"{code}: under an hour ago",
    ]
    status, printed = await command("compromised", "5", cwd=stage.folder, **offline)
    assert (status, printed) == (1, "Nobody with the id 5 is or was on the staff.\n")
    await stage.start_bots()
    await admin.in_private.sees("Anna's account may be in other hands.")
    await admin.card(code, "Claim")
    assert ("operator", "compromised", str(anna.person.id)) in await trail(stage)
    assert await stage.app.store.run(lambda db: invitations.use(db, 2)) is False
