"""On what it was measured."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.result import table

LIBRARIES = (
    "aiogram", "python-telegram-bot", "aiohttp", "pydantic", "SQLAlchemy", "psycopg", "orjson", "PyNaCl",
    "pyrage", "redis",
)  # fmt: skip
QUIET = 0.7  # load average


def machine(servers: dict[str, str]) -> str:
    """`servers`: versions of the databases that took part."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    load = os.getloadavg()[0]
    busy = " (somebody else was at work: distrust the figures)" if load > QUIET else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    databases = {"SQLite": sqlite3.sqlite_version} | servers
    rows = [
        ("processor", f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB"),
        ("system", f"{platform.system()} {platform.release()}, {python}"),
        ("libraries", ", ".join(f"{name} {version(name)}" for name in LIBRARIES)),
        ("databases", ", ".join(f"{name} {number}" for name, number in databases.items())),
        ("disk", f"{_syncs():,.0f} appends with fsync a second"),
        ("date", f"{datetime.now(UTC):%Y-%m-%d}"),
        ("load before", f"{load:.1f}{busy}"),
    ]
    return table(("", ""), rows)


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(
        (line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine()
    )


def _syncs(seconds: float = 1.0) -> float:
    with tempfile.NamedTemporaryFile() as file:
        done, began = 0, time.perf_counter()
        while (elapsed := time.perf_counter() - began) < seconds:
            file.write(b"x" * 512)
            file.flush()
            os.fsync(file.fileno())
            done += 1
        return done / elapsed
