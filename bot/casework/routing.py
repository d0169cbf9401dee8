"""Which desk gets a case. One desk for now; rules by track, place and language come before the default."""

from __future__ import annotations

from bot.casework.case import Facts, Track

DEFAULT_DESK = "main"


def desk_for(track: Track, facts: Facts) -> str:
    """The name of the desk for a new case."""
    return DEFAULT_DESK
