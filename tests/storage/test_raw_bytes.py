"""What lies on the disk says nothing, whoever takes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.casework.case import Consent, Facts, Priority
from bot.interview.draft import Draft
from bot.outgoing import Message, Outgoing
from bot.questionnaire.answers import Answer, Entry, FileKind, Words
from bot.text import Text, screen, verbatim
from storage import cases, dead_letters, drafts, files, outbox, prompts, questions, routes
from storage.keys import StaffKeys, WitnessKeys
from storage.transaction import Store
from tests import databases
from tests.storage.conftest import NOW

CANARY, CHAT = "canary-narrative-Ж", 7_123_456_789
FACTS = Facts((CANARY,), CANARY, CANARY, "ru", "Europe/Minsk", 0, Consent(True, True, True))


def write_everything(db: Connection, witness: WitnessKeys, staff: StaffKeys) -> None:
    tag, words = witness.tag(CHAT), Words(CANARY)
    entries = (Entry("what", Text("What?"), (verbatim(CANARY),), (words,)),)
    drafts.save(db, witness, tag, Draft(answers={"what": Answer((words,))}), drafts.Reach(1, CHAT), NOW)
    case_id = cases.open_case(
        db, witness, code="K7-4FQ2", priority=Priority.LOW, facts=FACTS, entries=entries, now=NOW
    )
    cases.add_item(db, witness, case_id, "addition", entries, NOW)
    routes.keep(db, witness, case_id, tag, routes.Route(1, CHAT, "ru", "UTC"), NOW)
    questions.ask(db, staff, case_id, 5, CANARY, "ru", NOW, NOW)
    source = files.Source(1, 2, CANARY, CANARY, CANARY)
    files.expect(db, witness, tag, "f" * 32, FileKind.PHOTO, 9, source, NOW)
    saying = Outgoing(1, CHAT, "ru", Message(screen(verbatim(CANARY))))
    outbox.post(db, witness, saying, NOW)
    outbox.post(db, staff, Outgoing(1, 5, "ru", saying.body), NOW)
    dead_letters.keep(db, witness, "update", f"{CANARY} {CHAT}".encode(), "ValueError", NOW)
    prompts.expect(db, staff, 5, case_id, "send", CANARY, NOW)


def bytes_of_chat() -> list[bytes]:
    """A chat id as text and as SQLite and others would lay it down."""
    return [str(CHAT).encode(), CHAT.to_bytes(6, "big"), CHAT.to_bytes(5, "big"), CHAT.to_bytes(5, "little")]


@pytest.mark.parametrize("closed", [False, True])
async def test_the_database_s_files_hold_no_words_and_no_chat_id(
    tmp_path: Path, witness_keys: WitnessKeys, staff_keys: StaffKeys, closed: bool
) -> None:
    store = Store.open(databases.sqlite_database(tmp_path))
    await store.run(lambda db: write_everything(db, witness_keys, staff_keys))
    if closed:
        store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("witnessline.db*"))
    store.close()
    assert b"K7-4FQ2" in raw
    for secret in (b"canary", CANARY.encode("utf-16-le")[:20], *bytes_of_chat()):
        assert secret not in raw
