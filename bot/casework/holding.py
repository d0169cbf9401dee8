"""How long a case rests: one of the usual spans, or until a day that somebody has typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from bot.casework.case import RestReason, Span
from bot.casework.commands import Rest
from bot.text import Text, _, verbatim

SPANS: Mapping[Span, timedelta] = {
    Span.TOMORROW: timedelta(days=1),
    Span.DAYS: timedelta(days=3),
    Span.WEEK: timedelta(days=7),
    Span.MONTH: timedelta(days=30),
}
LONGEST = timedelta(days=366)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4})", re.ASCII)
A_DAY = "2026-12-31"  # how one is written


def read_day(words: str) -> Rest | None:
    """`2026-06-14 event`, or `14.06.2026 event`; without a reason that is known there is none yet. None for
    what begins with no day."""
    first, *more = words.lower().split(maxsplit=1) or [""]
    shape = _DAY.fullmatch(first)
    if shape is None:
        return None
    year, month, day = shape.groups()[:3] if shape[1] else shape.groups()[:2:-1]
    with suppress(ValueError):
        return Rest(date(int(year), int(month), int(day)), _reason(*more))
    return None


def of_trail(words: str) -> Rest | None:
    """As the trail has it: `week: event`, `2026-06-14: event`."""
    span, _colon, reason = words.partition(": ")
    with suppress(ValueError):
        return Rest(Span(span), _reason(reason))
    return read_day(f"{span} {reason}")


def flaw(rest: Rest, now: datetime) -> Text | None:
    """What is wrong with a day that was typed."""
    if not isinstance(rest.span, date):
        return None
    if not timedelta(0) < until(rest.span, now) - now <= LONGEST:
        return _("A case can be on hold until a day that is ahead, within a year.")
    if rest.reason is None:
        example, reasons = f"/hold K7-4FQ2 {rest.span} {RestReason.EVENT}", ", ".join(RestReason)
        return _(
            "Say why, too, like this: {example}. The reasons are: {reasons}.",
            example=example,
            reasons=verbatim(reasons),
        )
    return None


def until(span: Span | date, now: datetime) -> datetime:
    """When it is over: a day begins at midnight, UTC."""
    return now + SPANS[span] if isinstance(span, Span) else datetime.combine(span, time(), UTC)


def _reason(words: str = "") -> RestReason | None:
    with suppress(ValueError):
        return RestReason(words.strip())
    return None
