"""The architecture, checked: which way imports point, and who may know what."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT, imported, modules, short, tree

RULES = modules("bot/interview", "bot/casework", "bot/questionnaire", "bot/text.py", "bot/outgoing.py")
BEYOND_STORAGE = modules("bot", "handlers")
ALL = modules("bot", "handlers", "storage")
WRITES = {"commit", "begin", "begin_nested", "rollback"}
MAY_WRITE = {"storage/transaction.py", "storage/engine.py"}


def test_every_import_contract_holds() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", RULES, ids=short)
def test_the_rules_import_no_library(path: Path) -> None:
    allowed = set(sys.stdlib_module_names) | {"bot"}
    if path.name == "xlsform.py":
        allowed |= {"pyxform"}
    assert {name.split(".")[0] for name in imported(path)} <= allowed


@pytest.mark.parametrize("path", RULES, ids=short)
def test_the_rules_read_no_clock_and_draw_no_lots(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"random", "secrets", "time", "uuid", "os"}
    read = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not read & {"utcnow", "today", "urandom"}
    calls = {node.func.attr for node in ast.walk(tree(path)) if _is_method_call(node)}  # type: ignore[attr-defined]
    assert "now" not in calls


def test_beyond_storage_only_the_type_of_a_connection_is_known() -> None:
    named = {
        (short(path), name)
        for path in BEYOND_STORAGE
        for name in imported(path)
        if name.startswith("sqlalchemy")
    }
    assert {name for _path, name in named} <= {"sqlalchemy.Connection"}


@pytest.mark.parametrize("path", BEYOND_STORAGE, ids=short)
def test_beyond_storage_nobody_calls_a_connection(path: Path) -> None:
    called = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "db"
    ]
    assert called == []


@pytest.mark.parametrize("path", ALL, ids=short)
def test_only_the_transaction_begins_and_commits(path: Path) -> None:
    if short(path) in MAY_WRITE or "migrations" in path.parts:
        return
    called = {node.func.attr for node in ast.walk(tree(path)) if _is_method_call(node)}  # type: ignore[attr-defined]
    assert not called & WRITES


@pytest.mark.parametrize("path", ALL, ids=short)
def test_every_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(tree(path)) or not path.read_text().strip()


def _is_method_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
