"""What staff get of a recording is its pictures and its sound, whatever else the phone put in."""

from __future__ import annotations

import pytest

from handlers.previews.making import Copier
from tests.previews import recorder

# What any reader sees in any MP4: none of it is about this recording
NEUTRAL = {"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}
WORDS = {"isom", "512", "und", "VideoHandler", "SoundHandler", "[0][0][0][0]"}
LEAKS = (b"Canary", b"42.87", b"x264", b"x265", b"\xa9xyz", b"chap")


@pytest.mark.parametrize("kind", recorder.VIDEOS)
async def test_a_video_keeps_its_pictures_and_sound_and_tells_nothing(kind: str) -> None:
    original = recorder.video(kind)
    before = recorder.told_by(original)
    assert original.count(b"Canary") >= 4
    assert before["chapters"]
    copy = await Copier().copy(original)
    assert copy is not None
    assert copy.ending == "mp4"
    after = recorder.told_by(copy.content)
    assert after["words"].keys() <= NEUTRAL
    assert {word for word in after["words"].values() if not word.startswith("iso")} <= WORDS
    assert after["chapters"] == []
    assert after["pictures"] == before["pictures"] == 25
    assert after["kinds"] == [each for each in before["kinds"] if each in ("video", "audio")]
    assert [leak for leak in LEAKS if leak in copy.content] == []


@pytest.mark.parametrize(
    ("kind", "cover", "ending"),
    [("voice", False, "ogg"), ("MP3", False, "mp3"), ("MP3", True, "mp3"), ("M4A", False, "m4a")],
)
async def test_a_sound_tells_nothing_and_has_no_cover(kind: str, cover: bool, ending: str) -> None:
    original = recorder.sound(kind, cover)
    assert ("video" in recorder.told_by(original)["kinds"]) == cover
    copy = await Copier().copy(original)
    assert copy is not None
    assert copy.ending == ending
    after = recorder.told_by(copy.content)
    assert after["words"].keys() <= NEUTRAL
    assert after["kinds"] == ["audio"]
    assert [leak for leak in LEAKS if leak in copy.content] == []


async def test_a_video_is_shown_the_way_up_that_it_was_taken() -> None:
    upright = recorder.turned(recorder.video("MP4"))
    assert recorder.told_by(upright)["turned"] != 0
    copy = await Copier().copy(upright)
    assert copy is not None
    assert recorder.told_by(copy.content)["turned"] == recorder.told_by(upright)["turned"]


@pytest.mark.parametrize(
    "file",
    [
        recorder.video()[:900],
        b"\0\0\0\x18ftypisom" + bytes(500),
        b"OggS" + bytes(500),
        b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/x.ts\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ],
    ids=["cut off", "only its head", "an empty Ogg", "a list of addresses", "a list of files"],
)
async def test_what_is_no_whole_recording_has_no_copy(file: bytes) -> None:
    assert await Copier().copy(file) is None
