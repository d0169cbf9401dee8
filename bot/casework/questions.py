"""Questions to a witness: what they must not hold, and how the newest stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.text import Text, _

LONGEST = 1500
PROMISE = _("We never need your name and never send links.")

_LINK = re.compile(r"://|\bwww\.|\w\.[^\W\d_]{2,}|\bt\.me\b", re.IGNORECASE)
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b"
    r"|\b(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d\b"
)
_PHONE = re.compile(r"\d(?:[\s().–—/-]*\d){6,}")


def flaw(text: str) -> Text | None:
    """Why this text may not be sent to a witness; None when it may."""
    plain = as_seen(text)
    if not plain.strip():
        return _("The question is empty. Write it as a text message.")
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        return _("The question is too long: at most {limit} characters.", limit=LONGEST)
    if "@" in plain:
        return _("Questions must not contain @names or e-mail addresses.")
    if _LINK.search(plain):
        return _("Questions must not contain links. If it is not a link, put a space after the full stop.")
    if _PHONE.search(_DATE.sub(" ", plain)):
        return _("Questions must not contain phone numbers.")
    return None


def as_seen(text: str) -> str:
    """Compatibility forms unified and invisible characters dropped, so that nothing hides behind them."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest question about a case stands, since which day, and how many are open."""

    state: str
    since: datetime
    open: int


_ASKED, _SEEN = _("❓ Asked"), _("👁 Seen")
STATES: Mapping[str, Text] = {
    "waiting": _ASKED,
    "announced": _ASKED,
    "opened": _SEEN,
    "answered": _("💬 Answered"),
    "refused": _("🚫 Can't answer"),
    "stopped": _("✋ Stopped"),
    "unreachable": _("📵 Unreachable"),
    "lapsed": _("⌛ No answer"),
}


def state_of(standing: Standing, now: datetime) -> Text:
    """In words. That a question was seen is told from the next day on: nobody is to learn when a witness
    held the phone, not even by having the card drawn again and again."""
    if standing.state == "opened" and standing.since.date() >= now.date():
        return _ASKED
    return STATES[standing.state]
