"""What a case costs on the disk, and what a step costs when there are many cases."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import psycopg
from pydantic import TypeAdapter

from bot.interview.draft import Draft
from storage.tables import metadata
from tests.bench.fill import fill_cases
from tests.bench.ground import Ground
from tests.bench.paired import alternate, middle, ratio
from tests.bench.reports import RUSSIAN, at_the_narrative, report
from tests.bench.result import Goal, Row, Section
from tests.bench.stands import NAMES, OURS, Stand, Stands, standing
from tests.bench.witnesses import Run

# Tables that do not keep what comes into them.
PASSING = {"seen_updates", "drafts", "outbox", "letters", "prompts", "dead_letters"}
LASTING = [table.name for table in metadata.sorted_tables if table.name not in PASSING]


async def size(here: Ground) -> Section:
    """Real reports through the real bot; what passes on is taken out before the disk is measured."""
    number = 300 if here.quick else 1000
    kinds = {
        "as far as is needed": report(details=False),
        "as far as is needed, in Russian": report(details=False, told=RUSSIAN),
        "with all details": report(details=True),
    }
    rows: list[Row] = []
    async with standing(here, OURS, form="shipped", warm=False) as stands:
        found = {
            (kind, words): await _grown(one, draft, number)
            for words, draft in kinds.items()
            for kind, one in stands.items()
        }
    for (kind, words), grown in found.items():
        plain = len(TypeAdapter(Draft).dump_json(kinds[words]))
        cells = f"{grown / 1000:.2f} kB", f"{plain / 1000:.2f} kB", f"{grown / plain:.2f}"
        rows.append((f"{NAMES[kind]}: a report {words}", *cells))
    needed = found["sqlite", "as far as is needed"]
    return Section(
        "Bytes of a case",
        f"{number} reports on the shipped questionnaire, without files: by how much all tables that keep "
        "them grow, with their indexes. The peer is the finished answers alone, as plain JSON.",
        ("", "a case", "plain JSON", "÷ JSON"),
        rows,
        [Goal.at_most("stored bytes of a report as far as is needed", 3.5, needed / 1000, " kB")],
    )


async def _grown(one: Stand, draft: Draft, number: int) -> float:
    await one.submissions(20, draft)  # the first pages of each table
    before = await asyncio.to_thread(_used, one)
    await one.submissions(number, draft)
    return (await asyncio.to_thread(_used, one) - before) / number


def _used(one: Stand) -> int:
    """Bytes of what is kept."""
    if one.home is not None and one.kind == "sqlite":
        return _used_in_sqlite(one.home / "witnessline.db")
    with psycopg.connect(one.url.replace("+psycopg", "", 1), autocommit=True) as db:
        db.execute(b"VACUUM")
        sizes = [db.execute("SELECT pg_total_relation_size(%s)", (name,)).fetchone() for name in LASTING]
        return sum(int(row[0]) for row in sizes if row)


def _used_in_sqlite(file: Path) -> int:
    """Pages in use in a copy from which all that passes is gone."""
    copy = sqlite3.connect(":memory:")
    with sqlite3.connect(file) as db:
        db.backup(copy)
    for name in PASSING & metadata.tables.keys():
        copy.execute(f"DELETE FROM {name}")
    copy.commit()
    known = [copy.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")]
    bytes_each: int = copy.execute("PRAGMA page_size").fetchone()[0]
    copy.close()
    pages, free = known
    return int(pages - free) * bytes_each


async def growth(here: Ground) -> Section:
    """The same steps on databases of three sizes, side by side."""
    sizes = (1_000, 10_000, 100_000) if here.quick else (1_000, 100_000, 1_000_000)
    ready, telling = report(details=False), at_the_narrative()
    crowd = 100 if here.quick else 400
    async with _standing_on(here, sizes, ready) as stands:
        told = await alternate(
            here.pairs, {name: partial(one.interviews, crowd, telling) for name, one in stands.items()}
        )
        sent = await alternate(
            here.pairs, {name: partial(one.submissions, crowd, ready) for name, one in stands.items()}
        )
    few, many = f"{sizes[0]:,}", f"{sizes[-1]:,}"
    costs = {
        words: {name: _costs(some) for name, some in runs.items()}
        for words, runs in (("told", told), ("sent", sent))
    }
    return Section(
        "Many cases",
        "Steps beside so many stored cases, SQLite FULL, shipped questionnaire: a message of the narrative, "
        "and the Submit that opens a case. Processor time is of all threads.",
        ("stored cases", "ms a step", "÷ fewest", "µs CPU", "ms a Submit", "÷ fewest", "µs CPU"),
        [
            (
                name,
                middle(costs["told"][name], "{:.2f}"),
                str(ratio(costs["told"][name], costs["told"][few])),
                middle([_cpu(run) for run in told[name]]),
                middle(costs["sent"][name], "{:.2f}"),
                str(ratio(costs["sent"][name], costs["sent"][few])),
                middle([_cpu(run) for run in sent[name]]),
            )
            for name in stands
        ],
        [
            Goal.at_most(
                f"cost of a {what} at {many} stored cases ÷ at {few}",
                1.2,
                ratio(costs[of][many], costs[of][few]).middle,
            )
            for what, of in (("step", "told"), ("Submit", "sent"))
        ],
    )


def _costs(runs: Sequence[Run]) -> list[float]:
    return [1000 / run.rate for run in runs]


def _cpu(run: Run) -> float:
    return sum(run.cpu.values()) / run.steps * 1e6


@asynccontextmanager
async def _standing_on(here: Ground, sizes: Sequence[int], draft: Draft) -> AsyncIterator[Stands]:
    """A bot for each size, on a database with so many cases."""
    async with standing(here, ["sqlite"], form="shipped", warm=False) as stands:
        first = stands["sqlite"]
        await first.submissions(1, draft)
    assert first.home is not None
    async with AsyncExitStack() as stack:
        found = {}
        for number in sizes:
            home = here.folder / f"cases-{number}"
            shutil.copytree(first.home, home)
            url = f"sqlite:///{home / 'witnessline.db'}"
            await asyncio.to_thread(fill_cases, home / "witnessline.db", number - 1)
            bot = await stack.enter_async_context(here.ours(f"cases-{number}", home, url, "--shipped-form"))
            found[f"{number:,}"] = Stand("sqlite", bot, home, url)
        for one in found.values():
            await one.submissions(40, draft)
        yield found
        stack.push_async_callback(asyncio.to_thread, _emptied, here, sizes)


def _emptied(here: Ground, sizes: Sequence[int]) -> None:
    for number in sizes:
        shutil.rmtree(here.folder / f"cases-{number}")
