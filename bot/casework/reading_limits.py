"""How much one person may read: enough to work, too little to carry the desk's cases away unnoticed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.text import Text, _n

AN_HOUR = 10  # openings of one person
A_DAY = 20  # more than that, and the admins hear of it
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_ONCE = timedelta(minutes=1)  # the same case again within it is the same opening, as by a double press


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody has read a case."""

    case: int
    at: datetime


def counts(openings: tuple[Opening, ...], case: int, now: datetime) -> bool:
    """Whether reading this case now is an opening of its own. `openings` are those of the last day."""
    return not any(each.case == case and now - each.at < AT_ONCE for each in openings)


def goes_on(openings: tuple[Opening, ...], case: int, now: datetime) -> bool:
    """Whether turning a page belongs to an opening of this case."""
    return any(each.case == case and now - each.at < HOUR for each in openings)


def again_at(openings: tuple[Opening, ...], now: datetime) -> datetime | None:
    """When the next opening is possible; None when it is now."""
    lately = [each.at for each in openings if now - each.at < HOUR]
    return sorted(lately)[-AN_HOUR] + HOUR if len(lately) >= AN_HOUR else None


def many(openings: tuple[Opening, ...]) -> bool:
    """Whether one more is more than a day should have."""
    return len(openings) >= A_DAY


def refusal(again: datetime, now: datetime) -> Text:
    """Says when it works again, as a span: clocks differ."""
    minutes = max(1, -(-(again - now) // timedelta(minutes=1)))
    return _n(
        "You have opened {limit} cases within an hour, which is the most for one person. "
        "Reading works again in {count} minute.",
        "You have opened {limit} cases within an hour, which is the most for one person. "
        "Reading works again in {count} minutes.",
        minutes,
        limit=AN_HOUR,
    )
