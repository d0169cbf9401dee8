"""`make soak`: rounds until there were enough kills, a line for each, and a verdict."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases
from tests.soak import evidence
from tests.soak.round import Outcome, Round, Wanted
from tests.soak.said import empty_database
from tests.soak.verdict import Violation
from tests.starts import Template

KILLS_IN_A_ROUND = 14
SHOWN = 25  # violations of one round


@dataclass(slots=True)
class Figures:
    """What the rounds come to."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    assured: int = 0
    cases: int = 0
    files: int = 0
    calls: int = 0
    twice: int = 0
    most: int = 0
    violations: list[Violation] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        history, verdict = outcome.history, outcome.verdict
        self.rounds += 1
        self.kills += outcome.kills
        self.assured += sum(len(book.assured) for book in history.books)
        self.cases += len(history.kept.cases)
        self.files += len(history.kept.files)
        self.calls += len(history.calls)
        self.twice += len(verdict.twice)
        self.most = max(self.most, most_at_once(outcome))
        self.violations += verdict.violations


def most_at_once(outcome: Outcome) -> int:
    """Messages that came twice because of one kill."""
    return max(Counter((each.side, each.life) for each in outcome.verdict.twice).values(), default=0)


def line(outcome: Outcome) -> str:
    """A round, for the eye."""
    history, verdict = outcome.history, outcome.verdict
    drafts = sum(1 for book in history.books if book.draft)
    assured = sum(len(book.assured) for book in history.books)
    return (
        f"{'apart' if outcome.apart else 'as one':6} {outcome.kills.total():2} kills, "
        f"{outcome.cold_starts} cold starts, {len(history.books):3} witnesses, "
        f"{len(history.kept.cases):3} cases, {drafts:2} drafts, {assured:5} ✅, "
        f"{len(history.kept.files):3} files, {len(history.calls):5} calls, "
        f"{len(verdict.twice):2} twice (at most {most_at_once(outcome)} by one kill), "
        f"{len(verdict.violations)} violations"
    )


@dataclass(frozen=True, slots=True)
class Options:
    """What the environment asks for; see docs/testing.md."""

    seed: str
    kills: int
    witnesses: int
    cold: int
    limits: str
    keep: bool


async def soak(database: str, options: Options) -> Figures:
    """Rounds on one kind of database, until there were as many kills; or just the one that the seed names."""
    seed, kills = options.seed, options.kills
    figures, template = Figures(), Template.open()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(databases.postgres_server()) if database == "postgresql" else None
        while figures.kills.total() < kills:
            name = seed if ":" in seed else f"{seed}:{figures.rounds + 1}"
            wanted = min(KILLS_IN_A_ROUND, kills - figures.kills.total())
            figures.add(await _round(template, server, name, wanted, options))
            if name == seed:
                break
    template.close()
    return figures


async def _round(template: Template, server: Any, seed: str, kills: int, options: Options) -> Outcome:
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="witnessline-soak-"))
        kept = stack.enter_context(contextlib.ExitStack())
        kept.callback(shutil.rmtree, folder, ignore_errors=True)
        url = f"sqlite:///{folder / 'witnessline.db'}"
        if server is not None:
            url = stack.enter_context(empty_database(server))
        wanted = Wanted(seed, kills, options.witnesses, url, folder, options.cold, options.limits)
        played = Round(wanted, template)
        outcome = await played.play()
        if options.keep and outcome.verdict.violations:
            evidence.write(folder, played, outcome)
            kept.pop_all()
    database = "SQLite" if server is None else "PostgreSQL"
    print(f"{database} {seed} {time.monotonic() - begun:5.1f} s: {line(outcome)}", flush=True)
    for violation in outcome.verdict.violations[:SHOWN]:
        print(f"    ✗ {violation.promise}: {violation.words}", flush=True)
    if folder.exists():
        print(f"    kept in {folder}", flush=True)
    return outcome


def last_line(database: str, figures: Figures, seed: str) -> str:
    """The verdict on one database."""
    kinds = ", ".join(f"{count} {name}" for name, count in figures.kills.most_common())
    said = (
        f"{database}: {figures.kills.total()} kills in {figures.rounds} rounds ({kinds}); "
        f"{figures.cases} cases, {figures.assured} answers with ✅, {figures.files} files, "
        f"{figures.calls} messages, edits and deletions; "
        f"sent twice: {figures.twice}, at most {figures.most} by one kill"
    )
    if not figures.violations:
        return f"{said}. Nothing lost, no effect doubled, no order inverted."
    broken = Counter(each.promise for each in figures.violations)
    named = ", ".join(f"{count} × {promise}" for promise, count in broken.items())
    return f"{said}. BROKEN: {named}. Again: SEED={seed} make soak"


def main() -> int:
    """Until all is played; 1 if a promise was broken."""
    options = Options(
        seed=os.environ.get("SEED") or secrets.token_hex(4),
        kills=int(os.environ.get("KILLS", "1000")),
        witnesses=int(os.environ.get("WITNESSES", "50")),
        cold=int(os.environ.get("COLD", "25")),
        limits=os.environ.get("LIMITS", "none"),
        keep=os.environ.get("KEEP", "") not in ("", "0"),
    )
    wanted = os.environ.get("DATABASE", "both")
    chosen = ("sqlite", "postgresql") if wanted == "both" else (wanted,)
    print(f"Soak: {options.kills} kills on {' and '.join(chosen)}, seed {options.seed}", flush=True)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it grumbles at calls cut in half
    broken = False
    for database in chosen:
        figures = asyncio.run(soak(database, options))
        print(last_line(database, figures, options.seed), flush=True)
        broken |= bool(figures.violations)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
