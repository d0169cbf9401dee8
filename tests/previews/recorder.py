"""Recordings as phones and editors write them: titles, places, chapters, covers."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache
from typing import Any

import av

from tests.previews import camera

RATE = 48_000
TOLD = {
    "title": "Canary title",
    "artist": "Canary artist",
    "comment": "Canary comment",
    "make": "Canary make",
    "location": "+42.8746+074.5698/",
    "com.apple.quicktime.location.ISO6709": "+42.8746+074.5698/",
    "creation_time": "2026-01-02T03:04:05Z",
}
# pictures, sound, container
VIDEOS = {
    "MP4": ("libx264", "aac", "mp4"),
    "MOV": ("libx264", "aac", "mov"),
    "HEVC": ("libx265", "aac", "mp4"),
    "MPEG-4": ("mpeg4", "aac", "mp4"),
    "WebM": ("libvpx-vp9", "libopus", "webm"),
    "MP4 without sound": ("libx264", None, "mp4"),
}
SOUNDS = {"voice": ("libopus", "ogg"), "MP3": ("libmp3lame", "mp3"), "M4A": ("aac", "ipod")}
_SAMPLES = {"libopus": ("s16", 960), "aac": ("fltp", 1024), "libmp3lame": ("s16p", 1152)}


@cache
def video(kind: str = "MP4", pictures: int = 25) -> bytes:
    """A second, with a chapter where the container has them; the encoder leaves its settings inside (SEI)."""
    codec, sound, form = VIDEOS[kind]
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if form in ("mp4", "mov") else {}
    with av.open(out, "w", format=form, options=options) as made:
        shown: Any = made.add_stream(codec, rate=25)
        shown.width, shown.height, shown.pix_fmt = 64, 48, "yuv420p"
        shown.options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
        shown.metadata["handler_name"] = "Canary handler"
        heard = made.add_stream(sound, rate=RATE) if sound else None
        _tell(made)
        _paint(made, shown, pictures)
        if heard is not None and sound is not None:
            _play(made, heard, sound)
    return out.getvalue()


@cache
def sound(kind: str = "voice", cover: bool = False) -> bytes:
    codec, form = SOUNDS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=form) as made:
        heard = made.add_stream(codec, rate=RATE)
        heard.metadata["title"] = "Canary title"
        made.metadata.update(TOLD)
        if cover:
            _add_cover(made)
        _play(made, heard, codec)
    return out.getvalue()


def _tell(made: Any) -> None:
    made.metadata.update(TOLD)
    chapter = {"id": 1, "start": 0, "end": 500, "time_base": Fraction(1, 1000)}
    made.set_chapters([chapter | {"metadata": {"title": "Canary chapter"}}])


def _paint(made: Any, shown: Any, pictures: int) -> None:
    for number in range(pictures):
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes((number * 9,)) * plane.buffer_size)
        frame.pts = number
        made.mux(shown.encode(frame))
    made.mux(shown.encode(None))


def _play(made: Any, heard: Any, codec: str) -> None:
    form, samples = _SAMPLES[codec]
    for number in range(40):
        frame = av.AudioFrame(form, "mono", samples)
        frame.sample_rate, frame.pts = RATE, number * samples
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        made.mux(heard.encode(frame))
    made.mux(heard.encode(None))


def _add_cover(made: Any) -> None:
    with av.open(io.BytesIO(camera.jpeg()), "r") as picture:
        stream = made.add_stream_from_template(picture.streams.video[0])
        stream.disposition = av.stream.Disposition.attached_pic
        packet = next(picture.demux())
        packet.stream = stream
        made.mux(packet)


def turned(recording: bytes) -> bytes:
    """The same video, marked as taken with the phone upright: a quarter turn in the track's header."""
    at = recording.index(b"tkhd") + 4 + 40
    quarter = b"".join(value.to_bytes(4, "big", signed=True) for value in _QUARTER)
    return recording[:at] + quarter + recording[at + 36 :]


_QUARTER = (0, 65536, 0, -65536, 0, 0, 48 * 65536, 0, 1 << 30)


def told_by(recording: bytes) -> dict[str, Any]:
    """All that a reader finds beside pictures and sound, and how much of those there is."""
    with av.open(io.BytesIO(recording), "r") as read:
        words = dict(read.metadata)
        for stream in read.streams:
            words |= stream.metadata
        kinds = [stream.type for stream in read.streams]
        pictures = list(read.decode(video=0)) if "video" in kinds else []
        return {
            "words": words,
            "kinds": kinds,
            "chapters": read.chapters(),
            "pictures": len(pictures),
            "turned": pictures[0].rotation if pictures else 0,
        }
