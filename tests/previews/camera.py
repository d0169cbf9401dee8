"""Pictures as cameras and phones write them: place, owner, a smaller picture and more beside the pixels."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms

OWNER = b"Canary Owner, flat 7"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>Canary 42.8746,74.5698</rdf:RDF></x:xmpmeta>'
COMMENT = b"Canary comment"
PLACE = struct.pack("<6I", 42, 1, 52, 1, 2856, 100)  # 42° 52' 28.56", as EXIF has it
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + b"Canary profile"
MOTION = b"\0\0\0\x18ftypmp42Canary motion photo"  # some phones put a whole video behind the picture

SIZE = (320, 200)
SIDEWAYS = 6  # EXIF orientation: turn it to the right


def _pixels() -> Image.Image:
    return Image.linear_gradient("L").resize(SIZE).convert("RGB")


def _saved(form: str, **more: object) -> bytes:
    out = io.BytesIO()
    _pixels().save(out, form, **more)
    return out.getvalue()


def exif() -> bytes:
    """TIFF as a camera writes it: owner and orientation, the place, and a small JPEG."""
    small = _small()
    first, places, second, behind = 8, 200, 300, 400
    strings = {behind: OWNER + b"\0", behind + 40: PLACE, behind + 80: small}
    whole = bytearray(behind + 80 + len(small))
    whole[:8] = b"II*\0" + struct.pack("<I", first)
    owner = (0x013B, 2, len(OWNER) + 1, behind)
    _directory(whole, first, [owner, (0x0112, 3, 1, SIDEWAYS), (0x8825, 4, 1, places)], second)
    north = int.from_bytes(b"N\0\0\0", "little")
    _directory(whole, places, [(1, 2, 2, north), (2, 5, 3, behind + 40)], 0)
    _directory(whole, second, [(0x0103, 3, 1, 6), (0x0201, 4, 1, behind + 80), (0x0202, 4, 1, len(small))], 0)
    for at, written in strings.items():
        whole[at : at + len(written)] = written
    return bytes(whole)


def _small() -> bytes:
    out = io.BytesIO()
    _pixels().resize((80, 50)).save(out, "JPEG", comment=b"Canary thumbnail")
    return out.getvalue()


def _directory(whole: bytearray, at: int, entries: list[tuple[int, int, int, int]], following: int) -> None:
    entries = sorted(entries)
    written = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    written += struct.pack("<I", following)
    whole[at : at + len(written)] = written


def jpeg() -> bytes:
    """EXIF with place and thumbnail, XMP, a colour profile, IPTC, a comment, and a video behind it all."""
    plain = _saved("JPEG")
    segments = (
        (0xE1, b"Exif\0\0" + exif()),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        (0xE2, b"ICC_PROFILE\0\1\1" + ICC),
        (0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x1a" + b"\x1c\x02\x50\0\x10Canary by-line.."),
        (0xFE, COMMENT),
    )
    written = b"".join(
        b"\xff" + bytes((kind,)) + struct.pack(">H", len(data) + 2) + data for kind, data in segments
    )
    return plain[:2] + written + plain[2:] + MOTION


def png() -> bytes:
    """Text, compressed text, XMP, EXIF, time and profile, as chunks."""
    plain, header = _saved("PNG"), 33
    chunks = (
        (b"tEXt", b"Author\0" + OWNER),
        (b"zTXt", b"Comment\0\0" + zlib.compress(COMMENT)),
        (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
        (b"eXIf", exif()),
        (b"iCCP", b"Canary\0\0" + zlib.compress(ICC)),
        (b"tIME", struct.pack(">H5B", 2026, 3, 1, 4, 5, 6)),
    )
    written = b"".join(_chunk(*each) for each in chunks)
    return plain[:header] + written + plain[header:] + MOTION


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def webp() -> bytes:
    return _saved("WEBP", exif=b"Exif\0\0" + exif(), xmp=XMP, icc_profile=ICC)


def gif() -> bytes:
    """A comment, and XMP in the way that its makers put it there."""
    plain = _saved("GIF")
    comment = b"\x21\xfe" + bytes((len(COMMENT),)) + COMMENT + b"\0"
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    return plain[:-1] + comment + b"\x21\xff\x0bXMP DataXMP" + XMP + trailer + plain[-1:]


def heic() -> bytes:
    """Only its beginning: nothing here reads more of it."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + exif()


def bomb() -> bytes:
    """A few hundred kilobytes that say they are 1.6 thousand million pixels."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes(40_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


MADE = {"JPEG": jpeg, "PNG": png, "WebP": webp, "GIF": gif}


def segments(picture: bytes) -> list[int]:
    """The markers of a JPEG up to its end, which must be the end."""
    at, found = 2, []
    while picture[at + 1] != 0xDA:
        found.append(picture[at + 1])
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    assert picture.index(b"\xff\xd9", at) == len(picture) - 2
    return found
