"""getUpdates as Telegram means it: offsets acknowledge, one poller at a time, only what was asked for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram.exceptions import TelegramConflictError
from telegram.error import Conflict

from tests.simulator.conftest import Place


async def said(place: Place, *texts: str) -> list[int]:
    """Forget what came before, let Anna write these, and tell their update ids."""
    await place.bot.get_updates(offset=-1)
    before = (await place.bot.get_updates())[0].update_id
    await place.bot.get_updates(offset=before + 1)
    for text in texts:
        await place.world.say(place.anna, place.account, text)
    return [before + 1 + index for index in range(len(texts))]


async def seen(place: Place, **how: Any) -> list[str | None]:
    updates = await place.bot.get_updates(**how)
    return [update.message.text for update in updates if update.message is not None]


async def test_updates_come_again_until_a_higher_offset_confirms_them(place: Place) -> None:
    ids = await said(place, "one", "two", "three")
    assert await seen(place) == ["one", "two", "three"]
    assert await seen(place, offset=ids[0]) == ["one", "two", "three"]
    assert await seen(place, offset=ids[1]) == ["two", "three"]
    assert await seen(place) == ["two", "three"]
    assert await seen(place, offset=ids[2] + 1) == []


async def test_a_limit_cuts_the_batch_and_confirms_nothing(place: Place) -> None:
    await said(place, "one", "two", "three")
    assert await seen(place, limit=2) == ["one", "two"]
    assert await seen(place, limit=2) == ["one", "two"]


async def test_a_negative_offset_keeps_only_the_last_updates(place: Place) -> None:
    await said(place, "one", "two", "three")
    assert await seen(place, offset=-2) == ["two", "three"]
    assert await seen(place) == ["two", "three"]


async def test_update_ids_rise_by_one_for_each_bot(place: Place) -> None:
    ids = await said(place, "one", "two")
    assert [update.update_id for update in await place.bot.get_updates()] == ids
    assert ids == [ids[0], ids[0] + 1]


async def test_a_long_poll_ends_with_the_first_update(place: Place) -> None:
    await said(place)
    waiting = asyncio.create_task(seen(place, timeout=30))
    await place.world.until(lambda: place.world.calls[-1][2].get("timeout") == "30" or None)
    await place.world.say(place.anna, place.account, "now")
    assert await waiting == ["now"]


async def test_two_pollers_are_in_conflict(place: Place) -> None:
    await place.ptb.get_updates(offset=-1)
    offset = (await place.ptb.get_updates())[0].update_id + 1
    await place.ptb.get_updates(offset=offset)
    first = asyncio.create_task(place.ptb.get_updates(timeout=30))
    queue = place.world.queue(place.other)
    await place.world.until(lambda: queue.polled)
    assert await place.ptb.get_updates() == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_polling_is_refused_while_a_webhook_is_set(place: Place) -> None:
    await place.bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await place.bot.get_updates()
    await place.bot.delete_webhook(drop_pending_updates=True)
    assert await place.bot.get_updates() == []


async def test_only_the_kinds_that_were_asked_for_come(place: Place) -> None:
    await said(place)
    await place.bot.get_updates(allowed_updates=["edited_message"])
    message = await place.world.say(place.anna, place.account, "first")
    await place.world.edit(place.anna, place.account, message, "second")
    kinds = [update.event_type for update in await place.bot.get_updates()]
    assert kinds == ["edited_message"]


async def test_chat_member_comes_only_on_request(place: Place) -> None:
    boris = place.world.add_person("Boris")
    await said(place)
    place.world.join(place.group, boris)
    assert [update.event_type for update in await place.bot.get_updates()] == ["message"]
    await place.bot.get_updates(offset=-1, allowed_updates=["chat_member"])
    place.world.leave(place.group, boris)
    update = (await place.bot.get_updates())[-1]
    assert update.chat_member is not None
    assert (update.chat_member.old_chat_member.status, update.chat_member.new_chat_member.status) == (
        "member",
        "left",
    )


async def test_updates_are_kept_for_a_day(place: Place) -> None:
    await said(place, "old")
    place.clock.forward(hours=25)
    await place.world.say(place.anna, place.account, "new")
    assert await seen(place) == ["new"]


async def test_raw_json_is_handed_out_as_it_is(place: Place) -> None:
    await said(place)
    place.world.inject(place.account, {"message": {"forward_origin": {"type": "hidden_user"}}})
    async with place.http.get(place.url("getUpdates")) as answer:
        batch = (await answer.json())["result"]
    assert batch[-1]["message"] == {"forward_origin": {"type": "hidden_user"}}
    assert isinstance(batch[-1]["update_id"], int)


async def test_every_sort_of_message_reaches_both_libraries(place: Place) -> None:
    world, anna, group = place.world, place.anna, place.group
    await place.bot.get_updates(offset=-1)
    await place.ptb.get_updates(offset=-1)
    for kind in ("photo", "document", "video", "voice", "audio", "video_note", "animation", "sticker"):
        await world.send_file(anna, group, kind, b"data")
    await world.send_location(anna, group, 50.45, 30.52, live_for=900)
    contents: list[dict[str, Any]] = [
        {"dice": {"emoji": "🎲", "value": 3}},
        {"contact": {"phone_number": "+100", "first_name": "Somebody"}},
        {"venue": {"location": {"latitude": 1, "longitude": 2}, "title": "Here", "address": "There"}},
        {"text": "told", "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}},
        {
            "poll": {
                "id": "1",
                "question": "?",
                "options": [{"text": "a", "voter_count": 0, "persistent_id": "1"}],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
    ]
    for content in contents:
        await world.send_raw(anna, group, content)
    types = [u.message.content_type for u in (await place.bot.get_updates())[1:] if u.message]
    assert types == [
        *("photo", "document", "video", "voice", "audio", "video_note", "animation", "sticker"),
        *("location", "dice", "contact", "venue", "text", "poll"),
    ]
    heard = [u.message for u in (await place.ptb.get_updates())[1:] if u.message]
    assert len(heard) == len(types)
    assert heard[-2].forward_origin is not None


async def test_a_live_location_moves_as_edited_messages(place: Place) -> None:
    sent = await place.world.send_location(place.anna, place.account, 1, 2, live_for=60)
    await place.world.move(place.anna, place.account, sent, 3, 4)
    edited = (await place.bot.get_updates())[-1].edited_message
    assert edited is not None
    assert edited.location is not None
    assert (edited.location.latitude, edited.location.live_period) == (3, 60)


async def test_an_album_comes_as_separate_messages_with_one_group_id(place: Place) -> None:
    for data in (b"one", b"two"):
        await place.world.send_file(place.anna, place.account, "photo", data, album="77")
    updates = await place.bot.get_updates(offset=-2)
    assert [update.message.media_group_id for update in updates if update.message] == ["77", "77"]


async def test_an_anonymous_administrator_writes_as_the_group(place: Place) -> None:
    chief = place.world.add_person("Chief")
    place.world.join(place.group, chief, anonymous=True)
    await place.world.say(chief, place.group, "/close")
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert (message.from_user.id, message.sender_chat.id) == (1087968824, place.group.id)


async def test_a_bot_without_rights_hears_only_what_is_meant_for_it(place: Place) -> None:
    group = place.world.add_group("Open")
    place.world.join(group, place.anna)
    place.world.add_bot_to_group(group, place.account, admin=False)
    await place.bot.get_updates(offset=-1)
    mine = await place.bot.send_message(group.id, "Ask me")
    await place.world.say(place.anna, group, "chatter")
    await place.world.say(place.anna, group, "/help")
    await place.world.say(place.anna, group, "an answer", reply_to=mine.message_id)
    await place.world.say(place.anna, group, "hey @witness_bot")
    assert (await seen(place))[1:] == ["/help", "an answer", "hey @witness_bot"]
