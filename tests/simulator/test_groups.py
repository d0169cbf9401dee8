"""Groups, topics, pins and members."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from telegram.error import BadRequest

from tests.simulator.conftest import Place


async def test_a_topic_lives_from_its_making_to_its_end(place: Place) -> None:
    chat = place.group.id
    topic = await place.ptb.create_forum_topic(chat, "K7-4FQ2", icon_color=0x6FB9F0)
    thread = topic.message_thread_id
    sent = await place.ptb.send_message(chat, "card", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    said = await place.world.say(place.anna, place.group, "seen", thread=thread)
    heard = (await place.bot.get_updates())[-1].message
    assert heard is not None
    assert (heard.message_id, heard.message_thread_id) == (said, thread)
    assert await place.ptb.edit_forum_topic(chat, thread, name="K7-4FQ2 · claimed")
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await place.ptb.edit_forum_topic(chat, thread, name="K7-4FQ2 · claimed")
    assert await place.ptb.close_forum_topic(chat, thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await place.ptb.close_forum_topic(chat, thread)
    member = place.world.add_bot("700003:AAthird", "third_bot", "Third")
    place.world.add_bot_to_group(place.group, member, admin=False)
    params = {"chat_id": chat, "text": "x", "message_thread_id": thread}
    async with place.http.post(place.url("sendMessage", member), json=params) as answer:
        assert (await answer.json())["description"] == "Bad Request: TOPIC_CLOSED"
    assert await place.ptb.reopen_forum_topic(chat, thread)
    assert await place.ptb.delete_forum_topic(chat, thread)
    for gone in (thread, 1):
        with pytest.raises(BadRequest, match=r"[Mm]essage thread not found"):
            await place.ptb.send_message(chat, "card", message_thread_id=gone)
    assert all(each.thread != thread for each in place.world.messages(place.anna, place.group))


async def test_topic_names_have_1_to_128_characters(place: Place) -> None:
    for name in ("", "x" * 129):
        with pytest.raises(TelegramBadRequest):
            await place.bot.create_forum_topic(place.group.id, name)
    assert await place.bot.create_forum_topic(place.group.id, "x" * 128)


async def test_topics_need_a_forum_and_rights(place: Place) -> None:
    plain = place.world.add_group("Plain")
    place.world.add_bot_to_group(plain, place.account)
    with pytest.raises(TelegramBadRequest, match="the chat is not a forum"):
        await place.bot.create_forum_topic(plain.id, "Case")
    place.world.add_bot_to_group(place.group, place.account, admin=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights"):
        await place.bot.create_forum_topic(place.group.id, "Case")


async def test_a_pin_stands_until_it_is_taken_away(place: Place) -> None:
    chat = place.group.id
    board = await place.bot.send_message(chat, "Board")
    assert await place.bot.pin_chat_message(chat, board.message_id, disable_notification=True)
    told = (await place.bot.get_updates())[-1].message
    assert told is not None
    assert told.pinned_message is not None
    assert told.from_user is not None
    assert (told.from_user.id, told.pinned_message.message_id) == (place.account.id, board.message_id)
    about = await place.bot.get_chat(chat)
    assert about.pinned_message is not None
    assert about.pinned_message.message_id == board.message_id
    shown = {each.id: each.pinned for each in place.world.messages(place.anna, place.group)}
    assert shown[board.message_id]
    assert await place.bot.unpin_chat_message(chat, message_id=board.message_id)
    with pytest.raises(TelegramBadRequest, match="message to unpin not found"):
        await place.bot.unpin_chat_message(chat)
    assert await place.bot.unpin_all_chat_messages(chat)
    with pytest.raises(TelegramBadRequest, match="message to pin not found"):
        await place.bot.pin_chat_message(chat, 999)
    place.world.add_bot_to_group(place.group, place.account, admin=False)
    with pytest.raises(TelegramBadRequest, match="not enough rights to manage pinned messages"):
        await place.bot.pin_chat_message(chat, board.message_id)


async def test_a_group_tells_who_is_in_it(place: Place) -> None:
    chat, boris = place.group.id, place.world.add_person("Boris")
    place.world.join(place.group, boris)
    about = await place.ptb.get_chat(chat)
    assert (about.title, about.is_forum) == ("Desk", True)
    assert await place.ptb.get_chat_member_count(chat) == 4
    assert (await place.ptb.get_chat_member(chat, boris.id)).status == "member"
    assert (await place.bot.get_chat_member(chat, place.account.id)).status == "administrator"
    assert {each.user.id for each in await place.bot.get_chat_administrators(chat)} == {
        place.anna.id,
        place.account.id,
    }
    stranger = place.world.add_person("Stranger")
    assert (await place.bot.get_chat_member(chat, stranger.id)).status == "left"
    private = await place.bot.get_chat(place.anna.id)
    assert (private.type, private.first_name) == ("private", "Anna")


async def test_a_bot_that_left_or_was_removed_may_not_write(place: Place) -> None:
    assert await place.bot.leave_chat(place.group.id)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await place.bot.send_message(place.group.id, "Hello")
    place.world.add_bot_to_group(place.group, place.account)
    place.world.leave(place.group, place.account, kicked_by=place.anna)
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the supergroup chat"):
        await place.bot.send_message(place.group.id, "Hello")
    update = (await place.bot.get_updates())[-1].my_chat_member
    assert update is not None
    assert update.new_chat_member.status == "kicked"


async def test_only_administrators_delete_what_others_wrote(place: Place) -> None:
    said = await place.world.say(place.anna, place.group, "loud")
    place.world.add_bot_to_group(place.group, place.account, admin=False)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await place.bot.delete_message(place.group.id, said)
    assert await place.ptb.delete_message(place.group.id, said)


async def test_a_group_that_grew_answers_with_its_new_id(place: Place) -> None:
    small = place.world.add_group("Small", basic=True)
    place.world.join(small, place.anna)
    place.world.add_bot_to_group(small, place.account)
    assert await place.bot.send_message(small.id, "Hello")
    grown = place.world.migrate(small)
    with pytest.raises(TelegramMigrateToChat) as refused:
        await place.bot.send_message(small.id, "Hello")
    assert refused.value.migrate_to_chat_id == grown.id
    assert await place.bot.send_message(grown.id, "Hello")
    told = [update.message for update in (await place.bot.get_updates())[-2:] if update.message]
    assert [(each.migrate_to_chat_id, each.migrate_from_chat_id) for each in told] == [
        (grown.id, None),
        (None, small.id),
    ]


async def test_message_ids_count_per_bot_in_private_and_per_supergroup(place: Place) -> None:
    boris = place.world.add_person("Boris")
    first = await place.bot.send_message(place.anna.id, "1")
    second = await place.world.say(boris, place.account, "/start")
    assert second == first.message_id + 1
    here = await place.bot.send_message(place.group.id, "x")
    there = await place.ptb.send_message(place.group.id, "x")
    assert there.message_id == here.message_id + 1
