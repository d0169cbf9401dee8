"""Files: ids that belong to one bot, links that live an hour, limits."""

from __future__ import annotations

import io

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile
from telegram.error import BadRequest

from tests.simulator.conftest import Place


async def test_a_file_is_downloaded_as_it_was_sent(place: Place) -> None:
    await place.world.send_file(
        place.anna, place.account, "document", b"%PDF-1.7", name="a.pdf", caption="see"
    )
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.caption) == ("a.pdf", "see")
    loaded = await place.bot.download(message.document)
    assert loaded is not None
    assert loaded.read() == b"%PDF-1.7"


async def test_a_file_id_belongs_to_one_bot(place: Place) -> None:
    await place.world.send_file(place.anna, place.group, "document", b"both see it")
    mine = (await place.bot.get_updates())[-1].message
    theirs = (await place.ptb.get_updates())[-1].message
    assert mine is not None and mine.document is not None  # noqa: PT018
    assert theirs is not None and theirs.document is not None  # noqa: PT018
    assert mine.document.file_unique_id == theirs.document.file_unique_id
    assert mine.document.file_id != theirs.document.file_id
    with pytest.raises(BadRequest, match=r"[Ww]rong file identifier"):
        await place.ptb.get_file(mine.document.file_id)
    file = await place.ptb.get_file(theirs.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"both see it"


async def test_files_over_20_megabytes_are_not_given_to_bots(place: Place) -> None:
    await place.world.send_file(place.anna, place.account, "video", b"film", size=21 * 1024 * 1024)
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.video is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await place.bot.get_file(message.video.file_id)


async def test_a_link_lives_for_an_hour(place: Place) -> None:
    await place.world.send_file(place.anna, place.account, "voice", b"OggS")
    message = (await place.bot.get_updates())[-1].message
    assert message is not None
    assert message.voice is not None
    file = await place.bot.get_file(message.voice.file_id)
    assert file.file_path is not None
    url = place.bot.session.api.file_url(place.bot.token, file.file_path)
    async with place.http.get(url) as answer:
        assert await answer.read() == b"OggS"
    place.clock.forward(hours=1, seconds=1)
    async with place.http.get(url) as answer:
        assert answer.status == 404


async def test_bots_upload_documents(place: Place) -> None:
    await place.bot.send_document(place.anna.id, BufferedInputFile(b"one", "one.txt"), caption="1")
    await place.ptb.send_document(place.group.id, io.BytesIO(b"two"), filename="two.txt")
    private = place.world.messages(place.anna, place.account)[-1]
    group = place.world.messages(place.anna, place.group)[-1]
    assert private.file is not None and group.file is not None  # noqa: PT018
    assert (private.kind, private.text, private.file.name, private.file.data) == (
        "document",
        "1",
        "one.txt",
        b"one",
    )
    assert (group.file.name, group.file.data) == ("two.txt", b"two")
