"""Who a witness is reaches neither staff, nor a log, nor the disk in the clear: canaries in every input."""

from __future__ import annotations

from pathlib import Path

from bot.interview import by_receipt
from bot.simulator.accounts import Person
from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.media import KEPT
from tests.scenarios import inputs, pictures, walks
from tests.scenarios.program import Program, telegram_alone
from tests.scenarios.walks import words

CANARY = Person(7_199_254_741_003, "Zulfiyakhon", "Canaryeva", "canary_of_the_mill", "en")
STORY = "Canarystory: they burned the archive in the yard."
ANSWER = "Canaryanswer: the driver limped."
QUESTION = "Canaryquestion: who drove?"
PAPER = "Canarypaper of Zulfiya.pdf"
CAPTION = "Canarycaption on the paper"
PLACE = "Canaryplace by the mill"
PHONE = "+37410987654"
NAMES = (
    CANARY.first_name, str(CANARY.last_name), str(CANARY.username), str(CANARY.id),
    PAPER, PHONE, "Origin", "origin_channel", "987654321", "9876543210", pictures.CAMERA, "AQAD",
)  # fmt: skip
WORDS = (STORY, ANSWER, QUESTION, CAPTION, PLACE)


async def _everything(stage: Stage, witness: Witness) -> tuple[str, ...]:
    """A report with a canary in all that can be said, through every kind of input. What stands for its
    receipt: as it is shown, as it may be typed, and its halves."""
    moderator = stage.moderator()
    await moderator.start()
    await walks.begin(witness)
    await walks.ask_for(witness, "Where exactly was it?")
    await walks.tell(witness, PLACE)
    await witness.sees(walks.TELL)
    for send in inputs.EVERY.values():
        await send(witness)
    await walks.tell(witness, STORY)
    stage.world.inject(stage.witness_bot, _poison(witness))
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await witness.send_document(pictures.jpeg(), PAPER, CAPTION)
    await witness.sees(words(KEPT))
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    receipt = await walks.take_receipt(witness)
    await witness.press("It is written down")
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(STORY)
    await walks.ask(moderator, code, QUESTION)
    await walks.answer(witness, QUESTION, ANSWER)
    await moderator.in_private.press("Read")
    await moderator.in_private.sees(ANSWER)
    await _used(stage, receipt)
    typed = receipt.replace("-", "")
    return receipt, typed, typed.lower(), typed[:10], typed[10:20], typed[10:20].lower()


async def _used(stage: Stage, receipt: str) -> None:
    """Typed in every wrong place and way, then in the right one, and the chat moved."""
    other = stage.witness("Bakyt")
    await other.say(receipt)
    await walks.begin(other)
    await other.say(receipt.lower())
    await other.sees(words(by_receipt.MISLAID))
    stage.world.inject(stage.witness_bot, _poison(other, receipt))
    await walks.present(other, receipt[1:] + receipt[0])
    await other.sees(words(by_receipt.SLIP))
    await other.say(receipt.replace("-", " ").lower())
    await other.press("Yes")
    await stage.moderator().in_private.sees("channel changed")


def _poison(witness: Witness, text: str = STORY) -> dict[str, object]:
    person = {"id": witness.person.id, "is_bot": False, "first_name": CANARY.first_name}
    chat = {"id": witness.person.id, "type": "private", "username": CANARY.username}
    return {"message": {"message_id": 9, "date": "x", "chat": chat, "from": person, "text": text}}


async def test_who_a_witness_is_reaches_neither_staff_nor_logs_nor_the_disk(tmp_path: Path) -> None:
    stage = await telegram_alone(tmp_path / "data")
    stage.world.people[CANARY.id] = CANARY
    witness = Witness(stage.world, stage.witness_bot, CANARY)
    program = Program(stage)
    await program.start()
    receipt = await _everything(stage, witness)
    disk_at_work = _disk(stage)
    assert await program.terminate() == 0
    await stage.server.stop()

    to_staff = "\n".join(
        str(params) for bot, _method, params in stage.world.calls if bot == stage.staff_bot.username
    )
    for screen in (stage.moderator().in_group, stage.moderator().in_private):
        to_staff += screen.transcript()
    assert [name for name in (*NAMES, *receipt) if name in to_staff] == []
    in_group = stage.moderator().in_group.transcript()
    assert [each for each in WORDS if each in in_group] == []

    printed = program.printed.decode()
    assert "an update could not be handled" in printed  # it did speak, at DEBUG
    assert [each for each in (*NAMES, *WORDS, *receipt, "Canary", "local-witness") if each in printed] == []

    for disk in (disk_at_work, _disk(stage)):
        assert [each for each in (*NAMES, *WORDS, *receipt, "Canary") if each.encode() in disk] == []
        for order in ("big", "little"):
            assert CANARY.id.to_bytes(6, order) not in disk


def _disk(stage: Stage) -> bytes:
    """Every byte in the data folder: the database, its journal, the keys, the files."""
    paths = sorted(path for path in stage.folder.rglob("*") if path.is_file())
    assert {".db", ".age", ".key"} <= {path.suffix for path in paths}
    return b"\n".join(path.read_bytes() for path in paths)
