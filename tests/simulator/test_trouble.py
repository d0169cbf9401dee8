"""Limits and faults, as bots meet them."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import BufferedInputFile, InputMediaDocument
from telegram.error import NetworkError, RetryAfter

from bot.simulator.limits import Limits
from tests.simulator.conftest import Place


@pytest.fixture
async def limited(place: Place) -> Place:
    place.server.limits = Limits(place.clock)
    return place


async def test_a_private_chat_takes_a_message_a_second_and_a_small_burst(limited: Place) -> None:
    for _ in range(4):
        await limited.bot.send_message(limited.anna.id, "Hello")
    with pytest.raises(TelegramRetryAfter) as refused:
        await limited.bot.send_message(limited.anna.id, "Hello")
    assert refused.value.retry_after == 4
    limited.clock.forward(seconds=4)
    assert await limited.bot.send_message(limited.anna.id, "Hello")


async def test_a_group_takes_20_messages_a_minute_edits_and_topics_counted(limited: Place) -> None:
    limited.world.add_bot_to_group(limited.group, limited.other)
    sent = await limited.ptb.send_message(limited.group.id, "0")
    for number in range(1, 18):
        await limited.ptb.edit_message_text(str(number), limited.group.id, sent.message_id)
        limited.clock.forward(seconds=1)
    await limited.ptb.create_forum_topic(limited.group.id, "Case")
    await limited.ptb.send_message(limited.group.id, "19")
    with pytest.raises(RetryAfter):
        await limited.ptb.send_message(limited.group.id, "20")
    assert await limited.bot.send_message(limited.group.id, "another bot has its own limit")
    limited.clock.forward(minutes=1)
    assert await limited.ptb.send_message(limited.group.id, "20")


async def test_a_bot_sends_30_messages_a_second(limited: Place) -> None:
    people = [limited.world.add_person(f"P{number}") for number in range(31)]
    for person in people:
        await limited.world.say(person, limited.account, "/start")
    for person in people[:30]:
        await limited.bot.send_message(person.id, "Hello")
    with pytest.raises(TelegramRetryAfter) as refused:
        await limited.bot.send_message(people[30].id, "Hello")
    assert refused.value.retry_after == 1
    limited.clock.forward(seconds=1)
    assert await limited.bot.send_message(people[30].id, "Hello")


async def test_an_album_counts_by_its_files(limited: Place) -> None:
    files = [InputMediaDocument(media=BufferedInputFile(b"x", f"{number}.txt")) for number in range(4)]
    await limited.bot.send_media_group(limited.anna.id, list(files))
    with pytest.raises(TelegramRetryAfter):
        await limited.bot.send_message(limited.anna.id, "Hello")


async def test_scripted_errors_strike_once_each(place: Place) -> None:
    faults = place.server.faults
    faults.next("sendMessage", kind="error500")
    faults.next("sendMessage", kind="bad_gateway")
    faults.next("sendMessage", kind="flood", retry_after=7)
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await place.bot.send_message(place.anna.id, "Hello")
    with pytest.raises(TelegramRetryAfter) as refused:
        await place.bot.send_message(place.anna.id, "Hello")
    assert refused.value.retry_after == 7
    assert await place.bot.send_message(place.anna.id, "Hello")
    assert len(place.world.messages(place.anna, place.account)) == 2
    assert faults.left() == 0


async def test_a_lost_connection_hides_whether_the_message_was_sent(place: Place) -> None:
    place.server.faults.next("sendMessage", kind="timeout_before", bot=place.account)
    place.server.faults.next("sendMessage", kind="timeout_after", bot=place.account)
    for text in ("lost", "sent"):
        with pytest.raises(TelegramNetworkError):
            await place.bot.send_message(place.anna.id, text)
    assert [each.text for each in place.world.messages(place.anna, place.account)] == ["/start", "sent"]


async def test_an_outage_breaks_everything_until_it_ends(place: Place) -> None:
    await place.world.send_file(place.anna, place.account, "document", b"data")
    message = (await place.bot.get_updates(offset=-1))[0].message
    assert message is not None
    assert message.document is not None
    file = await place.bot.get_file(message.document.file_id)
    await place.bot.get_updates(offset=place.world.queue(place.account).next_id)
    poll = asyncio.create_task(place.bot.get_updates(timeout=30))
    await place.world.until(lambda: place.world.queue(place.account).polled)
    place.server.faults.outage = True
    with pytest.raises(TelegramNetworkError):
        await poll
    with pytest.raises(NetworkError):
        await place.ptb.send_message(place.group.id, "Hello")
    place.server.faults.outage = False
    place.server.faults.next("download", kind="error500")
    url = place.bot.session.api.file_url(place.bot.token, file.file_path or "")
    statuses = []
    for _ in range(2):
        async with place.http.get(url) as answer:
            statuses.append(answer.status)
    assert statuses == [500, 200]


async def test_updates_come_twice_again_and_late_on_demand(place: Place) -> None:
    faults = place.server.faults
    await place.bot.get_updates(offset=place.world.queue(place.account).next_id)
    faults.duplicate_update(place.account)
    await place.world.say(place.anna, place.account, "twice")
    updates = await place.bot.get_updates()
    assert [update.update_id for update in updates] == [updates[0].update_id] * 2
    assert await place.bot.get_updates(offset=updates[0].update_id + 1) == []
    faults.repeat_updates(place.account)
    assert [update.update_id for update in await place.bot.get_updates()] == [updates[0].update_id]
    await place.bot.get_updates(offset=updates[0].update_id + 1)
    faults.delay_updates(place.account, "message")
    said = await place.world.say(place.anna, place.account, "late")
    await place.world.edit(place.anna, place.account, said, "earlier")
    faults.release_updates(place.account)
    assert [update.event_type for update in await place.bot.get_updates()] == ["edited_message", "message"]
