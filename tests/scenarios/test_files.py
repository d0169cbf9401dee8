"""Files: ✅ only when the bytes are sealed, nothing of the phone in what staff see, none lost on the way."""

from __future__ import annotations

import pyrage  # type: ignore[import-untyped]
import pytest

from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from handlers.media import KEPT, LOST
from storage import tables
from storage.keys import ARCHIVE_SECRET
from tests.conftest import Clock
from tests.previews import camera, recorder
from tests.scenarios import inputs, inside, pictures, walks
from tests.scenarios.walks import words

NAME = "Aibek passport scan.jpg"


async def _at_files(witness: Witness) -> None:
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)


async def _sent(stage: Stage, witness: Witness) -> str:
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await inside.settled(stage)
    return code


async def _read(stage: Stage, moderator: Moderator, code: str) -> None:
    await moderator.start()
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(f"{code}: ")
    await inside.settled(stage)


def _original(stage: Stage) -> bytes:
    """Opened as a person does on the workstation, with the archive's secret key."""
    (path,) = (stage.folder / "files" / "originals").glob("*.age")
    secret = (stage.folder / "keys" / ARCHIVE_SECRET).read_text()
    key = next(line for line in secret.splitlines() if line.startswith("AGE-SECRET-KEY-"))
    opened: bytes = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    return opened


async def test_a_file_has_its_tick_only_once_it_is_sealed(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await _at_files(witness)
    stage.server.faults.next("download", 2)
    await witness.send_document(pictures.jpeg(), NAME)
    await inside.settled(stage)
    assert words(KEPT) not in witness.transcript()
    assert inside.blobs(stage) == []
    clock.advance(seconds=2)
    await inside.ticked(stage)
    assert words(KEPT) not in witness.transcript()
    clock.advance(seconds=5)
    await inside.ticked(stage)
    assert words(KEPT) in witness.screen()
    assert len(inside.blobs(stage)) == 2


@pytest.mark.parametrize("fault", ["error500", "timeout_before", "timeout_after", "flood"])
async def test_a_download_that_fails_is_tried_again(stage: Stage, clock: Clock, fault: str) -> None:
    witness = stage.witness()
    await _at_files(witness)
    for method in ("getFile", "download"):
        stage.server.faults.next(method, 1, fault)  # type: ignore[arg-type]
    await witness.send_voice(b"a voice")
    for _try in range(3):
        await inside.settled(stage)
        clock.advance(seconds=30)
        await inside.ticked(stage)
    assert words(KEPT) in witness.screen()
    assert _original(stage) == b"a voice"


async def test_a_file_that_telegram_no_longer_has_is_asked_for_again(stage: Stage) -> None:
    witness = stage.witness()
    await _at_files(witness)
    gone = "Bad Request: wrong file_id or the file is temporarily unavailable"
    stage.server.faults.next("getFile", 1, "refused", description=gone)
    await witness.send_voice(b"a voice")
    await witness.sees(words(LOST))
    assert words(KEPT) not in witness.transcript()
    await witness.send_voice(b"a voice")
    await witness.sees(words(KEPT))


async def test_staff_get_a_copy_without_place_camera_or_name(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    sent = pictures.jpeg()
    assert pictures.has_place(sent)
    await _at_files(witness)
    await witness.send_document(sent, NAME)
    await witness.sees(words(KEPT))
    code = await _sent(stage, witness)
    await _read(stage, moderator, code)

    shown = [message for message in moderator.in_private.messages() if message.kind == "photo"]
    assert len(shown) == 1
    assert shown[0].protected
    received = shown[0].file
    assert received is not None
    assert not pictures.tells_anything(received.data)
    shown_by = [params for _bot, method, params in stage.world.calls if method == "editMessageMedia"]
    uploads = [value for params in shown_by for value in params.values() if str(value).startswith("file:")]
    assert uploads == [f"file:{code}-1.jpg"]
    assert "Aibek" not in moderator.in_private.transcript() + moderator.in_group.transcript()
    assert _original(stage) == sent


async def test_staff_see_and_hear_recordings_without_place_title_or_name(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    sent = {
        "video": recorder.video("MP4"),
        "video_note": recorder.video("MP4 without sound"),
        "animation": recorder.video("MPEG-4"),
        "voice": recorder.sound("voice"),
        "audio": recorder.sound("MP3", cover=True),
    }
    for kind, data in sent.items():
        await witness.send(kind, data)
        await inside.settled(stage)
    await witness.send_document(recorder.video("MOV"), "Aibek on the square.mov")
    await inside.settled(stage)
    code = await _sent(stage, witness)
    await _read(stage, moderator, code)

    shown = [message for message in moderator.in_private.messages() if message.file]
    await moderator.in_private.press("More files (6 of 6)")
    await inside.settled(stage)
    shown += [message for message in moderator.in_private.messages() if message.file]
    assert [message.kind for message in shown] == ["video", "video", "video", "voice", "audio", "video"]
    assert all(message.protected for message in shown)
    assert not any(b"Canary" in message.file.data for message in shown if message.file)
    uploads = [
        str(value)
        for _bot, method, params in stage.world.calls
        for value in params.values()
        if method in ("editMessageMedia", "sendVoice") and str(value).startswith("file:")
    ]
    endings = ("mp4", "mp4", "mp4", "ogg", "mp3", "mp4")
    assert uploads == [f"file:{code}-{number}.{ending}" for number, ending in enumerate(endings, start=1)]
    assert "Aibek" not in moderator.in_private.transcript() + moderator.in_group.transcript()


@pytest.mark.parametrize(
    "sent", [camera.bomb(), camera.jpeg()[:2000], camera.heic()], ids=["bomb", "torn", "HEIC"]
)
async def test_a_hostile_picture_is_kept_and_shown_to_nobody(stage: Stage, sent: bytes) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    await witness.send_document(sent, "holiday.png")
    await witness.sees(words(KEPT))
    code = await _sent(stage, witness)
    await _read(stage, moderator, code)
    await moderator.in_private.sees(f"{code}-1.file: document")
    assert _original(stage) == sent


async def test_papers_and_archives_are_not_even_tried(stage: Stage) -> None:
    """Whatever they say they are: what is in one of them may be aimed at staff."""
    witness = stage.witness()
    await _at_files(witness)
    for name in ("list.pdf", "list.docx", "all.zip"):
        await witness.send_document(pictures.jpeg(), name)
        await inside.settled(stage)
    assert {path.parent.name for path in inside.blobs(stage)} == {"originals"}


async def test_what_has_no_preview_is_listed_by_kind_and_size(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    for kind, data in (("video", b"v" * 2_400_000), ("voice", b"a voice"), ("document", b"%PDF paper")):
        await witness.send(kind, data)
        await inside.settled(stage)
    code = await _sent(stage, witness)
    assert "Files: 3" in (await moderator.card(code)).text
    await _read(stage, moderator, code)
    for line in ("-1.mp4: video, 2.4 MB", "-2.ogg: voice message, 1 KB", "-3.file: document, 1 KB"):
        await moderator.in_private.sees(code + line)
    assert all(message.kind != "photo" for message in moderator.in_private.messages())


async def test_what_only_claims_to_be_a_picture_is_listed_too(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    await witness.send_document(b"\xff\xd8\xff\xe0 not a picture at all", "x.jpg")
    await witness.sees(words(KEPT))
    code = await _sent(stage, witness)
    await _read(stage, moderator, code)
    await moderator.in_private.sees(f"{code}-1.file: document")


async def test_a_file_still_on_its_way_at_submit_arrives_later(stage: Stage, clock: Clock) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    stage.server.faults.next("download", 2)
    await witness.send_document(pictures.jpeg(), NAME)
    await inside.settled(stage)
    code = await _sent(stage, witness)
    assert "1 on the way" in (await moderator.card(code)).text
    await _read(stage, moderator, code)

    for _try in range(2):
        clock.advance(seconds=30)
        await inside.ticked(stage)
    assert "Files: 1" in (await moderator.card(code)).text
    assert "on the way" not in (await moderator.card(code)).text
    assert code in walks.newest(moderator.in_private)
    await moderator.in_private.press("Read")
    await moderator.in_private.until(
        lambda: any(message.kind == "photo" for message in moderator.in_private.messages()), "it", 10
    )


async def test_files_leave_the_chat_when_the_report_is_sent(stage: Stage) -> None:
    witness = stage.witness()
    await _at_files(witness)
    sent = [await witness.send_photo(pictures.jpeg()), await witness.send_voice(b"a voice")]
    await inside.settled(stage)
    assert {message.id for message in witness.chat.messages()} >= set(sent)
    await _sent(stage, witness)
    assert not {message.id for message in witness.chat.messages()} & set(sent)


async def test_an_album_is_one_answer_of_several_files(stage: Stage) -> None:
    witness, moderator = stage.witness(), stage.moderator()
    await _at_files(witness)
    for caption in ("The yard.", None, None):
        await witness.send_photo(pictures.jpeg(), caption, album="77")
    await inside.settled(stage)
    code = await _sent(stage, witness)
    assert len(await inside.files_named(stage, code)) == 3
    assert "Files: 3" in (await moderator.card(code)).text
    assert (await inside.told(stage, code)) == [[walks.NARRATIVE, "The yard."]]


async def test_files_sent_at_another_question_go_with_the_report(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, "In which country did it happen?")
    await inputs.EVERY["voice"](witness)
    await witness.sees(words(KEPT))
    code = await _sent(stage, witness)
    assert len(await inside.files_named(stage, code)) == 1


async def test_going_on_without_waiting_for_files_loses_none(stage: Stage) -> None:
    witness = stage.witness()
    await _at_files(witness)
    for number in range(8):
        await witness.send_document(b"paper %d" % number)
    await _sent(stage, witness)
    assert await inside.count(stage, tables.files) == 8
    assert len(inside.blobs(stage)) == 8
