"""What only Python's collector frees: it refers to itself, and stays in memory until that comes."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def gathered() -> Iterator[list[Any]]:
    """Filled, on leaving, with what was left so in between. The collector stands still meanwhile."""
    left: list[Any] = []
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield left
        gc.collect()
        left += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
