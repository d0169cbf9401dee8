"""`make soak`, its last part: each target for a while, in a child; a verdict, and what breaks it."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAMES = ("updates", "rendering", "unsealing")
LONGEST = 2048  # bytes of an input
PATIENCE = 10  # seconds for one input: more is a hang


def fuzzed(name: str, runs: int, seconds: int, seed: int) -> bool:
    """Whether every promise held."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="witnessline-fuzz-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(importlib.import_module(f"tests.fuzz.{name}").SEEDS):
            (corpus / str(number)).write_bytes(data)
        options = (
            f"-runs={runs} -max_total_time={seconds} -max_len={LONGEST} -timeout={PATIENCE} -seed={seed} "
            f"-rss_limit_mb=2048 -artifact_prefix={folder}/ -print_final_stats=1"
        )
        command = [sys.executable, "-m", "tests.fuzz.target", name, *options.split(), str(corpus)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    said = ran.stderr + ran.stdout
    tried = re.search(r"number_of_executed_units: (\d+)", said)
    count = tried[1] if tried else "?"
    print(f"Fuzzing {name}: {count} inputs in {time.monotonic() - begun:.0f} s: ", end="")
    print("nothing broke." if ran.returncode == 0 else f"BROKEN.\n{said[-6000:]}", flush=True)
    return ran.returncode == 0


def main() -> int:
    """Options come from the environment; see docs/testing.md."""
    if importlib.util.find_spec("atheris") is None:
        print("!! No atheris here (it is made for Linux on x86-64): the fuzzing is SKIPPED.")
        return 0
    runs, seconds = int(os.environ.get("FUZZ_RUNS", "200000")), int(os.environ.get("FUZZ_SECONDS", "120"))
    seed, only = int(os.environ.get("FUZZ_SEED", "0")), os.environ.get("FUZZ", "")
    held = [fuzzed(name, runs, seconds, seed) for name in NAMES if only in ("", name)]
    return int(not all(held))


if __name__ == "__main__":
    sys.exit(main())
