"""Stories of a group with topics: a claimed case has its own, for as long as somebody works on it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.casework.case import Priority
from bot.simulator.accounts import ADMIN_RIGHTS, Topic
from bot.simulator.people import PATIENCE, Moderator
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import filling, inside

CODE = filling.code(1)


@pytest.fixture
async def forum(tmp_path: Path, clock: Clock) -> AsyncIterator[Stage]:
    stage = Stage(tmp_path / "data", clock, forum=True)
    await stage.open()
    yield stage
    await stage.close()


async def topic(
    moderator: Moderator, stage: Stage, true: Callable[[Topic], bool] = lambda _topic: True
) -> Topic:
    """The only one, once it is so."""

    def there() -> bool:
        topics = list(stage.group.topics.values())
        return bool(topics) and len(topics) == 1 and true(topics[0])

    await moderator.in_group.until(there, f"a topic, among {stage.group.topics}", PATIENCE)
    return next(iter(stage.group.topics.values()))


def in_topic(moderator: Moderator, thread: int) -> list[str]:
    return [each.text for each in moderator.in_group.messages() if each.thread == thread and each.text]


async def test_a_claimed_case_has_a_topic_until_it_is_closed(forum: Stage) -> None:
    stage, nino = forum, forum.moderator()
    await nino.start()
    await filling.reported(stage, [(CODE, Priority.NORMAL)])
    await nino.card(CODE, "Claim")
    await inside.settled(stage)
    assert stage.group.topics == {}

    await nino.press_card(CODE, "Claim")
    opened = await topic(nino, stage)
    assert CODE in opened.name
    await nino.in_group.until(lambda: bool(in_topic(nino, opened.id)), "its first message", PATIENCE)
    assert "Nothing that is said here goes to the witness" in in_topic(nino, opened.id)[0]
    secret = "I think that the witness lives by the river."
    await nino.in_group.say(secret, thread=opened.id)
    await nino.in_group.press("Read", message=_first(nino, opened.id))
    await nino.in_private.sees("They came.")
    await nino.in_group.until(lambda: "In review" in in_topic(nino, opened.id)[0], "its state", PATIENCE)

    await _asks_in_topic(stage, nino, opened.id)
    stage.world.delete_topic(stage.world.room_of(stage.group), opened.id)
    await nino.in_private.say(f"/release {CODE}")
    anew = await topic(nino, stage, lambda topic: topic.id != opened.id)
    await nino.in_private.say(f"/claim {CODE}")
    await nino.in_private.say(f"/close {CODE}")
    await nino.in_private.press("Documented")
    await topic(nino, stage, lambda topic: topic.closed)
    assert [row.text for row in nino.in_group.messages() if row.thread == anew.id and row.buttons] == []
    await inside.settled(stage)
    assert await inside.dead_letters(stage) == []
    calls = [params for _bot, _method, params in stage.world.calls]
    assert not [each for each in calls if str(each.get("message_thread_id")) == "1"]
    for each in (stage.folder / "witnessline.db", stage.folder / "witnessline.db-wal"):
        assert not each.exists() or b"by the river" not in each.read_bytes()


async def _asks_in_topic(stage: Stage, moderator: Moderator, thread: int) -> None:
    """What is typed in a topic is answered there, refusals too; where it takes nothing, outside of it."""
    answers = {
        "/claim K7-4FQ2": "There is no case K7-4FQ2.",
        "/mine": "Go on in your private chat",
        "/stats": "The desk, day by day",
        "/stats week": "The desk, week by week",
        "/health": "Please write this to me in private.",
        "/desk digest never": "Write it like this",
        f"/case {CODE}": f"The card of {CODE} comes in General.",
        f"/claim {CODE}": f"{CODE} is yours already.",
    }
    for command, answer in answers.items():
        before = len(in_topic(moderator, thread))
        await moderator.in_group.say(command, thread=thread)
        await moderator.in_group.until(
            lambda answer=answer, before=before: any(
                answer in said for said in in_topic(moderator, thread)[before + 1 :]
            ),
            f"“{answer}” in the topic",
            PATIENCE,
        )
    assert (await moderator.card(CODE, "Close")).thread in (None, thread)
    gone = "Bad Request: message thread not found"
    stage.server.faults.next("sendMessage", kind="refused", description=gone)
    await moderator.in_group.say("/next", thread=thread)
    nothing = await moderator.in_group.sees("No case is waiting.")
    assert nothing.thread is None


def _first(moderator: Moderator, thread: int) -> int:
    return next(each.id for each in moderator.in_group.messages() if each.thread == thread and each.buttons)


async def test_without_the_right_the_desk_goes_on_without_topics(forum: Stage, clock: Clock) -> None:
    stage, nino = forum, forum.moderator()
    await nino.start()
    rights = ADMIN_RIGHTS - {"can_manage_topics"}
    stage.world.add_bot_to_group(stage.group, stage.staff_bot, rights=rights)
    await filling.reported(stage, [(CODE, Priority.NORMAL)])
    await nino.press_card(CODE, "Claim")
    await nino.card(CODE, "Read")
    await inside.settled(stage)
    assert stage.group.topics == {}
    assert await inside.dead_letters(stage) == []
    await inside.ticked(stage)
    await nino.in_private.sees("I may not manage them")
    told = len([each for each in nino.in_private.messages() if "I may not manage them" in each.text])
    await inside.ticked(stage)
    assert told == 1 == len([each for each in nino.in_private.messages() if "may not manage" in each.text])
