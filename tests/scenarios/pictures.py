"""Pictures as phones take them: with the place and the camera written inside."""

from __future__ import annotations

import io

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

CAMERA = "Horizon 12 of Aibek"
PLACE = (42.0, 52.0, 28.0)


def jpeg(width: int = 320, height: int = 240) -> bytes:
    """With a position and a camera in its EXIF part."""
    exif = Image.Exif()
    exif[Base.Model] = CAMERA
    exif.get_ifd(IFD.GPSInfo).update(
        {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE, GPS.GPSLongitudeRef: "E", GPS.GPSLongitude: PLACE}
    )
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((width, height)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def has_place(picture: bytes) -> bool:
    with Image.open(io.BytesIO(picture)) as opened:
        return bool(opened.getexif().get_ifd(IFD.GPSInfo))


def tells_anything(picture: bytes) -> bool:
    """Whether more than pixels is in there."""
    with Image.open(io.BytesIO(picture)) as opened:
        told = opened.getexif() or {"exif", "xmp", "comment", "photoshop", "icc_profile"} & opened.info.keys()
    return bool(told) or CAMERA.encode() in picture or b"Exif" in picture
