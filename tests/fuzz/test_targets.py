"""The targets of the fuzzer hold on what it starts from, and on a little more; and they do notice."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import translate, witness_trim
from tests.fuzz.__main__ import NAMES

TARGETS: dict[str, Any] = {name: importlib.import_module(f"tests.fuzz.{name}") for name in NAMES}


def _try_seeds(name: str) -> None:
    for seed in TARGETS[name].SEEDS:
        TARGETS[name].try_it(seed)


@pytest.mark.parametrize("name", NAMES)
def test_every_seed_holds(name: str) -> None:
    _try_seeds(name)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_hold(name: str, data: bytes) -> None:
    TARGETS[name].try_it(data)


def test_a_name_that_gets_past_the_door_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_trim, "_PERSON", ("id", "is_bot", "language_code", "username"))
    with pytest.raises(AssertionError):
        _try_seeds("updates")


def test_a_sign_that_is_obeyed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "_BIDI", {})
    with pytest.raises(AssertionError):
        _try_seeds("rendering")
