"""A backup is taken while people write, says nothing by itself, is checked, opened and brought back."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import orjson
import pyrage  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select, update

from bot.stage import Stage
from handlers.media import KEPT
from storage import backup, files, keyfiles, restore, tables
from storage.keys import ARCHIVE_SECRET
from tests import databases
from tests.scenarios import inside, pictures, walks
from tests.scenarios.program import ROOT, command, environment, settings_of
from tests.scenarios.walks import words

STORY = "Canarystory: they burned the archive in the yard."
QUESTION, ANSWER = "Canaryquestion: who drove?", "Canaryanswer: the driver limped.\x1b[2J"
PAPER = "Canarypaper of Zulfiya.jpg"


async def _told(stage: Stage) -> str:
    """A report with a file, a question, an answer; the case's code."""
    witness, moderator = stage.witness("Zulfiyakhon"), stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await witness.press("Report what happened")
    await walks.reach(witness, walks.FILES, STORY)
    await witness.send_document(pictures.jpeg(), PAPER)
    await witness.sees(words(KEPT))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await walks.ask(moderator, code, QUESTION)
    await walks.answer(witness, QUESTION, ANSWER)
    await inside.settled(stage)
    return code


def _settings(stage: Stage) -> dict[str, object]:
    return settings_of(stage) | {"database": stage.database, "log_level": "WARNING"}


async def _run(stage: Stage, *words: str, fails: bool = False, **changed: object) -> str:
    code, printed = await command(*words, cwd=stage.folder.parent, **_settings(stage) | changed)
    assert code == fails, printed
    assert "Traceback" not in printed
    return printed


def _secret(stage: Stage) -> Path:
    return stage.folder / "keys" / ARCHIVE_SECRET


async def test_a_backup_is_taken_checked_opened_and_brought_back(any_stage: Stage, tmp_path: Path) -> None:
    stage = any_stage
    code = await _told(stage)
    saved, keys = tmp_path / "saved.tar", tmp_path / "keys.tar"
    await _run(stage, "backup", str(saved), "--keys", str(keys))
    assert backup.last(stage.folder) is not None
    opens = ("--keys", str(keys), "--identity", str(_secret(stage)))
    for _time in range(2):  # a look changes nothing
        printed = await _run(stage, "restore", "--verify", str(saved), *opens)
        assert f"{saved} is whole." in printed
        assert "archived texts: 2" in printed
        assert "originals: 1" in printed
        assert STORY not in printed

    await stage.app.stop()
    stage.folder, stage.database = tmp_path / "elsewhere", ""
    printed = await _run(stage, "restore", str(saved), "--keys", str(keys))
    assert "Restored" in printed
    await stage.start_bots()
    assert (await inside.told(stage, code))[-1] == [ANSWER]
    moderator = stage.moderator(1)
    await moderator.start()
    second = await walks.report(stage.witness("Bakyt"))
    assert second != code
    await walks.claim(moderator, second)


async def test_a_backup_says_nothing_by_itself(any_stage: Stage, tmp_path: Path) -> None:
    stage = any_stage
    code = await _told(stage)
    for target in (tmp_path / "saved", tmp_path / "saved.tar"):
        await _run(stage, "backup", str(target))
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("saved*/**/*") if path.is_file())
    content += (tmp_path / "saved.tar").read_bytes()
    assert code.encode() in content  # it is the real thing
    told = (STORY, QUESTION, ANSWER, PAPER, "Canary", "Zulfiya", pictures.CAMERA)
    assert [each for each in told if each.encode() in content] == []
    secrets = [line for path in (stage.folder / "keys").rglob("*.key") for line in keyfiles.read(path).lines]
    assert secrets
    assert [each for each in secrets if each.encode() in content] == []


async def test_keys_are_saved_apart_without_those_of_days_and_the_archive(
    stage: Stage, tmp_path: Path
) -> None:
    await _told(stage)
    await _run(stage, "backup", str(tmp_path / "saved"), "--keys", str(tmp_path / "keys.tar"))
    assert (tmp_path / "keys.tar").stat().st_mode & 0o077 == 0
    with restore.keys_from(tmp_path / "keys.tar") as folder:
        names = {path.name for path in folder.rglob("*.key")}
    assert {"desk.key", "route.key", "relay.key", "sign.key", "link.key"} <= names
    assert not [name for name in names if name.startswith(("archive", "draft-", "mail-"))]


async def test_the_workstation_reads_everything_without_settings(any_stage: Stage, tmp_path: Path) -> None:
    stage = any_stage
    code = await _told(stage)
    saved, out = tmp_path / "saved", tmp_path / "out"
    await _run(stage, "backup", str(saved))
    key = tmp_path / "archive.key"
    shutil.move(_secret(stage), key)
    opening = ("open", str(saved), "--identity", str(key))
    done, printed = await command(*opening, cwd=tmp_path)
    assert done == 0, printed
    assert printed.splitlines() == [line for line in printed.splitlines() if line.startswith(code)]
    assert "2 items  1 file" in printed
    done, printed = await command(*opening, "--case", code, cwd=tmp_path)
    assert done == 0, printed
    for told in (STORY, QUESTION, "Canaryanswer: the driver limped.[1B][2J", f"{code}-1."):
        assert told in printed
    assert "\x1b" not in printed
    done, printed = await command(*opening, "--out", str(out), cwd=tmp_path)
    assert done == 0, printed
    written = {path.name: path for path in out.rglob("*") if path.is_file()}
    form = f"form-{orjson.loads(written[f'{code}-item-0.json'].read_bytes())['form']}.json"
    of_case = {f"{code}.txt", f"{code}-item-0.json", f"{code}-item-1.json", f"{code}-1.file"}
    assert set(written) == {*of_case, form}
    assert hashlib.sha256(written[form].read_bytes()).hexdigest()[:16] in form
    assert orjson.loads(written[form].read_bytes())["relation"]["self"] == "It happened to me"
    assert written[f"{code}-1.file"].read_bytes() == pictures.jpeg()
    assert STORY in written[f"{code}.txt"].read_text()
    assert all(path.stat().st_mode & 0o077 == 0 for path in written.values())


async def test_the_workstation_needs_neither_bots_nor_a_network(stage: Stage, tmp_path: Path) -> None:
    await _told(stage)
    await _run(stage, "backup", str(tmp_path / "saved"))
    program = (
        "import socket, sys\n"
        "def no(*_args, **_more): raise AssertionError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "from bot.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert not {'aiogram', 'telegram', 'aiohttp'} & set(sys.modules), 'bots'\n"
    )
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "open", str(tmp_path / "saved"), "--identity", str(_secret(stage))),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
    )
    printed, _nothing = await ran.communicate()
    assert ran.returncode == 0
    assert b"2 items" in printed


async def test_a_copied_data_folder_opens_too(stage: Stage, tmp_path: Path) -> None:
    code = await _told(stage)
    await stage.app.stop()
    shutil.copytree(stage.folder, tmp_path / "copied", ignore=shutil.ignore_patterns("keys"))
    await stage.start_bots()
    opening = ("open", str(tmp_path / "copied"), "--identity", str(_secret(stage)), "--case", code)
    done, printed = await command(*opening, cwd=tmp_path)
    assert done == 0, printed
    assert STORY in printed


async def test_age_alone_opens_any_single_file(stage: Stage, tmp_path: Path) -> None:
    await _told(stage)
    await _run(stage, "backup", str(tmp_path / "saved"))
    [original] = (tmp_path / "saved" / "files" / "originals").glob("*.age")
    with closing(sqlite3.connect(tmp_path / "saved" / backup.DATABASE)) as db:
        ((sealed,),) = db.execute("SELECT sealed FROM archive_copies WHERE sequence = 0").fetchall()
    (tmp_path / "case.age").write_bytes(sealed)
    identity = pyrage.x25519.Identity.from_str(keyfiles.read(_secret(stage)).lines[0])
    assert pyrage.decrypt(original.read_bytes(), [identity]) == pictures.jpeg()
    assert STORY in orjson.dumps(orjson.loads(pyrage.decrypt(sealed, [identity]))).decode()
    age = shutil.which("age")
    for path in (original, tmp_path / "case.age") if age else ():
        ran = await asyncio.create_subprocess_exec(
            str(age), "-d", "-i", str(_secret(stage)), str(path), stdout=subprocess.PIPE
        )
        opened, _nothing = await ran.communicate()
        assert opened == pyrage.decrypt(path.read_bytes(), [identity])


async def test_a_backup_taken_while_many_write_is_whole(any_stage: Stage, tmp_path: Path) -> None:
    stage = any_stage
    writing = [asyncio.create_task(walks.report(stage.witness(f"W{number}"))) for number in range(4)]
    for number in range(2):
        target = tmp_path / f"saved-{number}"
        await _run(stage, "backup", str(target))
        await _run(stage, "restore", "--verify", str(target), "--identity", str(_secret(stage)))
    assert len(set(await asyncio.gather(*writing))) == 4


@pytest.mark.parametrize("name", ["saved", "saved.tar"])
async def test_a_crash_in_its_middle_leaves_no_backup_under_its_name(
    stage: Stage, tmp_path: Path, name: str
) -> None:
    await _told(stage)
    program = (
        "import os, sys, signal\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from storage import backup\n"
        "backup.make(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), datetime.now(UTC),\n"
        "            lambda _number: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    url = stage.app.settings.database_url
    args = (url, str(stage.folder / "files"), str(tmp_path / name))
    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, *args, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert await ran.wait() == -signal.SIGKILL
    assert not (tmp_path / name).exists()
    assert list(tmp_path.glob(".saved*partial*"))
    await _run(stage, "backup", str(tmp_path / name))
    await _run(stage, "restore", "--verify", str(tmp_path / name))


async def test_a_file_that_is_taken_back_meanwhile_is_not_in_the_backup(stage: Stage, tmp_path: Path) -> None:
    await _told(stage)
    second = stage.witness("Bakyt")
    await walks.begin(second)
    await walks.ask_for(second, walks.FILES)
    await second.send_document(pictures.jpeg(), "other.jpg")
    await second.sees(words(KEPT))
    await inside.settled(stage)
    url, folder = stage.app.settings.database_url, stage.folder / "files"
    blobs = sorted((folder / "originals").glob("*.age"))
    gone: list[Path] = []

    def taken_back(_number: int) -> None:
        if not gone:  # the first is copied; the last is taken back before its turn
            gone.append(blobs[-1])
            with closing(sqlite3.connect(stage.folder / "witnessline.db")) as db:
                db.execute("DELETE FROM files WHERE file = ?", (blobs[-1].stem,))
                db.commit()
            blobs[-1].unlink()

    about = await asyncio.to_thread(backup.make, url, folder, tmp_path / "saved", stage.clock(), taken_back)
    assert about.missing == ()
    assert f"originals/{gone[0].name}" not in about.files
    with restore.opened(tmp_path / "saved") as copy:
        assert list(restore.problems(copy, lambda _number: None)) == []


@pytest.mark.parametrize(
    "harm", ["a file is gone", "a file is changed", "a row is gone", "a byte of the database", "no list"]
)
async def test_what_is_not_whole_is_named_and_not_restored(stage: Stage, tmp_path: Path, harm: str) -> None:
    await _told(stage)
    saved = tmp_path / "saved"
    await _run(stage, "backup", str(saved))
    [original] = (saved / "files" / "originals").glob("*.age")
    match harm:
        case "a file is gone":
            original.unlink()
        case "a file is changed":
            original.write_bytes(original.read_bytes()[:-1] + b"?")
        case "a row is gone":
            with closing(sqlite3.connect(saved / backup.DATABASE)) as db:
                db.execute("DELETE FROM routes")
                db.commit()
        case "a byte of the database":
            content = bytearray((saved / backup.DATABASE).read_bytes())
            content[len(content) // 2] ^= 1
            (saved / backup.DATABASE).write_bytes(content)
        case _:
            (saved / backup.ABOUT).unlink()
    printed = await _run(stage, "restore", "--verify", str(saved), fails=True)
    assert printed.splitlines()[-1] == f"{saved} is not whole."
    printed = await _run(stage, "restore", str(saved), fails=True, data=tmp_path / "elsewhere", database="")
    assert "not restored" in printed
    assert not (tmp_path / "elsewhere" / "witnessline.db").exists()


async def test_nothing_is_written_over(stage: Stage, tmp_path: Path) -> None:
    await _told(stage)
    saved = tmp_path / "saved"
    await _run(stage, "backup", str(saved), "--keys", str(tmp_path / "keys.tar"))
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in stage.folder.rglob("*.key")}
    for again in (("backup", str(saved)), ("restore", str(saved))):
        printed = await _run(stage, *again, fails=True)
        assert "exists" in printed.splitlines()[-1]
    after = {path: hashlib.sha256(path.read_bytes()).digest() for path in stage.folder.rglob("*.key")}
    assert after == before


async def test_an_item_that_was_exchanged_is_named_by_the_workstation(stage: Stage, tmp_path: Path) -> None:
    first, second = await _told(stage), await walks.report(stage.witness("Bakyt"))
    copies, lines = tables.archive_copies, tables.manifest
    mine = select(copies.c.sealed).where(copies.c.case_id == 1, copies.c.sequence == 0).scalar_subquery()
    exchanged = update(copies).where(copies.c.case_id == 2).values(sealed=mine)
    unsigned = update(lines).where(lines.c.sequence == 1).values(digest=bytes(32))
    for change in (exchanged, unsigned):
        await stage.app.store.run(lambda db, change=change: db.execute(change).close())  # type: ignore[misc]
    await _run(stage, "backup", str(tmp_path / "saved"))
    opening = ("open", str(tmp_path / "saved"), "--identity", str(_secret(stage)))
    done, printed = await command(*opening, cwd=tmp_path)
    assert done == 1
    assert f"✗ {second}: item 0 does not open" in printed
    assert f"✗ {first}: item 1 is not what was taken in" in printed


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("open", "nowhere", "--identity", "nothing.key"), "nothing.key: No such file"),
        (("open", "nowhere", "--identity", "real.key"), "nowhere does not exist"),
        (("open", ".", "--identity", "real.key"), "no witnessline.db"),
        (("open", ".", "--identity", "wrong.key"), "is no age identity"),
        (("restore", "--verify", "torn.tar"), "cannot be unpacked"),
    ],
)
async def test_what_cannot_be_opened_is_refused_in_one_line(
    tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    (tmp_path / "wrong.key").write_text("nonsense\n")
    (tmp_path / "torn.tar").write_bytes(b"x" * 600)
    (tmp_path / "real.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    code, printed = await command(*given, cwd=tmp_path)
    assert code == 1
    assert len(printed.splitlines()) == 1, printed
    assert said in printed


async def test_a_case_that_is_not_there_is_refused_in_one_line(stage: Stage, tmp_path: Path) -> None:
    await _told(stage)
    await _run(stage, "backup", str(tmp_path / "saved"))
    opening = ("open", str(tmp_path / "saved"), "--identity", str(_secret(stage)), "--case", "ZZ-ZZZZ")
    code, printed = await command(*opening, cwd=tmp_path)
    assert (code, printed) == (1, "There is no case ZZ-ZZZZ here.\n")


@pytest.mark.postgresql
async def test_a_backup_of_sqlite_goes_on_in_postgresql(stage: Stage, tmp_path: Path, postgres: str) -> None:
    code = await _told(stage)
    url, saved = databases.emptied(postgres), tmp_path / "saved"
    await _run(stage, "backup", str(saved))
    await stage.app.stop()
    shutil.rmtree(stage.folder / "files")
    await _run(stage, "restore", str(saved), database=url)
    assert "has rows" in await _run(stage, "restore", str(saved), database=url, fails=True)
    stage.database = url
    await stage.start_bots()
    assert (await inside.told(stage, code))[-1] == [ANSWER]
    second = await walks.report(stage.witness("Bakyt"))  # numbers go on where they were
    assert second != code
    assert await stage.app.store.run(lambda db: len(files.digests(db))) == 1
