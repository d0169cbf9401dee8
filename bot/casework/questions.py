"""What a question to a witness must not hold: an infiltrator must not phish through us."""

from __future__ import annotations

import re
import unicodedata

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
    plain = _as_seen(text)
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


def _as_seen(text: str) -> str:
    """Compatibility forms unified and invisible characters dropped, so that nothing hides behind them."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
