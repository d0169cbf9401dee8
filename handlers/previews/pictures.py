"""Pictures: a JPEG made anew from the pixels alone."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

PIXELS = 50_000_000  # a picture with more is not opened
SIDE = 1600  # pixels of a preview's longer side
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")

# All that may open a picture is imported now: behind the walls nothing can be. MPO is what many phones write.
Image.preinit()
PLUGINS = (MpoImagePlugin, TiffImagePlugin, WebPImagePlugin)


def jpeg(picture: bytes) -> bytes | None:
    """Upright and small; no position, no camera, no comment. None if it is too large or no picture."""
    with Image.open(io.BytesIO(picture), formats=FORMATS) as opened:
        if opened.width * opened.height > PIXELS:
            return None
        small = opened if opened.mode in ("RGB", "L", "CMYK", "YCbCr") else opened.convert("RGB")
        small.thumbnail((SIDE, SIDE), reducing_gap=2.0)  # first: the rest then needs little memory
        upright = ImageOps.exif_transpose(small).convert("RGB")
        plain = Image.frombytes("RGB", upright.size, upright.tobytes())
        made = io.BytesIO()
        plain.save(made, "JPEG", quality=82)
        return made.getvalue()
