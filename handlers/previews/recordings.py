"""Video and sound: the same streams in a new container that tells nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import av.subtitles.stream  # not before it is needed, and then nothing more can be opened
from av.bitstream import BitStreamFilterContext
from av.stream import Disposition

# How a file begins (offset, bytes), and the one reader it gets. None that reads lists of other files.
_READERS = (
    (4, b"ftyp", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
)
# Pictures in the container of a video, by the name that follows `ftyp`.
_STILLS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_PICTURES = {"h264", "hevc", "mpeg4", "av1", "vp9"}
# The container for a sound without pictures, and the ending of the copy.
_SOUNDS = {"opus": ("ogg", "ogg"), "mp3": ("mp3", "mp3"), "aac": ("ipod", "m4a"), "alac": ("ipod", "m4a")}
# Between the pictures some cameras write where they are, and encoders what they are (SEI units).
_CLEANERS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
_PARAMETER_SETS = (32, 33, 34)  # units of HEVC
_OPTIONS = {"mp3": {"id3v2_version": "0", "write_xing": "0"}}


class NoTime(Exception):
    """A packet does not say when it is shown: then the order of the pictures is not known."""


def remuxed(recording: bytes) -> tuple[str, bytes] | None:
    """The ending of the copy, and the copy. None for what is not read, or would not play on a phone."""
    reader = next((name for at, mark, name in _READERS if recording.startswith(mark, at)), None)
    if reader is None or recording.startswith(_STILLS, 8):
        return None
    with av.open(io.BytesIO(recording), format=reader) as told:
        streams = _chosen(told)
        fits = _container(streams)
        if fits is None:
            return None
        container, ending = fits
        options = {"fflags": "+bitexact"} | _OPTIONS.get(container, {})  # bitexact: names no program either
        made = io.BytesIO()
        with av.open(made, "w", format=container, options=options) as copy:
            _copy(told, copy, streams)
        return ending, made.getvalue()


def _chosen(told: Any) -> list[Any]:
    """The pictures and the sound; no cover, subtitles, places or attachments."""
    pictures = [each for each in told.streams.video if not each.disposition & Disposition.attached_pic]
    return [*pictures[:1], *told.streams.audio[:1]]


def _container(streams: list[Any]) -> tuple[str, str] | None:
    if not streams:
        return None
    name = _codec(streams[0])
    if streams[0].type == "video":
        return ("mp4", "mp4") if name in _PICTURES else None
    return _SOUNDS.get(name)


def _codec(stream: Any) -> str:
    return str(stream.codec_context.codec.canonical_name)


def _copy(told: Any, copy: Any, streams: list[Any]) -> None:
    targets = {stream.index: copy.add_stream_from_template(stream) for stream in streams}
    cleaners = {stream.index: _cleaner(stream, targets[stream.index]) for stream in streams}
    for each in (copy, *targets.values()):
        each.metadata.clear()
    for packet in told.demux(streams):
        for cleaned in _cleaned(packet, cleaners[packet.stream.index]):
            cleaned.stream = targets[packet.stream.index]
            copy.mux(cleaned)


def _cleaner(stream: Any, target: Any) -> BitStreamFilterContext | None:
    name = _codec(stream)
    if name not in _CLEANERS:
        return None
    cleaner = BitStreamFilterContext(_CLEANERS[name], stream, target)
    if name == "hevc":
        target.codec_context.extradata = _parameter_sets(stream.codec_context.extradata)
    return cleaner


def _cleaned(packet: Any, cleaner: BitStreamFilterContext | None) -> Iterator[Any]:
    if packet.size == 0:  # the end
        return
    if packet.dts is None:
        raise NoTime
    yield from cleaner.filter(packet) if cleaner else (packet,)


def _parameter_sets(box: bytes) -> bytes:
    """HEVC's, from a container's form (hvcC, ISO/IEC 14496-15) into the stream's own, which the cleaner
    writes too; what is no parameter set is left out."""
    sets, at = b"", 23
    for _array in range(box[22]):
        kind, count = box[at] & 0x3F, int.from_bytes(box[at + 1 : at + 3], "big")
        at += 3
        for _unit in range(count):
            end = at + 2 + int.from_bytes(box[at : at + 2], "big")
            if kind in _PARAMETER_SETS:
                sets += b"\0\0\0\1" + box[at + 2 : end]
            at = end
    return sets
