"""What a desk sets for itself stays; before that, the settings speak."""

from __future__ import annotations

from datetime import time

from bot.casework.desks import Rules
from storage import desks
from storage.transaction import Store

SETTINGS = Rules(zone="Asia/Tbilisi")


async def test_before_anybody_sets_anything_the_settings_count(store: Store) -> None:
    assert await store.run(lambda db: desks.rules_of(db, "main", SETTINGS)) == SETTINGS


async def test_what_was_set_last_counts_and_only_for_its_desk(store: Store) -> None:
    set = Rules(time(9), time(18, 30), frozenset({0, 4}), "Europe/Kyiv", "UA", 8, 2**40, False, True)
    for rules in (Rules(paused=True), set):
        await store.run(lambda db, rules=rules: desks.set_rules(db, "main", rules))  # type: ignore[misc]
    assert await store.run(lambda db: desks.rules_of(db, "main", SETTINGS)) == set
    assert await store.run(lambda db: desks.rules_of(db, "south", SETTINGS)) == SETTINGS
