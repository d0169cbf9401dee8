"""The people of story tests, with a bot that answers by hand."""

from __future__ import annotations

import asyncio

import pytest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator.people import Moderator, Witness
from tests.simulator.conftest import Place


def buttons(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=label) for label in labels]]
    )


async def test_a_witness_sees_says_and_presses(place: Place) -> None:
    witness = Witness(place.world, place.account, place.anna)
    await place.bot.send_message(place.anna.id, "What happened?", reply_markup=buttons("⬅ Back", "Skip ➡"))
    assert witness.screen() == "What happened?\n[⬅ Back] [Skip ➡]"
    await witness.press("Skip")
    update = (await place.bot.get_updates())[-1]
    assert update.callback_query is not None
    assert update.callback_query.data == "Skip ➡"
    await witness.say("A lot")
    assert witness.transcript() == ("Anna: /start\nWitness: What happened?\n[⬅ Back] [Skip ➡]\nAnna: A lot")


async def test_a_witness_waits_for_what_comes(place: Place) -> None:
    witness = Witness(place.world, place.account, place.anna)
    waiting = asyncio.create_task(witness.sees("Thank you"))
    await place.bot.send_message(place.anna.id, "Thank you for this.")
    assert (await waiting).text == "Thank you for this."


async def test_what_does_not_come_fails_with_the_screen(place: Place) -> None:
    witness = Witness(place.world, place.account, place.anna)
    await place.bot.send_message(place.anna.id, "Only this", reply_markup=buttons("Yes"))
    with pytest.raises(
        AssertionError, match=r"(?s)Anna waits for a button “No” and sees:.*Only this\n\[Yes\]"
    ):
        await witness.press("No", patience=0.01)
    with pytest.raises(AssertionError, match="Only this"):
        await witness.sees("Something else", patience=0.01)


async def test_a_moderator_presses_a_button_of_one_card(place: Place) -> None:
    moderator = Moderator(place.world, place.other, place.group, place.anna)
    for code in ("K7-4FQ2", "M2-9XYZ"):
        await place.bot.send_message(place.group.id, f"Case {code}", reply_markup=buttons("Claim"))
    query = await moderator.press_card("K7-4FQ2", "Claim")
    await place.bot.answer_callback_query(query, "Yours")
    assert (await moderator.toast("Yours")).text == "Yours"
    card = (await place.bot.get_updates())[-1].callback_query
    assert card is not None
    assert card.message is not None
    assert card.message.message_id == (await moderator.card("K7-4FQ2")).id


async def test_a_forged_press_reaches_the_bot_even_for_a_message_that_is_gone(place: Place) -> None:
    sent = await place.bot.send_message(place.anna.id, "x", reply_markup=buttons("Yes"))
    await place.bot.delete_message(place.anna.id, sent.message_id)
    await place.world.press_data(place.anna, place.account, sent.message_id, "forged")
    query = (await place.bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.date) == ("forged", 0)


async def test_a_link_to_a_bot_starts_it_with_its_payload(place: Place) -> None:
    moderator = Moderator(place.world, place.other, place.group, place.anna)
    await moderator.in_private.follow("https://t.me/staff_bot?start=abc")
    message = (await place.ptb.get_updates())[-1].message
    assert message is not None
    assert message.text == "/start abc"
    with pytest.raises(AssertionError, match="is no link to"):
        await moderator.in_private.follow("https://t.me/witness_bot?start=abc")


async def test_subscribers_hear_of_every_change(place: Place) -> None:
    news = place.world.subscribe()
    await place.bot.send_message(place.anna.id, "x")
    assert (await news.get())["kind"] == "message"
    news.close()


async def test_what_a_person_deletes_is_gone_for_both(place: Place) -> None:
    said = await place.world.say(place.anna, place.account, "oops")
    await place.world.delete(place.anna, place.account, said)
    assert [each.text for each in place.world.messages(place.anna, place.account)] == ["/start"]
