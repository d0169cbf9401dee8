"""People where they don't belong, and buttons that nobody was given: refused, recorded, without effect."""

from __future__ import annotations

import pytest

from bot.casework.case import Role
from bot.interview import events
from bot.simulator.people import Moderator
from bot.stage import Stage
from handlers.access import NOT_ANONYMOUS, NOT_FOR_YOU, ONLY_STAFF
from storage import staff, tables
from tests.scenarios import inside, walks
from tests.scenarios.walks import words

SECRET = "They hid the lists in the mill."


def _stranger(stage: Stage, name: str = "Igor") -> Moderator:
    """Somebody in the group who is not staff."""
    person = stage.world.add_person(name, username="igor_looks_on")
    stage.world.join(stage.group, person)
    return Moderator(stage.world, stage.staff_bot, stage.group, person)


@pytest.mark.parametrize("label", ["Claim", "Read", "Ask", "Close", "Release"])
async def test_a_stranger_in_the_group_presses_in_vain(stage: Stage, label: str) -> None:
    stranger, moderator = _stranger(stage), stage.moderator()
    code = await walks.report(stage.witness(), SECRET)
    await moderator.card(code, "Claim")
    if label != "Claim":
        await walks.claim(moderator, code)
    before = await inside.case(stage, code)
    await stranger.press_card(code, label)
    await stranger.toast(words(ONLY_STAFF))
    await inside.settled(stage)
    assert await inside.case(stage, code) == before
    assert ("stranger", "refused") in await inside.trail(stage)
    assert SECRET not in stranger.in_group.transcript() + stranger.in_private.transcript()


async def test_a_stranger_who_writes_to_the_staff_bot_learns_nothing(stage: Stage) -> None:
    stranger = _stranger(stage)
    code = await walks.report(stage.witness(), SECRET)
    for text in ("/start", f"/start read-{code}", f"/read {code}", f"/claim {code}", "Who reported this?"):
        await stranger.in_private.say(text)
    await inside.settled(stage)
    said = [message.text for message in stranger.in_private.messages() if message.from_bot]
    assert len(said) == 5
    assert set(said) <= {words(NOT_FOR_YOU), words(ONLY_STAFF)}
    assert (await inside.case(stage, code)).assignee is None


async def test_a_witness_who_finds_the_staff_bot_is_sent_to_the_other(stage: Stage) -> None:
    witness = stage.witness()
    await walks.report(witness, SECRET)
    await stage.world.say(witness.person, stage.staff_bot, SECRET)
    await inside.settled(stage)
    said = stage.world.messages(witness.person, stage.staff_bot)
    assert [message.text for message in said if message.from_bot] == [words(NOT_FOR_YOU)]
    assert await inside.count(stage, tables.dead_letters) == 0


FORGED = (
    "", "claim", "claim:", "claim:{code}", "claim:{code}:", "claim:{code}:x", "close:{code}:1:documented",
    "read:{code}:-1", "nothing:{code}:1", "claim:ZZ-ZZZZ:1", "send:{code}:1:0", "\x00", "🔑" * 16, "a" * 64,
)  # fmt: skip


async def test_forged_presses_of_a_member_change_nothing(stage: Stage) -> None:
    stranger = _stranger(stage)
    code = await walks.report(stage.witness(), SECRET)
    before, card = await inside.case(stage, code), await stranger.card(code)
    for data in FORGED:
        await stage.world.press_data(stranger.person, stage.group, card.id, data.format(code=code))
    await inside.settled(stage)
    assert await inside.case(stage, code) == before
    assert await inside.count(stage, tables.dead_letters) == 0
    assert {actor for actor, action in await inside.trail(stage) if action == "refused"} == {"stranger"}
    assert len(stage.world.toasts(stranger.person)) == len(FORGED)


async def test_forged_presses_of_a_witness_reach_no_case_of_others(stage: Stage) -> None:
    moderator, victim, forger = stage.moderator(), stage.witness("Amina"), stage.witness("Igor")
    await moderator.start()
    code = await walks.report(victim, SECRET)
    case = (await inside.case(stage, code)).id
    await walks.claim(moderator, code)
    await walks.ask(moderator, code, "Where is the mill?")
    await walks.begin(forger)
    panel = forger.chat.messages()[-1].id
    forged: list[events.Press] = [
        events.Adding(case), events.Opened(1), events.Declined(1), events.Silenced(1),
        events.Withdrawing(case), events.Withdrew(case), events.Submitted(), events.Confirmed(),
    ]  # fmt: skip
    for event in forged:
        await stage.world.press_data(forger.person, forger.bot, panel, events.press(event))
        await forger.say("Forged.")
    for data in ("", "add", "add:x", f"add:{10**30}", "go:nowhere", "pick:narrative", "\x00", "ö" * 32):
        await stage.world.press_data(forger.person, forger.bot, panel, data)
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[SECRET]]
    assert (await inside.case(stage, code)).workflow == "awaiting_witness"
    assert code not in forger.transcript()
    assert "mill" not in forger.transcript()
    assert await inside.count(stage, tables.cases) == 1
    assert await inside.count(stage, tables.dead_letters) == 0


@pytest.mark.parametrize("which", ["witness_bot", "staff_bot"])
async def test_added_to_a_strangers_group_a_bot_leaves(stage: Stage, which: str) -> None:
    bot = getattr(stage, which)
    group = stage.world.add_group("A village chat")
    person = stage.world.add_person("Igor")
    stage.world.join(group, person)
    stage.world.add_bot_to_group(group, bot, by=person)
    await stage.world.until(lambda: group.member(bot) is None)
    await inside.settled(stage)
    assert await inside.count(stage, tables.dead_letters) == 0
    assert all(message.sender != bot.name or message.kind == "service" for message in
               stage.world.messages(person, group))  # fmt: skip


async def test_the_witness_bot_leaves_even_the_desks_group(stage: Stage) -> None:
    stage.world.add_bot_to_group(stage.group, stage.witness_bot)
    await stage.world.until(lambda: stage.group.member(stage.witness_bot) is None)


async def test_a_group_with_the_witness_bot_in_it_is_never_taken_for_a_witness(stage: Stage) -> None:
    group = stage.world.add_group("A village chat")
    person = stage.world.add_person("Igor")
    stage.world.join(group, person)
    stage.server.faults.next("leaveChat", 1, "refused")
    stage.world.add_bot_to_group(group, stage.witness_bot, by=person)
    await inside.settled(stage)
    await stage.world.say(person, group, "/start")
    await inside.settled(stage)
    assert await inside.count(stage, tables.drafts) == 0
    assert not any(
        message.from_bot and message.kind != "service" for message in stage.world.messages(person, group)
    )


async def test_an_anonymous_admins_command_is_refused_with_the_reason(stage: Stage) -> None:
    code = await walks.report(stage.witness(), SECRET)
    admin = stage.moderator()
    stage.world.join(stage.group, admin.person, anonymous=True)
    await admin.in_group.say(f"/claim {code}")
    await admin.in_group.sees(words(NOT_ANONYMOUS))
    assert (await inside.case(stage, code)).assignee is None
    await admin.press_card(code, "Claim")
    await inside.settled(stage)
    assert (await inside.case(stage, code)).assignee == admin.person.id


async def test_staff_who_have_left_the_group_may_do_nothing_more(stage: Stage) -> None:

    colleague = _stranger(stage, "Pavel")
    await stage.app.store.run(lambda db: staff.seat(db, colleague.person.id, Role.MODERATOR))
    code = await walks.report(stage.witness(), SECRET)
    await colleague.start()
    await walks.claim(colleague, code)
    stage.world.leave(stage.group, colleague.person)
    await colleague.in_private.say(f"/read {code}")
    await colleague.in_private.sees(words(ONLY_STAFF))
    assert SECRET not in colleague.in_private.transcript()
