"""What strangers rely on: the documents tell the truth about the tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import cli
from bot.settings import PREFIX, Settings
from tests.project.tree import ROOT, files, short

DOCUMENTS = [path for path in files("*.md") if "forms" not in path.parts]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
LOCKS = sorted(ROOT.glob("*.lock"))


def test_the_two_commands_of_the_readme_are_there() -> None:
    readme = (ROOT / "README.md").read_text()
    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert target in TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_make_command_in_a_document_is_there(path: Path) -> None:
    written = set(re.findall(r"`make ([a-z]+)[ `]", path.read_text()))
    assert written <= TARGETS


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_link_in_a_document_leads_somewhere(path: Path) -> None:
    linked = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    local = [target for target in linked if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_test_that_a_document_names_is_there(path: Path) -> None:
    """The threat model says what shows each promise."""
    named = re.findall(
        r"`((?:tests|bot|handlers|storage|deploy)/[\w/.-]+\.\w+)(?:::(\w+))?`", path.read_text()
    )
    assert [file for file, _test in named if not (ROOT / file).exists()] == []
    missing = [
        test for file, test in named if test and not re.search(rf"def {test}\(", (ROOT / file).read_text())
    ]
    assert missing == []


def test_every_setting_is_described() -> None:
    described = set(
        re.findall(rf"^\| `({PREFIX}\w+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    )
    assert described == SETTINGS


def test_the_template_of_the_settings_has_each_of_them() -> None:
    named = set(re.findall(rf"^#? ?({PREFIX}\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named <= SETTINGS
    assert {
        PREFIX + name.upper() for name, field in Settings.model_fields.items() if field.is_required()
    } <= named


def test_every_command_is_described() -> None:
    described = (ROOT / "docs/settings.md").read_text()
    for command in cli.registered_commands:
        assert command.callback is not None
        assert f"`witnessline {command.name or command.callback.__name__}" in described


@pytest.mark.parametrize("path", LOCKS, ids=short)
def test_lock_files_name_no_registry(path: Path) -> None:
    locked = path.read_text()
    assert "://" not in locked
    assert "--hash=sha256:" in locked


def test_no_file_speaks_of_where_it_was_written() -> None:
    elsewhere = re.compile("(?<![\\w.~-])/" + r"work(?![\w-])" + "|" + "\\.\\./" + "shared")
    read = (path for path in files() if path.suffix not in {".png", ".ogg", ".jpg", ".webp"})
    assert [short(path) for path in read if elsewhere.search(path.read_text(errors="replace"))] == []
