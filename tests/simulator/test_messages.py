"""Sending, editing and deleting, through both libraries."""

from __future__ import annotations

import pytest
import telegram
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from tests.simulator.conftest import Place

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Yes", callback_data="yes"),
            InlineKeyboardButton(text="No", callback_data="no"),
        ]
    ]
)


async def test_a_bot_writes_to_somebody_who_wrote_first(place: Place) -> None:
    sent = await place.bot.send_message(place.anna.id, "Hello", reply_markup=BUTTONS, protect_content=True)
    assert sent.text == "Hello"
    assert sent.chat.first_name == "Anna"
    shown = place.world.messages(place.anna, place.account)[-1]
    assert (shown.id, shown.from_bot, shown.text, shown.protected) == (sent.message_id, True, "Hello", True)
    assert [button.data for button in shown.buttons[0]] == ["yes", "no"]


async def test_a_bot_cannot_write_first(place: Place) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await place.ptb.send_message(place.anna.id, "Hello")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await place.bot.send_message(424242, "Hello")


async def test_a_bot_that_was_blocked_is_refused(place: Place) -> None:
    await place.bot.get_updates(offset=-1)
    place.world.block(place.anna, place.account)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await place.bot.send_message(place.anna.id, "Hello")
    place.world.unblock(place.anna, place.account)
    assert await place.bot.send_message(place.anna.id, "Hello")
    kinds = [update.event_type for update in await place.bot.get_updates()]
    assert kinds == ["message", "my_chat_member", "my_chat_member"]


async def test_an_edit_takes_the_buttons_away_unless_they_are_given_again(place: Place) -> None:
    sent = await place.bot.send_message(place.anna.id, "Hello", reply_markup=BUTTONS)
    await place.bot.edit_message_text("Bye", chat_id=place.anna.id, message_id=sent.message_id)
    shown = place.world.messages(place.anna, place.account)[-1]
    assert (shown.text, shown.buttons, shown.edited) == ("Bye", [], True)


async def test_an_edit_that_changes_nothing_is_refused(place: Place) -> None:
    sent = await place.ptb.send_message(place.group.id, "Hello")
    with pytest.raises(BadRequest, match=r"[Mm]essage is not modified"):
        await place.ptb.edit_message_text("Hello", place.group.id, sent.message_id)
    with pytest.raises(BadRequest, match=r"[Mm]essage to edit not found"):
        await place.ptb.edit_message_text("Hello", place.group.id, 999)
    said = await place.world.say(place.anna, place.group, "Mine")
    with pytest.raises(BadRequest, match=r"[Mm]essage can't be edited"):
        await place.ptb.edit_message_text("Hello", place.group.id, said)


async def test_a_bot_deletes_both_sides_messages_for_48_hours(place: Place) -> None:
    old = await place.world.say(place.anna, place.account, "old")
    place.clock.forward(hours=47)
    new = await place.world.say(place.anna, place.account, "new")
    place.clock.forward(hours=1)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await place.bot.delete_message(place.anna.id, old)
    assert await place.bot.delete_message(place.anna.id, new)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await place.bot.delete_message(place.anna.id, new)
    assert await place.bot.delete_messages(place.anna.id, [old, new])
    assert [each.text for each in place.world.messages(place.anna, place.account)] == ["/start", "old"]


async def test_a_press_is_answered_once_and_in_time(place: Place) -> None:
    sent = await place.bot.send_message(place.anna.id, "Hello", reply_markup=BUTTONS)
    first = await place.world.press(place.anna, place.account, sent.message_id, 0, 1)
    second = await place.world.press(place.anna, place.account, sent.message_id, 0, 1)
    query = (await place.bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.data, query.from_user.id) == ("no", place.anna.id)
    assert await place.bot.answer_callback_query(first, "Done", show_alert=True)
    assert [tuple(toast) for toast in place.world.toasts(place.anna)] == [("Done", True, None)]
    for too_late in (first, "nonsense"):
        with pytest.raises(TelegramBadRequest, match="query is too old"):
            await place.bot.answer_callback_query(too_late)
    place.clock.forward(minutes=4)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await place.bot.answer_callback_query(second)


async def test_python_telegram_bot_hears_what_is_said_in_a_group(place: Place) -> None:
    await place.world.say(place.anna, place.group, "/claim now")
    update = (await place.ptb.get_updates())[-1]
    assert update.message is not None
    assert update.message.entities[0].type == telegram.constants.MessageEntityType.BOT_COMMAND
    assert update.effective_chat is not None
    assert update.effective_chat.id == place.group.id
