"""Each side as a system user of its own: one story over both, and what neither can open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.stage import Stage
from handlers.media import KEPT
from storage import keyfiles
from storage.daykeys import DayKeys
from storage.keys import WitnessKeys
from storage.sealing import KeyGone, Misplaced, Reader, Secret
from tests.scenarios import pictures, walks
from tests.scenarios.program import ROOT, Program, User, command, command_by, settings_of, telegram_alone
from tests.scenarios.walks import words

WITNESS, STAFF, STRANGER, GROUP = 64_001, 64_002, 64_003, 64_000

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="!! NOT ROOT: that the two system users are kept apart was NOT tested here"
)


def _python() -> str:
    """One that any user may run, and that finds the program."""
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    env = {"PYTHONPATH": f"{ROOT}:{sysconfig.get_path('purelib')}"}
    for python in (sys.executable, f"/usr/bin/{own}", f"/usr/local/bin/{own}"):
        with suppress(OSError):
            tried = subprocess.run(
                [python, "-c", "import nacl.secret, pyrage, bot"], user=STRANGER, group=GROUP,
                extra_groups=[], env=env, cwd="/", capture_output=True, check=False,
            )  # fmt: skip
            if tried.returncode == 0:
                return python
    pytest.skip("!! NO PYTHON that another user may run: two system users were NOT tested here")


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that others may pass through, unlike the test's own."""
    room = Path(tempfile.mkdtemp(prefix="witnessline-users-"))
    room.chmod(0o711)
    yield room
    shutil.rmtree(room)


@pytest.fixture
async def alone(room: Path) -> AsyncIterator[Stage]:
    stage = await telegram_alone(room / "data")
    code, printed = await _init(room)
    assert code == 0, printed
    yield stage
    await stage.server.stop()


async def _init(room: Path) -> tuple[int, str]:
    users = ("--witness-user", str(WITNESS), "--staff-user", str(STAFF), "--group", str(GROUP))
    return await command("init", *users, cwd=room, data=room / "data")


def _reach(paths: list[Path], user: int, group: int = GROUP) -> set[Path]:
    """Which of these files that user can open, tried as that user."""
    found = set()
    for path in paths:
        tried = subprocess.run(
            ["cat", path], user=user, group=group, extra_groups=[], capture_output=True, check=False
        )
        if tried.returncode == 0:
            found.add(path)
    return found


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_init_shares_the_folders_and_may_be_repeated(room: Path) -> None:
    for _time in range(2):
        code, printed = await _init(room)
        assert code == 0, printed
    data = room / "data"
    wanted = {
        "keys": (0, 0o711), "keys/witness": (WITNESS, 0o700), "keys/staff": (STAFF, 0o700),
        "keys/archive.key": (0, 0o600), "keys/witness/route.key": (WITNESS, 0o600),
        "files/originals": (WITNESS, 0o700), "files/previews": (WITNESS, 0o2770), ".": (0, 0o2770),
    }  # fmt: skip
    found = {name: (data / name).stat() for name in wanted}
    assert {name: (each.st_uid, each.st_mode & 0o7777) for name, each in found.items()} == wanted


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--witness-user", "nobody-here", "--staff-user", "64002"), "no user nobody-here"),
        (("--witness-user", "64001"), "name both"),
        (("--witness-user", "64001", "--staff-user", "64001", "--group", "1"), "two users"),
    ],
)
async def test_what_cannot_be_shared_is_refused_in_one_line(
    room: Path, given: tuple[str, ...], said: str
) -> None:
    code, printed = await command("init", *given, cwd=room, data=room / "data")
    assert code == 1
    assert len(printed.splitlines()) == 1
    assert said in printed
    assert not (room / "data" / "keys").exists()


async def test_a_whole_story_by_two_users_who_cannot_open_each_other_s_secrets(alone: Stage) -> None:
    python, data = _python(), alone.folder
    witness_user, staff_user = User(WITNESS, GROUP, python), User(STAFF, GROUP, python)
    sides = (
        Program(alone, ("run", "witness"), witness_user),
        Program(alone, ("run", "staff"), staff_user),
    )
    for side in sides:
        await side.start(cold=True)
        assert b"bot is listening" in side.printed, side.printed.decode()
    code = await _story(alone)

    for user, name, opened in (
        (staff_user, "staff", "texts of cases: 2"),
        (witness_user, "witness", "routes: 1"),
    ):
        known = settings_of(alone) | {"log_level": "INFO"}
        done, printed = await command_by(user, "keys", "verify", cwd=Path("/"), **known)
        assert done == 0, printed
        assert opened in printed
        done, printed = await command_by(user, "keys", "rotate", cwd=Path("/"), **known)
        assert done == 0, printed
        _done, printed = await command_by(user, "keys", "status", cwd=Path("/"), **known)
        assert ("route-1" in printed) is (name == "witness")
        assert "desk-" in printed

    reached = {user: _reach(_files(data), user) for user in (WITNESS, STAFF)}
    reached[STRANGER] = _reach(_files(data), STRANGER, STRANGER)
    keys, originals = data / "keys", set(_files(data / "files" / "originals"))
    assert {path.parent.name for path in reached[WITNESS] if keys in path.parents} == {"witness"}
    assert {path.parent.name for path in reached[STAFF] if keys in path.parents} == {"staff"}
    assert originals
    assert originals <= reached[WITNESS]
    assert not originals & reached[STAFF]
    assert data / "witnessline.db" in reached[STAFF] & reached[WITNESS]
    assert not reached[STRANGER]

    tables = ("desk_copies", "cases", "archive_copies", "routes", "drafts")
    assert _opened(data, reached[WITNESS], tables) == {"routes", "drafts"}
    assert _opened(data, reached[STAFF], tables) == {"desk_copies"}  # facts on cards too
    for side in sides:
        assert await side.terminate() == 0
    assert code


async def _story(stage: Stage) -> str:
    """A report with a picture, a question and its answer; its code."""
    witness, moderator = stage.witness(), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    await witness.send_photo(pictures.jpeg())
    await witness.sees(words(KEPT))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await moderator.in_private.sees(f"{code}-1.jpg")
    await walks.ask(moderator, code, "Who was there?")
    await walks.answer(witness, "Who was there?", "Two soldiers.")
    await moderator.in_private.sees(f"{code}: the witness has written.")
    return code


def _opened(data: Path, reached: set[Path], tables: tuple[str, ...]) -> set[str]:
    """Tables with a sealed value that any of these key files opens, whatever it belongs to."""
    files = [keyfiles.parsed(path) for path in sorted(reached) if path.suffix == ".key"]
    identities = [
        Reader.of(file.id, line) for file in files for line in file.lines if line.startswith("AGE-SECRET")
    ]
    secrets = [
        Secret.of(file.id, bytes.fromhex(line)) for file in files for line in file.lines if len(line) == 64
    ]
    assert identities or secrets
    found = set()
    with closing(sqlite3.connect(data / "witnessline.db")) as db:
        for table in tables:
            column = {"routes": "case_id", "drafts": "hex(witness)"}.get(table, "id")
            rows = db.execute(f"SELECT {column}, sealed FROM {table}").fetchall()
            assert rows, table
            for id, sealed in rows:
                place = f"route:{id}" if table == "routes" else f"draft:{str(id).lower()}"
                if any(_unwraps(key, sealed) for key in identities):
                    found.add(table)
                if any(_opens(key, sealed, place) for key in secrets):
                    found.add(table)
    return found


def _unwraps(key: Reader, sealed: bytes) -> bool:
    with suppress(Misplaced):
        key.unwrap(sealed)
        return True
    return False


def _opens(key: Secret, sealed: bytes, place: str) -> bool:
    with suppress(Misplaced, KeyGone):
        key.open(sealed, place)
        return True
    return False


async def test_keys_that_root_makes_belong_to_their_user(alone: Stage) -> None:
    known: dict[str, object] = {"data": alone.folder}
    assert (await command("migrate", cwd=alone.folder, **known))[0] == 0
    assert (await command("keys", "rotate", "route", cwd=alone.folder, **known))[0] == 0
    made = next((alone.folder / "keys" / "witness").glob("route-*.key"))
    assert (made.stat().st_uid, made.stat().st_mode & 0o777) == (WITNESS, 0o600)
    assert DayKeys(alone.folder / "keys" / "witness", "draft")
    assert WitnessKeys.load(alone.folder / "keys").route.current.id == made.stem
