"""Who a witness is reaches neither staff, nor a log, nor the disk in the clear: canaries in every input."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.simulator.people import Witness
from bot.stage import Stage
from tests.scenarios import canaries
from tests.scenarios.canaries import NAMES, TOKENS, WHO, WORDS
from tests.scenarios.program import Program, telegram_alone
from tests.scenarios.written import WRITTEN, House


async def test_who_a_witness_is_reaches_neither_staff_nor_logs_nor_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    stage = await telegram_alone(tmp_path / "data")
    stage.world.people[WHO.id] = WHO
    stage.health = f"127.0.0.1:{_free_port()}"
    program = Program(stage)
    await program.start()
    receipt = await canaries.tell_everything(stage, Witness(stage.world, stage.witness_bot, WHO))

    assert list(stage.folder.glob("*-wal"))  # the journal is read too, before it is gone
    house = House(program, stage.health, temporary)
    written = {name: await read(house) for name, read in WRITTEN.items()}
    _nothing_leads_to_anyone(written, receipt)
    assert b"an update could not be handled" in written["standard output and error, at DEBUG"]
    assert written["the list of dead letters"].count(b"update") >= 3  # what was to fail has failed
    assert b"witnessline_sent_total" in written["/metrics"]
    assert written["temporary files"] == b""

    assert await program.terminate() == 0
    await stage.server.stop()
    after = ("the data folder", "standard output and error, at DEBUG", "temporary files")
    _nothing_leads_to_anyone({name: await WRITTEN[name](house) for name in after}, receipt)
    _staff_learn_no_name(stage, receipt)


def _nothing_leads_to_anyone(written: dict[str, bytes], receipt: tuple[str, ...]) -> None:
    for name, content in written.items():
        secrets = (*NAMES, *WORDS, *TOKENS, *receipt)
        assert [each for each in secrets if each.encode() in content] == [], name
        for order in ("big", "little"):
            assert WHO.id.to_bytes(6, order) not in content, name


def _staff_learn_no_name(stage: Stage, receipt: tuple[str, ...]) -> None:
    to_staff = "\n".join(
        str(params) for bot, _method, params in stage.world.calls if bot == stage.staff_bot.username
    )
    in_group = stage.moderator().in_group.transcript()
    to_staff += in_group + stage.moderator().in_private.transcript()
    for message in stage.moderator().in_private.messages():
        to_staff += message.file.data.decode("latin-1") if message.file else ""
    assert [name for name in (*NAMES, *receipt) if name in to_staff] == []
    assert "Canary Owner" not in to_staff  # what the camera wrote into the picture
    assert "Canary title" not in to_staff  # and the phone into the video
    assert [each for each in WORDS if each in in_group] == []


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
