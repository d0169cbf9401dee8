"""A program of its own: a stranger's file comes in by one pipe, its copy leaves by another."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))  # it is started by its path, alone

from handlers.previews import pictures, recordings, walls

NONE = 3  # the code it ends with when there is no copy


def copied(file: bytes) -> tuple[str, bytes] | None:
    """The ending of the copy, and the copy."""
    recording = recordings.remuxed(file)
    if recording is not None:
        return recording
    picture = pictures.jpeg(file)
    return None if picture is None else ("jpg", picture)


def main() -> int:
    walls.put_up()
    copy = copied(sys.stdin.buffer.read())
    if copy is None:
        return NONE
    ending, content = copy
    sys.stdout.buffer.write(ending.encode() + b"\n" + content)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
