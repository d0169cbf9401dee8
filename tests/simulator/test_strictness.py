"""What Telegram would refuse, the local one refuses too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyParameters
from telegram import ForceReply, LinkPreviewOptions, ReplyKeyboardMarkup

from tests.simulator.conftest import Place

Answer = tuple[int, dict[str, Any]]


async def post(place: Place, method: str, **params: Any) -> Answer:
    """Call a method with a JSON body."""
    async with place.http.post(place.url(method), json=params) as answer:
        return answer.status, await answer.json()


async def refused(place: Place, method: str, **params: Any) -> str:
    status, body = await post(place, method, **params)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    return str(body["description"]).removeprefix("Bad Request: ")


async def test_json_forms_and_queries_are_read_alike(place: Place) -> None:
    chat, url = place.anna.id, place.url("sendMessage")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    form = {
        "chat_id": str(chat),
        "text": "form",
        "reply_markup": json.dumps(markup),
        "protect_content": "true",
    }
    async with place.http.post(url, data=form) as answer:
        assert (await answer.json())["result"]["reply_markup"] == markup
    async with place.http.post(url, json={"chat_id": chat, "text": "json", "reply_markup": markup}) as answer:
        assert (await answer.json())["result"]["reply_markup"] == markup
    async with place.http.get(url, params={"chat_id": str(chat), "text": "query"}) as answer:
        assert (await answer.json())["result"]["text"] == "query"
    async with place.http.get(
        place.url("SENDMESSAGE"), params={"chat_id": str(chat), "text": "case"}
    ) as answer:
        assert answer.status == 200


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(place: Place) -> None:
    async with place.http.get(f"{place.server.url}/bot1:wrong/getMe") as answer:
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await post(place, "noSuchMethod") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found"},
    )


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 5_000_001}, "message text is empty"),
        ({"chat_id": 5_000_001, "text": ""}, "message text is empty"),
        ({"chat_id": 5_000_001, "text": " \n "}, "text must be non-empty"),
        ({"chat_id": 5_000_001, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 5_000_001, "text": "😀" * 2049}, "message is too long"),
        (
            {"chat_id": 5_000_001, "text": "x", "reply_to_message_id": 1},
            'unknown parameter "reply_to_message_id"',
        ),
        (
            {"chat_id": 5_000_001, "text": "x", "business_connection_id": "b"},
            'the local Telegram does not play "business_connection_id"',
        ),
        ({"chat_id": 5_000_001, "text": "x", "colour": "red"}, 'unknown parameter "colour"'),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": -42, "text": "x"}, "chat not found"),
        (
            {"chat_id": 5_000_001, "text": "x", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        ({"chat_id": 5_000_001, "text": "x", "message_thread_id": 7}, "message thread not found"),
    ],
)
async def test_bad_messages_are_refused(place: Place, params: dict[str, Any], reason: str) -> None:
    assert await refused(place, "sendMessage", **params) == reason


async def test_mistyped_parameters_are_refused(place: Place) -> None:
    base = {"chat_id": place.anna.id, "text": "x"}
    assert "protect_content" in await refused(place, "sendMessage", **base, protect_content={"no": 1})
    wrong_button = {"inline_keyboard": [[{"text": "x", "callback_data": 5}]]}
    assert "callback_data" in await refused(place, "sendMessage", **base, reply_markup=wrong_button)
    odd_button = {"inline_keyboard": [[{"text": "x", "callback_data": "x", "glow": True}]]}
    assert "glow" in await refused(place, "sendMessage", **base, reply_markup=odd_button)
    async with place.http.post(place.url("sendMessage"), data={**base, "reply_markup": "{broken"}) as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse reply markup JSON object"
    async with place.http.post(place.url("getUpdates"), data={"offset": "one"}) as answer:
        assert answer.status == 400


def keyboard(*rows: int, data: str = "x") -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text="x", callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[button] * width for width in rows])


async def test_keyboards_have_limits(place: Place) -> None:
    chat = place.anna.id
    await place.bot.send_message(chat, "most", reply_markup=keyboard(*[8] * 12, 4))
    await place.bot.send_message(chat, "longest", reply_markup=keyboard(1, data="я" * 32))
    for bad, reason in (
        (keyboard(*[8] * 12, 5), "reply markup is too long"),
        (keyboard(9), "reply markup is too long"),
        (keyboard(1, data="я" * 33), "BUTTON_DATA_INVALID"),
        (keyboard(1, data=""), "BUTTON_DATA_INVALID"),
    ):
        with pytest.raises(TelegramBadRequest, match=reason):
            await place.bot.send_message(chat, "x", reply_markup=bad)
    plain = {"inline_keyboard": [[{"text": "x"}]]}
    reason = await refused(place, "sendMessage", chat_id=chat, text="x", reply_markup=plain)
    assert reason == "Text buttons are unallowed in the inline keyboard"
    link = {"inline_keyboard": [[{"text": "x", "url": "nowhere"}]]}
    assert "is invalid" in await refused(place, "sendMessage", chat_id=chat, text="x", reply_markup=link)


async def test_entities_are_kept_and_their_places_checked(place: Place) -> None:
    bold = MessageEntity(type="bold", offset=2, length=3)
    sent = await place.bot.send_message(place.anna.id, "😀 me /go", entities=[bold])
    assert [(each.type, each.offset, each.length) for each in sent.entities or []] == [
        ("bold", 2, 3),
        ("bot_command", 6, 3),
    ]
    for offset, length, reason in (
        (5, 9, "ends after the end of the text"),
        (1, 2, "in a middle of a UTF-16 symbol"),
        (-1, 2, "invalid offset"),
    ):
        entity = MessageEntity(type="bold", offset=offset, length=length)
        with pytest.raises(TelegramBadRequest, match=reason):
            await place.bot.send_message(place.anna.id, "😀 me", entities=[entity])
    with pytest.raises(TelegramBadRequest, match="unsupported entity type"):
        await place.bot.send_message(
            place.anna.id, "x", entities=[MessageEntity(type="loud", offset=0, length=1)]
        )


async def test_text_is_trimmed_and_its_entities_move_along(place: Place) -> None:
    bold = MessageEntity(type="bold", offset=2, length=5)
    sent = await place.bot.send_message(place.anna.id, "  bold  ", entities=[bold])
    assert sent.text == "bold"
    assert [(each.offset, each.length) for each in sent.entities or []] == [(0, 4)]


async def test_html_is_parsed_before_it_is_measured(place: Place) -> None:
    sent = await place.bot.send_message(
        place.anna.id, '<b>Hi &amp; <i>bye</i></b> <a href="https://example.org">there</a>', parse_mode="HTML"
    )
    assert sent.text == "Hi & bye there"
    assert {(each.type, each.offset, each.length) for each in sent.entities or []} == {
        ("bold", 0, 8),
        ("italic", 5, 3),
        ("text_link", 9, 5),
    }
    assert await place.bot.send_message(place.anna.id, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
    for broken in ("<b>open", "<blink>x</blink>", "<b>x</i>"):
        with pytest.raises(TelegramBadRequest, match="can't parse entities"):
            await place.bot.send_message(place.anna.id, broken, parse_mode="HTML")
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await place.bot.send_message(place.anna.id, "x", parse_mode="Loud")


async def test_captions_and_answers_have_limits(place: Place) -> None:
    said = await place.bot.send_message(place.anna.id, "x", reply_markup=keyboard(1))
    query = await place.world.press(place.anna, place.account, said.message_id, 0, 0)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await place.bot.answer_callback_query(query, "x" * 201)
    with pytest.raises(TelegramBadRequest, match="URL_INVALID"):
        await place.bot.answer_callback_query(query, url="https://example.org")
    own = "https://t.me/witness_bot?start=abc"
    assert await place.bot.answer_callback_query(query, url=own)
    assert place.world.toasts(place.anna)[-1].url == own
    await place.world.send_file(place.anna, place.account, "document", b"x")
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await place.bot.send_document(place.anna.id, message.document.file_id, caption="x" * 1025)


async def test_replies_and_other_markup_are_taken(place: Place) -> None:
    first = await place.bot.send_message(place.anna.id, "first")
    reply = ReplyParameters(message_id=first.message_id)
    second = await place.bot.send_message(place.anna.id, "second", reply_parameters=reply)
    assert second.reply_to_message is not None
    assert second.reply_to_message.message_id == first.message_id
    missing = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    assert (
        await place.bot.send_message(place.anna.id, "x", reply_parameters=missing)
    ).reply_to_message is None
    await place.ptb.send_message(
        place.group.id,
        "https://example.org",
        reply_markup=ForceReply(selective=True),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    await place.ptb.send_message(place.group.id, "x", reply_markup=ReplyKeyboardMarkup([["Yes"]]))


async def test_too_much_to_delete_at_once_is_refused(place: Place) -> None:
    with pytest.raises(TelegramBadRequest, match="between 1 and 100"):
        await place.bot.delete_messages(place.anna.id, list(range(101)))
