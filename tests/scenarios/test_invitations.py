"""One link, one person, one day: how somebody comes to be on the staff."""

from __future__ import annotations

import asyncio

import pytest

from bot.casework.case import Role
from bot.stage import Stage
from storage import staff
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.staffing import link, seated, somebody, trail

WELCOME = "You are now on the staff of this desk"


async def test_whoever_opens_an_invitation_gets_its_role_once(any_stage: Stage) -> None:
    stage, admin = any_stage, any_stage.moderator()
    await admin.start()
    made = await link(admin, "moderator")
    boris, other = somebody(stage, "Boris"), somebody(stage, "Vera")
    await boris.in_private.follow(made)
    await boris.in_private.sees(f"{WELCOME}: moderator")
    await admin.in_private.sees("Boris is on the staff now: moderator. Invited by Nino.")
    await other.in_private.follow(made)
    await other.in_private.sees("This invitation has been used already")
    code = await walks.report(stage.witness())
    await walks.claim(boris, code)
    assert (await inside.case(stage, code)).assignee == boris.person.id
    me, they = str(admin.person.id), str(boris.person.id)
    assert [row for row in await trail(stage) if row[0] in (me, they, "stranger")] == [
        (me, "invited", "1 moderator"),
        (they, "invitation accepted", f"1 moderator, by {me}"),
        ("stranger", "refused", "invitation: 1 used"),
        (they, "claimed", ""),
    ]


async def test_of_two_who_open_it_at_the_same_moment_one_is_seated(any_stage: Stage) -> None:
    stage, admin = any_stage, any_stage.moderator()
    await admin.start()
    made = await link(admin, "monitor")
    people = [somebody(stage, f"Person {number}") for number in range(5)]
    await asyncio.gather(*(each.in_private.follow(made) for each in people))
    await inside.settled(stage)
    seen = [each.in_private.transcript() for each in people]
    assert sum(WELCOME in each for each in seen) == 1
    assert sum("has been used already" in each for each in seen) == 4
    assert len(await stage.app.store.run(lambda db: staff.with_role(db, Role.MONITOR))) == 1


async def test_only_a_member_of_the_group_can_use_it(stage: Stage) -> None:
    admin = stage.moderator()
    await admin.start()
    made, outsider = await link(admin, "admin"), somebody(stage, "Vera", joined=False)
    await outsider.in_private.follow(made)
    await outsider.in_private.sees("You are not in the desk's group yet. Ask an admin to add you")
    stage.world.join(stage.group, outsider.person)
    await outsider.in_private.follow(made)
    await outsider.in_private.sees(f"{WELCOME}: admin")
    assert ("stranger", "refused", "invitation: 1 open, not in the group") in await trail(stage)


async def test_it_ends_after_a_day(stage: Stage, clock: Clock) -> None:
    admin, late = stage.moderator(), somebody(stage, "Vera")
    await admin.start()
    made = await link(admin, "moderator")
    clock.advance(hours=24)
    await late.in_private.follow(made)
    await late.in_private.sees("This invitation has expired")
    assert ("stranger", "refused", "invitation: 1 expired") in await trail(stage)


@pytest.mark.parametrize("forged", ["invite-1-" + "0" * 32, "invite-99-" + "0" * 32, "invite-", "invite-x"])
async def test_a_forged_one_opens_nothing(stage: Stage, forged: str) -> None:
    admin, stranger = stage.moderator(), somebody(stage, "Mallory")
    await admin.start()
    await link(admin, "admin")
    await stranger.start(forged)
    await stranger.in_private.sees("This invitation is not valid")
    assert ("stranger", "refused", "invitation: unknown") in await trail(stage)


async def test_an_invitation_of_one_who_is_no_admin_any_more_is_void(stage: Stage) -> None:
    admin = stage.moderator()
    anna = await seated(stage, "Anna", "admin")
    made = await link(anna, "moderator")
    await admin.in_private.say("/role Anna monitor")
    await admin.in_private.press("Yes, change the role")
    await anna.in_private.sees("Your role at this desk is now: monitor.")
    boris = somebody(stage, "Boris")
    await boris.in_private.follow(made)
    await boris.in_private.sees("This invitation is void")


async def test_a_lower_invitation_takes_nothing_away_and_stays_open(stage: Stage) -> None:
    anna = await seated(stage, "Anna", "moderator")
    made = await link(stage.moderator(), "monitor")
    await anna.in_private.follow(made)
    await anna.in_private.sees("You are a member of the staff already: moderator.")
    boris = somebody(stage, "Boris")
    await boris.in_private.follow(made)
    await boris.in_private.sees(f"{WELCOME}: monitor")


async def test_invitations_are_made_in_private_and_by_admins_only(stage: Stage) -> None:
    admin = stage.moderator()
    boris = await seated(stage, "Boris", "moderator")
    await boris.in_private.say("/invite admin")
    await boris.in_private.sees("Only admins can do this.")
    await somebody(stage, "Vera").in_private.say("/invite admin")
    await admin.in_group.say("/invite moderator")
    shown = await admin.in_group.sees("Please write this to me in private.")
    assert shown.buttons[0][0].url == "https://t.me/our_desk_bot?start=help"
    assert "start=invite" not in admin.in_group.transcript()
    for wrong in ("/invite", "/invite boss", "/invite moderator now"):
        await admin.in_private.say(wrong)
    await inside.settled(stage)
    assert admin.in_private.transcript().count("Write it like this: /invite moderator") == 3
    refused = [row for row in await trail(stage) if row[1] == "refused"]
    assert sorted(refused) == sorted(
        [(str(boris.person.id), "refused", "invite"), ("stranger", "refused", "invite")]
    )
