"""Notes that staff write about a case, for each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.text import Text, _

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """A note as it is kept: `author` is one of the staff, `at` a day."""

    author: int
    at: datetime
    text: str


def flaw(text: str) -> Text | None:
    """Why this text cannot be kept as a note; None when it can."""
    if not text.strip():
        return _("The note is empty. Write it as a text message.")
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
        return _("The note is too long: at most {limit} characters.", limit=LONGEST)
    return None
