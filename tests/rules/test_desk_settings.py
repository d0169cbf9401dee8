"""What admins may set for their desk, and which words mean nothing."""

from __future__ import annotations

from dataclasses import fields
from datetime import time

import pytest

from bot.calendars import is_country
from bot.casework.desk_settings import EXAMPLES, LABELS, PRESETS, Part, Setting, changed, summary
from bot.casework.desks import NO_RULES, Rules
from handlers.staff_rules import read_desk, read_pause

CHANGES = [
    (Part.HOURS, "09:00-18:30", Rules(time(9), time(18, 30))),
    (Part.HOURS, "none", NO_RULES),
    (Part.DAYS, "mon-tue", Rules(days=frozenset({0, 1}))),
    (Part.ZONE, "Asia/Tbilisi", Rules(zone="Asia/Tbilisi")),
    (Part.HOLIDAYS, "ge", Rules(holidays="GE")),
    (Part.HOLIDAYS, "none", NO_RULES),
    (Part.TOPICS, "OFF", Rules(topics=False)),
    (Part.ON_CALL, "77", Rules(on_call=77)),
    (Part.ON_CALL, "none", NO_RULES),
    (Part.DIGEST, "0", Rules(digest=0)),
    (Part.DIGEST, "09:00", Rules(digest=9)),
    (Part.INTAKE, "off", Rules(paused=True)),
]
WRONG = [
    (Part.HOURS, "nine"),
    (Part.DAYS, "workdays"),
    (Part.ZONE, "Tbilisi"),
    (Part.HOLIDAYS, "Georgia"),
    (Part.TOPICS, "maybe"),
    (Part.ON_CALL, "Nino"),
    (Part.DIGEST, "24"),
    (Part.DIGEST, "-1"),
    (Part.INTAKE, ""),
]


@pytest.mark.parametrize(("part", "value", "rules"), CHANGES)
def test_each_part_can_be_set(part: Part, value: str, rules: Rules) -> None:
    assert changed(NO_RULES, Setting(part, value), is_country) == rules


@pytest.mark.parametrize(("part", "value"), WRONG)
def test_other_words_change_nothing(part: Part, value: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        changed(NO_RULES, Setting(part, value), is_country)


def test_every_preset_and_every_example_means_something() -> None:
    for part, values in PRESETS.items():
        for value in values:
            if value != "me":
                changed(NO_RULES, Setting(part, value), is_country)
    for part, example in EXAMPLES.items():
        if part not in (Part.ON_CALL, Part.INTAKE):
            setting = read_desk(example.split()[1:], 5)
            assert setting is not None
            assert setting.part is part
            changed(NO_RULES, setting, is_country)


def test_every_rule_is_shown() -> None:
    assert len(summary(NO_RULES)) == 1 + len(LABELS) == len(fields(Rules))  # opens and closes are one line


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("", Setting()),
        ("hours", Setting(Part.HOURS)),
        ("Zone Asia/Tbilisi", Setting(Part.ZONE, "Asia/Tbilisi")),
        ("oncall me", Setting(Part.ON_CALL, "5")),
        ("oncall Anna Maria", Setting(Part.ON_CALL, "Anna Maria")),
        ("intake off", None),
        ("colour red", None),
    ],
)
def test_what_stands_after_the_command_is_read(words: str, setting: Setting | None) -> None:
    assert read_desk(words.split(), 5) == setting


def test_pausing_has_two_words() -> None:
    assert read_pause(()) == Setting(Part.INTAKE, "off")
    assert read_pause(("OFF",)) == Setting(Part.INTAKE, "on")
    assert read_pause(("now",)) is None
