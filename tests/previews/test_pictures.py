"""What staff see of a picture is its pixels, whatever the camera wrote beside them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from handlers.previews.making import Copier
from tests.previews import camera

# APP0 (JFIF), quantisation and Huffman tables, frame header: what pixels need
NEEDED = {0xE0, 0xDB, 0xC4, 0xC0}


@pytest.mark.parametrize("kind", camera.MADE)
async def test_a_copy_holds_pixels_and_nothing_else(kind: str) -> None:
    original = camera.MADE[kind]()
    assert b"Canary" in original
    copy = await Copier().copy(original)
    assert copy is not None
    assert copy.ending == "jpg"
    assert set(camera.segments(copy.content)) <= NEEDED
    for told in (b"Canary", b"Exif", b"xmp", b"ICC", b"Photoshop", b"ftyp", camera.PLACE):
        assert told not in copy.content
    assert copy.content.count(b"\xff\xd8") == 1  # no smaller picture inside


def test_the_camera_does_write_what_must_not_be_seen() -> None:
    """Else the test above would show nothing."""
    with Image.open(io.BytesIO(camera.jpeg())) as opened:
        assert opened.getexif().get_ifd(0x8825)[2] == (42, 52, 28.56)
        assert {"exif", "xmp", "comment", "photoshop", "icc_profile"} <= opened.info.keys()
    assert camera.jpeg().count(b"\xff\xd8") == 2
    for kind in ("PNG", "WebP"):
        with Image.open(io.BytesIO(camera.MADE[kind]())) as opened:
            assert opened.getexif().get_ifd(0x8825)


async def test_a_copy_stands_upright_and_is_small() -> None:
    sideways = await Copier().copy(camera.jpeg())
    assert sideways is not None
    with Image.open(io.BytesIO(sideways.content)) as opened:
        assert opened.size == (camera.SIZE[1], camera.SIZE[0])
    out = io.BytesIO()
    Image.new("L", (4000, 1000)).save(out, "JPEG")
    large = await Copier().copy(out.getvalue())
    assert large is not None
    with Image.open(io.BytesIO(large.content)) as opened:
        assert opened.size == (1600, 400)


@pytest.mark.parametrize(
    "file",
    [camera.heic(), camera.jpeg()[:700], b"", b"junk", b"%PDF-1.7 paper", b"PK\3\4 archive", b"<svg/>"],
    ids=["HEIC", "half of a JPEG's head", "nothing", "junk", "PDF", "archive", "SVG"],
)
async def test_what_is_no_picture_that_we_read_has_no_copy(file: bytes) -> None:
    assert await Copier().copy(file) is None


async def test_a_picture_with_too_many_pixels_is_not_opened() -> None:
    assert len(camera.bomb()) < 200_000
    assert await Copier().copy(camera.bomb()) is None
