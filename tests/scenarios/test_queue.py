"""Stories of the queue: the board, the next case, one's own, finding, and a card asked for anew."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.case import Priority
from bot.casework.desks import Rules
from bot.simulator.people import PATIENCE, Moderator
from bot.simulator.rooms import Shown
from bot.stage import Stage
from storage.desks import set_rules
from tests.conftest import Clock
from tests.scenarios import filling, inside, staffing, walks

OLD, HIGH, URGENT, LAST = (filling.code(number) for number in range(4))
CASES = (
    (OLD, Priority.NORMAL),
    (HIGH, Priority.HIGH),
    (URGENT, Priority.URGENT),
    (LAST, Priority.NORMAL),
)


def boards(moderator: Moderator) -> list[Shown]:
    return [each for each in moderator.in_group.messages() if "Next case" in str(each.buttons)]


async def on_board(stage: Stage, moderator: Moderator, *words: str) -> Shown:
    def says() -> bool:
        return all(word in boards(moderator)[-1].text for word in words) if boards(moderator) else False

    await moderator.in_group.until(says, f"a board with {words}", PATIENCE)
    return boards(moderator)[-1]


async def later(stage: Stage, clock: Clock, seconds: float = 61) -> None:
    await inside.settled(stage)
    clock.advance(seconds=seconds)
    stage.app.nudge()
    await inside.settled(stage)


async def test_the_board_is_pinned_and_edited_and_gives_the_most_urgent_case(
    any_stage: Stage, clock: Clock
) -> None:
    stage, nino = any_stage, any_stage.moderator()
    await nino.start()
    first = await on_board(stage, nino, "No open cases", "archive's secret key is still on the server")
    theirs = {"message_id": first.id, "date": 0, "chat": {"id": stage.group.id, "type": "supergroup"}}
    kept = await stage.world.send_raw(nino.person, stage.group, {"pinned_message": theirs})
    await inside.settled(stage)
    await filling.reported(stage, CASES)
    await later(stage, clock)
    await on_board(stage, nino, "Open cases: 4", "🔴 Urgent: 1, not claimed: 1", "🔹 Normal: 2")
    assert [each.id for each in boards(nino)] == [first.id]
    room = stage.world.room_of(stage.group)
    assert [each.id for each in room.messages.values() if each.pinned] == [first.id]
    notices = [each.id for each in room.messages.values() if "pinned_message" in each.content]
    assert notices == [kept]  # the bot's own is gone
    calls = len(stage.world.calls)
    await inside.ticked(stage)
    assert [each for each in stage.world.calls[calls:] if each[1].startswith(("send", "edit"))] == []

    await nino.in_group.press("Next case")
    await nino.toast(f"{URGENT} is yours for 24 hours.")
    await nino.in_private.press("Read")
    await nino.in_private.sees("They came.")
    timur = stage.moderator(1)
    await timur.in_group.press("Next case")
    await timur.in_group.until(lambda: bool(stage.world.toasts(timur.person)), "a link", PATIENCE)
    assert str(stage.world.toasts(timur.person)[-1].url).endswith("?start=next")
    await timur.start("next")
    await timur.in_private.sees(f"{HIGH} is yours for 24 hours.")
    for code in (OLD, LAST):
        await timur.in_private.say("/next")
        await timur.in_private.sees(f"{code} is yours for 24 hours.")
    await nino.in_group.press("Next case")
    await nino.toast("No case is waiting.")
    await later(stage, clock)
    await on_board(stage, nino, "🔴 Urgent: 1, not claimed: 0")

    await nino.in_group.press("Mine")
    await nino.in_private.sees("You have 1 open case")
    await timur.in_group.say("/mine")
    await timur.in_group.sees("Go on in your private chat")
    await timur.in_private.sees("You have 3 open cases")
    await timur.in_private.press(f"Read {OLD}")
    await timur.in_private.sees("They came.")


async def test_somebody_finds_cases_and_has_a_card_shown_anew(stage: Stage, clock: Clock) -> None:
    nino = stage.moderator()
    await nino.start()
    monitor = await staffing.seated(stage, "Monika", "monitor", by=nino)
    await filling.reported(stage, CASES[:2])
    there = replace(filling.FACTS, country="by", region=None, language="be")
    await filling.reported(stage, CASES[2:], there)
    await nino.card(URGENT)

    await nino.in_group.press("Queue")
    waiting = await nino.in_private.sees("Waiting, the most urgent first")
    assert [waiting.text.index(code) for code in (URGENT, HIGH, OLD, LAST)] == sorted(
        waiting.text.index(code) for code in (URGENT, HIGH, OLD, LAST)
    )
    await nino.in_private.press(f"Claim {HIGH}")
    await nino.toast(f"{HIGH} is yours")
    for asked, codes in (
        ("/find kyrg normal", {OLD}),
        ("/find me", {HIGH}),
        ("/find беларуская", {URGENT, LAST}),
        (f"/find {LAST[1:5].lower()}", {LAST}),
    ):
        before = {each.id for each in nino.in_private.messages()}
        await nino.in_group.say(asked)

        def answered(before: set[int] = before) -> bool:
            return any("fit" in each.text and each.id not in before for each in nino.in_private.messages())

        await nino.in_private.until(answered, "an answer", PATIENCE)
        text = nino.in_private.messages()[-1].text
        assert {code for code, _priority in CASES if code in text} == codes
    await nino.in_private.say("/find nowhere")
    await nino.in_private.sees("No open case fits.")
    await nino.in_group.press("Find")
    await nino.in_private.sees("Write /find and what you look for")
    await nino.in_group.press("Help")

    old = await nino.card(OLD)
    await nino.in_group.say(f"/case {OLD}")
    await nino.in_group.until(lambda: nino.in_group.messages()[-1].text == old.text, "the card", PATIENCE)
    assert old.id not in {each.id for each in nino.in_group.messages()}
    await nino.in_private.say(f"/case {OLD}")
    await nino.in_private.sees(f"{OLD} · Report")

    await monitor.in_group.press("Queue")
    await monitor.toast("Your role does not allow this.")
    for asked in ("/find kyrg", f"/case {OLD}", "/next", "/mine"):
        await monitor.in_private.say(asked)
    await monitor.in_private.sees("You have no open case.")
    assert f"{OLD} · Report" not in monitor.in_private.transcript()
    refused = [row for row in await inside.trail(stage) if row == (str(monitor.person.id), "refused")]
    assert len(refused) == 3


async def test_a_closed_intake_stands_on_the_board_and_a_board_that_is_deleted_comes_back(
    stage: Stage, clock: Clock
) -> None:
    nino = stage.moderator()
    first = await on_board(stage, nino, "No open cases")
    room = stage.world.room_of(stage.group)
    stage.world.remove(room, first.id)
    await stage.app.store.run(lambda db: set_rules(db, "main", Rules(paused=True)))
    clock.advance(minutes=1)
    await inside.ticked(stage)
    anew = await on_board(stage, nino, "The intake is closed")
    assert anew.id != first.id
    assert room.messages[anew.id].pinned
    assert walks.labels(nino.in_group) >= {"Next case", "Mine", "Queue", "Find", "Stats", "Help"}
