"""What bots send besides texts."""

from __future__ import annotations

import io

import pytest
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto
from PIL import Image
from telegram import InputMediaPhoto as PtbPhoto
from telegram.error import BadRequest

from tests.simulator.conftest import Place


def picture(width: int = 1600, height: int = 900) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


async def test_a_photo_comes_in_sizes_as_jpeg(place: Place) -> None:
    await place.world.send_file(place.anna, place.account, "photo", picture())
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.photo is not None
    assert [size.width for size in message.photo] == [90, 320, 800, 1280]
    loaded = await place.bot.download(message.photo[-1])
    assert loaded is not None
    assert Image.open(loaded).format == "JPEG"


async def test_bots_send_photos_with_captions(place: Place) -> None:
    sent = await place.bot.send_photo(place.anna.id, BufferedInputFile(picture(), "p.png"), caption="See")
    assert (sent.caption, sent.photo is not None) == ("See", True)
    theirs = await place.ptb.send_photo(place.group.id, picture(), caption="See", protect_content=True)
    assert theirs.photo[-1].width == 1280
    shown = place.world.messages(place.anna, place.group)[-1]
    assert (shown.kind, shown.text, shown.protected) == ("photo", "See", True)
    again = await place.ptb.send_photo(place.group.id, theirs.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == theirs.photo[-1].file_unique_id


async def test_what_is_no_picture_is_no_photo(place: Place) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await place.bot.send_photo(place.anna.id, BufferedInputFile(b"text", "p.png"))
    with pytest.raises(TelegramBadRequest, match="PHOTO_INVALID_DIMENSIONS"):
        await place.bot.send_photo(place.anna.id, BufferedInputFile(picture(2100, 100), "p.png"))


async def test_bots_send_every_sort_of_file(place: Place) -> None:
    chat, bot = place.anna.id, place.bot
    data = BufferedInputFile(b"bytes", "clip.mp4")
    assert (await bot.send_video(chat, data, caption="v")).video
    assert (await bot.send_voice(chat, data)).voice
    assert (await bot.send_audio(chat, data)).audio
    assert (await bot.send_video_note(chat, data)).video_note
    assert (await bot.send_animation(chat, data)).animation
    assert (await bot.send_document(chat, data)).document
    assert (await bot.send_location(chat, 50.45, 30.52)).location
    assert await bot.send_chat_action(chat, ChatAction.TYPING)
    kinds = [each.kind for each in place.world.messages(place.anna, place.account)[1:]]
    assert kinds == ["video", "voice", "audio", "video_note", "animation", "document", "location"]


async def test_an_album_has_2_to_10_files_of_one_sort(place: Place) -> None:
    photos = [
        InputMediaPhoto(media=BufferedInputFile(picture(), f"{n}.png"), caption=str(n)) for n in range(2)
    ]
    sent = await place.bot.send_media_group(place.anna.id, list(photos))
    assert len({each.media_group_id for each in sent}) == 1
    assert [each.text for each in place.world.messages(place.anna, place.account)[1:]] == ["0", "1"]
    assert (
        len(await place.ptb.send_media_group(place.group.id, [PtbPhoto(picture()), PtbPhoto(picture())])) == 2
    )
    with pytest.raises(TelegramBadRequest, match="between 2 and 10"):
        await place.bot.send_media_group(place.anna.id, list(photos[:1]))
    document = InputMediaDocument(media=BufferedInputFile(b"x", "x.txt"))
    with pytest.raises(TelegramBadRequest, match="can't be mixed"):
        await place.bot.send_media_group(place.anna.id, [photos[0], document])


async def test_an_impossible_place_is_refused(place: Place) -> None:
    with pytest.raises(BadRequest, match=r"[Ww]rong latitude"):
        await place.ptb.send_location(place.group.id, 91, 0)


async def test_a_copy_forgets_where_it_came_from(place: Place) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "X"}
    told = await place.world.say(place.anna, place.account, "told", forward_origin=origin)
    await place.bot.copy_message(place.group.id, place.anna.id, told)
    await place.ptb.get_updates()
    copy = place.world.room_of(place.group).messages[max(place.world.room_of(place.group).messages)]
    assert (copy.text, "forward_origin" in copy.content) == ("told", False)
    secret = await place.bot.send_message(place.anna.id, "secret", protect_content=True)
    with pytest.raises(TelegramBadRequest, match="message can't be copied"):
        await place.bot.copy_message(place.group.id, place.anna.id, secret.message_id)
    with pytest.raises(TelegramBadRequest, match="message to copy not found"):
        await place.bot.copy_message(place.group.id, place.anna.id, 999)


async def test_captions_are_edited_with_the_buttons(place: Place) -> None:
    sent = await place.bot.send_document(place.anna.id, BufferedInputFile(b"x", "x.txt"), caption="one")
    await place.bot.edit_message_caption(chat_id=place.anna.id, message_id=sent.message_id, caption="two")
    assert place.world.messages(place.anna, place.account)[-1].text == "two"
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await place.bot.edit_message_text("two", chat_id=place.anna.id, message_id=sent.message_id)
    text = await place.bot.send_message(place.anna.id, "text")
    with pytest.raises(TelegramBadRequest, match="there is no caption in the message to edit"):
        await place.bot.edit_message_caption(chat_id=place.anna.id, message_id=text.message_id, caption="x")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await place.bot.edit_message_reply_markup(chat_id=place.anna.id, message_id=text.message_id)


async def test_a_text_can_be_edited_into_a_photo_and_stays_protected(place: Place) -> None:
    sent = await place.bot.send_message(place.anna.id, "One moment.", protect_content=True)
    media = InputMediaPhoto(media=BufferedInputFile(picture(), "x.png"), caption="Here")
    await place.bot.edit_message_media(media, chat_id=place.anna.id, message_id=sent.message_id)
    shown = place.world.messages(place.anna, place.account)[-1]
    assert (shown.kind, shown.text, shown.protected) == ("photo", "Here", True)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await place.bot.edit_message_media(media, chat_id=place.anna.id, message_id=sent.message_id + 100)
