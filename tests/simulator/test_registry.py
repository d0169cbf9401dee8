"""Every method of the table is tried by some test, and has aiogram's typed shape."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.simulator.methods import METHODS, shape_of

WRITTEN = "\n".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py")))


@pytest.mark.parametrize("method", METHODS)
def test_a_method_of_the_table_has_a_test(method: str) -> None:
    snake = re.sub("([A-Z])", lambda upper: f"_{upper.group().lower()}", method)
    assert re.search(rf"(bot|ptb)\.{snake}\(", WRITTEN) or f'"{method}"' in WRITTEN


@pytest.mark.parametrize("method", METHODS)
def test_a_method_of_the_table_has_its_shape(method: str) -> None:
    assert shape_of(method).__api_method__ == method
