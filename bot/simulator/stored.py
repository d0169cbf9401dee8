"""Files in the local Telegram: one content, one unique id, and another file id for every bot."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, UnidentifiedImageError

DOWNLOAD_LIMIT = 20 * 1024 * 1024
LINK_LIVES_FOR = timedelta(hours=1)
PHOTO_SIDES = (90, 320, 800, 1280)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`size` may be stated larger than `data`, to try a limit without the bytes."""

    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    data: bytes
    width: int = 0
    height: int = 0


def measure(data: bytes) -> tuple[int, int] | None:
    """Width and height of an image in pixels; None if it is not one."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError):
        return None


class Files:
    """All contents, found by the file id of one bot or by the path of a link given to it."""

    def __init__(self) -> None:
        self._by_unique: dict[str, StoredFile] = {}
        self._by_id: dict[str, tuple[int, StoredFile]] = {}
        self._links: dict[tuple[int, str], tuple[StoredFile, datetime]] = {}
        self._made = 0

    def add(
        self,
        kind: str,
        data: bytes,
        name: str,
        mime: str,
        *,
        size: int | None = None,
        sides: tuple[int, int] = (0, 0),
    ) -> StoredFile:
        """Keep a content under a new unique id."""
        self._made += 1
        unique = f"AQAD{hashlib.sha256(f'{self._made}:{name}'.encode()).hexdigest()[:12]}"
        kept = StoredFile(unique, kind, name, mime, len(data) if size is None else size, data, *sides)
        self._by_unique[unique] = kept
        return kept

    def id_for(self, bot: int, unique: str) -> str:
        """The id by which this bot, and no other, may ask for the file."""
        digest = hashlib.sha256(f"{bot}:{unique}".encode()).hexdigest()
        file_id = f"AgACAgIAAxk{digest[:48]}"
        if unique in self._by_unique:
            self._by_id[file_id] = (bot, self._by_unique[unique])
        return file_id

    def of(self, bot: int, file_id: str) -> StoredFile | None:
        """The file that this id names for this bot; None for an id of another bot or of nothing."""
        owner, kept = self._by_id.get(file_id, (None, None))
        return kept if owner == bot else None

    def link(self, bot: int, kept: StoredFile, folder: str, now: datetime) -> str:
        """A path under which this bot may download the file for an hour."""
        digest = hashlib.sha256(f"{bot}:{kept.unique_id}".encode()).hexdigest()[:8]
        ending = kept.name.rpartition(".")[2]
        path = f"{folder}/file_{digest}.{ending}" if "." in kept.name else f"{folder}/file_{digest}"
        self._links[bot, path] = (kept, now + LINK_LIVES_FOR)
        return path

    def linked(self, bot: int, path: str, now: datetime) -> StoredFile | None:
        """The file behind a path given to this bot, unless the link is too old."""
        kept, until = self._links.get((bot, path), (None, now))
        return kept if now < until else None

    def add_photo(self, data: bytes, *, size: int | None = None) -> list[StoredFile]:
        """The sizes Telegram offers of a photo, smallest first, without its metadata."""
        sides = measure(data)
        if sides is None:
            return [self.add("photo", data, "photo.jpg", "image/jpeg", size=size, sides=(1280, 960))]
        made = [self._resized(data, side) for side in PHOTO_SIDES if side < max(sides)]
        whole = self._resized(data, min(max(sides), PHOTO_SIDES[-1]), size=size)
        return [*[each for each in made if each.width < whole.width], whole]

    def _resized(self, data: bytes, side: int, *, size: int | None = None) -> StoredFile:
        with Image.open(io.BytesIO(data)) as image:
            small = image.convert("RGB")
            small.thumbnail((side, side))
            out = io.BytesIO()
            small.save(out, "JPEG")
            return self.add("photo", out.getvalue(), "photo.jpg", "image/jpeg", size=size, sides=small.size)
