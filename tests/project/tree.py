"""The project's own files, and what its modules contain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILT = {"__pycache__", "node_modules", "build", "dist", "data"}


def files(pattern: str = "*") -> tuple[Path, ...]:
    """Those that belong to the tree: nothing hidden, downloaded or built."""
    found = (path for path in sorted(ROOT.rglob(pattern)) if path.is_file())
    return tuple(path for path in found if not any(_foreign(part) for part in path.relative_to(ROOT).parts))


def _foreign(part: str) -> bool:
    known = part in (".ci", ".env.example", ".gitignore", ".github")
    return part in BUILT or part.endswith(".egg-info") or (part.startswith(".") and not known)


def modules(*folders: str) -> tuple[Path, ...]:
    """Python files under these folders; a name of a file stands for itself."""
    wanted = tuple(ROOT / folder for folder in folders)
    return tuple(
        path for path in files("*.py") if any(path == one or path.is_relative_to(one) for one in wanted)
    )


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """Full names, as `sqlalchemy.Connection`; also what is imported inside functions."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)


def named(path: Path) -> set[str]:
    """Every name and attribute that the module uses, and every string that it spells out."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
            case ast.Constant(value=str(words)):
                found.add(words)
    return found


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
