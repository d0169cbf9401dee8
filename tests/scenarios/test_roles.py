"""Who is seated, who changes it, and that it counts at once."""

from __future__ import annotations

import re

import pytest

from bot.casework.case import Role, Workflow
from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import staff
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.staffing import link, seated, somebody, trail


async def role_of(stage: Stage, moderator: Moderator) -> Role | None:
    return await stage.app.store.run(lambda db: staff.role_of(db, moderator.person.id))


async def test_staff_are_listed_by_role_and_no_name_is_stored(stage: Stage) -> None:
    admin = stage.moderator()
    await seated(stage, "Zulfiyakhon", "moderator")
    await seated(stage, "Yaroslava", "monitor")
    await admin.in_private.say("/staff")
    shown = (await admin.in_private.sees("Moderators: claim, read, ask and close")).text
    assert re.search(r"Admins.*\nNino · \d+ · by the settings\nTimur.*\nOlga.*\n", shown)
    assert re.search(r"Moderators.*\nZulfiyakhon · \d+\n", shown)
    assert re.search(r"Monitors: read and ask.*\nYaroslava · \d+$", shown)
    await inside.settled(stage)
    disk = b"".join(path.read_bytes() for path in stage.folder.rglob("*") if path.is_file())
    for name in ("Zulfiyakhon", "Yaroslava"):
        assert name.encode() not in disk


async def test_the_commands_of_admins_are_named_to_admins(stage: Stage) -> None:
    boris = await seated(stage, "Boris", "moderator")
    for who, theirs in ((stage.moderator(), True), (boris, False)):
        await who.in_private.say("/commands")
        await inside.settled(stage)
        if theirs:
            await who.in_private.press("For admins")
            await inside.settled(stage)
        for command in ("/staff", "/invite", "/role", "/compromised", "/clock"):
            assert (command in walks.newest(who.in_private)) is theirs


@pytest.mark.parametrize("named", ["Boris", "boris", "@boris_b", "{id}"])
async def test_somebody_is_named_by_name_username_or_id(stage: Stage, named: str) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "moderator")
    boris.person.username = "boris_b"
    await admin.in_private.say(f"/role {named.format(id=boris.person.id)} monitor")
    await admin.in_private.sees("Boris is now: monitor.")
    await boris.in_private.sees("Your role at this desk is now: monitor.")
    assert await role_of(stage, boris) is Role.MONITOR


async def test_of_several_with_one_name_the_admin_chooses(any_stage: Stage) -> None:
    stage, admin = any_stage, any_stage.moderator()
    first, second = await seated(stage, "Anna", "moderator"), await seated(stage, "Anna", "moderator")
    await admin.in_private.say("/role Anna admin")
    await admin.in_private.sees("Several people are called Anna. Whom do you mean?")
    await admin.in_private.press(f"Anna · {second.person.id}")
    await admin.in_private.sees("Make Anna an admin?")
    assert await role_of(stage, second) is Role.MODERATOR
    await admin.in_private.press("Yes, make admin")
    await second.in_private.sees("Your role at this desk is now: admin.")
    assert (await role_of(stage, first), await role_of(stage, second)) == (Role.MODERATOR, Role.ADMIN)


async def test_nobody_by_that_name(stage: Stage) -> None:
    admin = stage.moderator()
    await admin.start()
    somebody(stage, "Vera")
    await admin.in_private.say("/role Vera monitor")
    await admin.in_private.sees("I find nobody on the staff called Vera.")
    await admin.in_private.say("/role Vera")
    await admin.in_private.sees("Write it like this: /role Nino monitor")


async def test_a_role_taken_away_releases_the_cases_at_once(any_stage: Stage) -> None:
    stage, admin = any_stage, any_stage.moderator()
    boris = await seated(stage, "Boris", "moderator")
    code = await walks.report(stage.witness())
    await walks.claim(boris, code)
    await boris.press_card(code, "Read")
    await boris.in_group.sees("In review")
    await admin.in_private.say("/role Boris none")
    await admin.in_private.sees("Take Boris's role away?")
    assert await role_of(stage, boris) is Role.MODERATOR
    await admin.in_private.press("Cancel")
    await admin.in_private.sees("Cancelled.")
    assert await role_of(stage, boris) is Role.MODERATOR
    await admin.in_private.say("/role Boris none")
    await admin.in_private.press("Yes, remove")
    await admin.in_private.sees("Boris has no role here any more.")
    await boris.in_private.sees("You have no role at this desk any more.")
    await admin.card(code, "Claim")
    case = await inside.case(stage, code)
    assert (case.workflow, case.assignee) == (Workflow.NEW, None)
    assert ("system", "released", "") in await trail(stage)
    assert (str(admin.person.id), "role", f"{boris.person.id} none") in await trail(stage)
    await boris.in_private.say(f"/read {code}")
    await boris.in_private.sees("Only the staff of this desk can do this.")


async def test_the_last_admin_stays(stage: Stage) -> None:
    anna = await seated(stage, "Anna", "admin")
    for person in stage.moderators:
        await stage.app.store.run(lambda db, id=person.id: staff.bar(db, id))  # type: ignore[misc]
    for words in ("/role Anna none", "/role Anna moderator", "/compromised Anna"):
        await anna.in_private.say(words)
    await inside.settled(stage)
    assert anna.in_private.transcript().count("This is the last admin.") == 3
    assert await role_of(stage, anna) is Role.ADMIN


async def test_only_admins_change_roles(stage: Stage) -> None:
    boris = await seated(stage, "Boris", "moderator")
    for words in ("/staff", "/role Boris admin", "/compromised Nino"):
        await boris.in_private.say(words)
    await inside.settled(stage)
    assert boris.in_private.transcript().count("Only admins can do this.") == 3
    refused = [row for row in await trail(stage) if row[1] == "refused"]
    assert [reason for _actor, _action, reason in refused] == ["staff", "role", "compromised"]


async def test_an_offer_cannot_be_guessed_replayed_or_pressed_by_another(stage: Stage, clock: Clock) -> None:
    admin, other = stage.moderator(0), stage.moderator(1)
    await other.start()
    boris = await seated(stage, "Boris", "moderator")
    await admin.in_private.say("/role Boris none")
    await admin.in_private.press("Cancel")
    await admin.in_private.say("/role Boris none")
    shown = await admin.in_private.sees("Take Boris's role away?")
    data = shown.buttons[0][0].data
    assert data is not None
    changed = data[:-3] + ("0" if data[-3] != "0" else "1") + data[-2:]
    press = stage.world.press_data
    await press(admin.person, stage.staff_bot, shown.id, changed)
    await press(other.person, stage.staff_bot, shown.id, data)
    await press(boris.person, stage.staff_bot, shown.id, data)
    await press(admin.person, stage.group, shown.id, data)
    await press(admin.person, stage.staff_bot, shown.id, data[:-1] + "7")
    await inside.settled(stage)
    assert await role_of(stage, boris) is Role.MODERATOR
    clock.advance(minutes=11)
    await press(admin.person, stage.staff_bot, shown.id, data)
    await inside.settled(stage)
    assert await role_of(stage, boris) is Role.MODERATOR
    refused = [reason for _actor, action, reason in await trail(stage) if action == "refused"]
    assert sorted(refused) == ["staff button"] + ["staff button out of date"] * 5
    assert {each.text for each in stage.world.toasts(admin.person)} == {
        "This button is out of date.",
        "",
    }


async def test_an_id_taken_out_of_the_settings_is_no_admin_any_more(any_stage: Stage) -> None:
    stage, nino, timur = any_stage, any_stage.moderator(0), any_stage.moderator(1)
    await nino.start()
    await timur.start()
    anna = await seated(stage, "Anna", "admin", by=nino)
    code = await walks.report(stage.witness())
    await walks.claim(timur, code)
    kept, gone = stage.moderators[:1], stage.moderators[1:]
    stage.moderators[:] = kept
    await inside.restart(stage)
    await timur.in_private.say("/staff")
    await timur.in_private.sees("Only the staff of this desk can do this.")
    assert (await inside.case(stage, code)).assignee is None
    await nino.card(code, "Claim")
    await anna.in_private.say("/staff")
    await anna.in_private.sees("Admins: give roles")
    assert await stage.app.store.run(lambda db: staff.with_role(db, Role.ADMIN)) == {
        nino.person.id,
        anna.person.id,
    }
    assert gone


async def test_admins_of_the_settings_may_be_outside_the_group_others_not(stage: Stage) -> None:
    nino, anna = stage.moderator(), await seated(stage, "Anna", "admin")
    stage.server.faults.delay_updates(stage.staff_bot, "chat_member")
    for each in (nino, anna):
        stage.world.leave(stage.group, each.person)
        await each.in_private.say("/staff")
    await nino.in_private.sees("Admins: give roles")
    await anna.in_private.sees("Only the staff of this desk can do this.")
    await nino.in_private.sees("Anna is not in the group any more")
    assert await role_of(stage, anna) is None
    stage.server.faults.release_updates(stage.staff_bot)
    await inside.settled(stage)
    told = [each for each in nino.in_private.messages() if "Anna is not in the group any more" in each.text]
    assert len(told) == 1


async def test_somebody_unknown_is_seated_by_id_only_in_the_group_and_asked_twice(stage: Stage) -> None:
    admin, vera = stage.moderator(), somebody(stage, "Vera", joined=False)
    await admin.start()
    await admin.in_private.say(f"/role {vera.person.id} monitor")
    await admin.in_private.sees("is not in the desk's group. First add them there.")
    stage.world.join(stage.group, vera.person)
    await admin.in_private.say(f"/role {vera.person.id} monitor")
    await admin.in_private.press("Yes, change the role")
    await admin.in_private.sees("Vera is now: monitor.")
    assert await role_of(stage, vera) is Role.MONITOR


async def test_a_link_of_the_first_day_is_no_way_back(stage: Stage) -> None:
    admin, boris = stage.moderator(), await seated(stage, "Boris", "monitor")
    made = await link(admin, "moderator")
    await admin.in_private.say("/compromised Boris")
    await admin.in_private.press("Yes, end access")
    await admin.in_private.sees("Boris: access has ended")
    await boris.in_private.follow(made)
    await boris.in_private.sees("This invitation is not for you.")
    await admin.in_private.say(f"/role {boris.person.id} monitor")
    await admin.in_private.press("Yes, change the role")
    await boris.in_private.follow(made)
    await boris.in_private.sees("You are now on the staff of this desk: moderator")
