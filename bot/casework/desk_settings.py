"""What admins can set for their desk in the chat: what may be said, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from bot.casework.desks import Rules
from bot.casework.hours import days_in_short, is_zone, read_days, read_hours
from bot.text import Line, Name, Text, _, verbatim


class Part(StrEnum):
    """As it is written after /desk."""

    HOURS = "hours"
    DAYS = "days"
    ZONE = "zone"
    HOLIDAYS = "holidays"
    TOPICS = "topics"
    ON_CALL = "oncall"
    DIGEST = "digest"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Setting:
    """One part to be set to a value, in the words of a command; without a value it is asked for, and without
    a part all are shown. Who is on call is named by their Telegram id."""

    part: Part | None = None
    value: str | None = None


ON, OFF, NONE, ME = "on", "off", "none", "me"
EXAMPLES: Mapping[Part, str] = {
    Part.HOURS: "/desk hours 09:00-18:00",
    Part.DAYS: "/desk days mon-fri",
    Part.ZONE: "/desk zone Asia/Tbilisi",
    Part.HOLIDAYS: "/desk holidays GE",
    Part.TOPICS: "/desk topics on",
    Part.ON_CALL: "/desk oncall Nino",
    Part.DIGEST: "/desk digest 9",
    Part.INTAKE: "/pause",
}
LABELS: Mapping[Part, Text] = {
    Part.HOURS: _("Hours"),
    Part.DAYS: _("Days"),
    Part.ZONE: _("Time zone"),
    Part.HOLIDAYS: _("Holidays"),
    Part.TOPICS: _("Topics"),
    Part.ON_CALL: _("On call"),
    Part.DIGEST: _("Daily digest"),
    Part.INTAKE: _("Intake"),
}
PRESETS: Mapping[Part, tuple[str, ...]] = {
    Part.HOURS: (NONE, "09:00-18:00", "10:00-19:00", "08:00-20:00"),
    Part.DAYS: ("all", "mon-fri", "mon-sat", "sun-thu"),
    Part.ZONE: ("UTC", "Asia/Tbilisi", "Europe/Kyiv", "Asia/Yerevan", "Asia/Almaty", "Asia/Bishkek"),
    Part.HOLIDAYS: (NONE, "GE", "UA", "AM", "KZ", "KG"),
    Part.TOPICS: (ON, OFF),
    Part.ON_CALL: (ME, NONE),
    Part.DIGEST: ("8", "9", "12", "18"),
    Part.INTAKE: (ON, OFF),
}
_SWITCH = {ON: True, OFF: False}
_WORDS: Mapping[str, Text] = {
    "all": _("all days"),
    ON: _("on"),
    OFF: _("off"),
    NONE: _("none"),
    ME: _("me"),
}


def changed(rules: Rules, setting: Setting, is_country: Callable[[str], bool]) -> Rules:
    """The rules with this in them. ValueError for words that mean nothing."""
    part, value = setting.part, (setting.value or "").strip()
    match part:
        case None:
            return rules
        case Part.HOURS:
            opens, closes = read_hours(value) or (None, None)
            return replace(rules, opens=opens, closes=closes)
        case Part.DAYS:
            return replace(rules, days=read_days(value))
        case Part.ZONE:
            return replace(rules, zone=_one_of(value, is_zone))
        case Part.HOLIDAYS:
            code = "" if value.lower() == NONE else _one_of(value.upper(), is_country)
            return replace(rules, holidays=code)
        case Part.TOPICS:
            return replace(rules, topics=_SWITCH[_one_of(value.lower(), _SWITCH.__contains__)])
        case Part.INTAKE:
            return replace(rules, paused=not _SWITCH[_one_of(value.lower(), _SWITCH.__contains__)])
        case Part.ON_CALL:
            return replace(rules, on_call=None if value.lower() == NONE else int(value))
        case Part.DIGEST:
            return replace(rules, digest=int(_one_of(value.removesuffix(":00"), _is_hour)))
        case _:
            assert_never(part)


def _one_of(value: str, known: Callable[[str], bool]) -> str:
    if not known(value):
        raise ValueError(value)
    return value


def _is_hour(words: str) -> bool:
    return words.isascii() and words.isdecimal() and int(words) < 24


def preset_words(part: Part, value: str) -> Text:
    """What the button of a preset says."""
    if part is Part.HOURS and value == NONE:
        return _("round the clock")
    if part is Part.ON_CALL and value == NONE:
        return _("nobody")
    if part is Part.DIGEST:
        return verbatim(f"{int(value):02}:00")
    return _WORDS.get(value, verbatim(value))


def summary(rules: Rules) -> tuple[Line, ...]:
    """All rules of a desk, a line each."""
    return (
        Line(_("This desk"), strong=True),
        *(
            Line(_("{part}: {value}", part=label, value=_value(rules, part)), tight=True)
            for part, label in LABELS.items()
        ),
    )


def _value(rules: Rules, part: Part) -> Text:
    match part:
        case Part.HOURS:
            if rules.opens is None or rules.closes is None:
                return _("round the clock")
            return verbatim(f"{rules.opens:%H:%M}-{rules.closes:%H:%M}")
        case Part.DAYS:
            return preset_words(part, days_in_short(rules.days))
        case Part.ZONE:
            return verbatim(rules.zone)
        case Part.HOLIDAYS:
            return preset_words(part, rules.holidays or NONE)
        case Part.TOPICS:
            return preset_words(part, ON if rules.topics else OFF)
        case Part.ON_CALL:
            return _("nobody") if rules.on_call is None else Text("{name}", (("name", Name(rules.on_call)),))
        case Part.DIGEST:
            return verbatim(f"{rules.digest:02}:00")
        case Part.INTAKE:
            return _("closed") if rules.paused else _("open")
        case _:
            assert_never(part)
