"""One target under the fuzzer: a process of its own, which a broken promise ends."""

from __future__ import annotations

import importlib
import logging
import sys
import traceback
from typing import Any

import atheris

OURS = ["bot", "handlers", "storage", "tests.fuzz"]  # whose branches the fuzzer watches


def main(name: str, options: list[str]) -> None:
    """The options are libFuzzer's; a file's name instead of them tries that input once more."""
    logging.disable()
    with atheris.instrument_imports(include=OURS):
        target: Any = importlib.import_module(f"tests.fuzz.{name}")

    def try_it(data: bytes) -> None:
        try:
            target.try_it(data)
        except BaseException:
            print(f"The input: {data!r}", file=sys.stderr)
            traceback.print_exc()
            raise

    atheris.Setup([name, *options], try_it)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
