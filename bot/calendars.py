"""The calendars of countries: which days a desk need not work on. The rules know none themselves."""

from __future__ import annotations

from functools import lru_cache

import holidays

from bot.casework.desks import Rules
from bot.casework.hours import ROUND_THE_CLOCK, Calendar


def is_country(code: str) -> bool:
    """Whether holidays are known of this ISO 3166-1 code, such as GE."""
    return code in holidays.list_supported_countries(include_aliases=False)


def calendar_of(rules: Rules) -> Calendar:
    """For the rules of a desk. A country that is not known any more has no holidays."""
    if not rules.holidays:
        return Calendar(rules)
    known = _of_country(rules.holidays)
    return Calendar(rules, ROUND_THE_CLOCK.is_holiday if known is None else known.__contains__)


@lru_cache(maxsize=32)
def _of_country(code: str) -> holidays.HolidayBase | None:
    """Filled year by year, as it is asked."""
    return holidays.country_holidays(code) if is_country(code) else None
