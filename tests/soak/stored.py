"""What lies in the database and on the disk at the end, opened with the keys of the round's own folder."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    Connection,
    Table,
    func,
    select,
)

from bot.casework.case import Item
from bot.questionnaire.answers import Attachment, Entry, FileKind, Number, Part, Pick, Pin, When, Words
from handlers.staff_buttons import Buttons
from storage import archive, audit, cases, drafts, files, glossaries, keyfiles, outbox, places, routes, tables
from storage.keys import ARCHIVE_SECRET, StaffKeys, WitnessKeys
from storage.sealing import Reader
from storage.transaction import Store
from tests.soak.history import Answers, Call, Kept, KeptCase, KeptFile, Parts, Posted
from tests.soak.said import posted


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything of one round. `folder` is the program's data folder."""

    store: Store
    folder: Path
    witness: WitnessKeys
    staff: StaffKeys
    reader: Reader

    @classmethod
    def open(cls, url: str, folder: Path) -> Archive:
        secret = keyfiles.read(folder / "keys" / ARCHIVE_SECRET)
        return cls(
            Store.open(url),
            folder,
            WitnessKeys.load(folder / "keys"),
            StaffKeys.load(folder / "keys"),
            Reader.of(secret.id, secret.lines[0]),
        )

    async def unsettled(self) -> tuple[str, ...]:
        """What is still on its way."""
        return await self.store.run(_unsettled)

    async def put_off(self) -> bool:
        """Whether something is to be said at a later time, and so waits although nothing is wrong."""
        later = select(func.count()).where(tables.outbox.c.due_at > datetime.now(UTC))
        return await self.store.run(lambda db: db.execute(later).scalar_one() > 0)

    async def kept(self, chats: Collection[int], standing: Mapping[str, tuple[int, ...]]) -> Kept:
        """`chats` are the witnesses'; `standing` the group's messages about each case."""
        return await self.store.run(lambda db: self._kept(db, chats, standing))

    async def posted(self, names: Mapping[int, str]) -> tuple[Posted, ...]:
        """All that was ever to be said; `names` are those of staff."""
        return await self.store.run(lambda db: posted(db, self.witness, self.staff, names))

    def opened(self, calls: Iterable[Call]) -> tuple[Call, ...]:
        """With staff's buttons in words, as the rows have them: each is sealed anew when it is sent."""
        door = Buttons(self.staff.press, lambda: datetime.now(UTC))

        def words(call: Call) -> tuple[str, ...]:
            found = (door.open(each, call.chat) for each in call.presses)
            return tuple(press.words() if press else "forged" for press in found)

        return tuple(
            replace(call, presses=words(call)) if call.side == "staff" and call.presses else call
            for call in calls
        )

    def _kept(self, db: Connection, chats: Collection[int], standing: Mapping[str, tuple[int, ...]]) -> Kept:
        rows = db.execute(select(tables.files.c.file, tables.files.c.digest))
        digests: dict[str, bytes | None] = {row.file: row.digest for row in rows}
        chat_of = {id: chat for chat in chats for id in routes.of_witness(db, self.witness.tag(chat))}
        codes = {row.id: row.code for row in db.execute(select(tables.cases.c.id, tables.cases.c.code))}
        asked = db.scalars(select(tables.questions.c.case_id).order_by(tables.questions.c.id))
        trail = db.execute(select(tables.audit.c.case_id, tables.audit.c.action).order_by(tables.audit.c.id))
        return Kept(
            drafts={chat: answers for chat in chats if (answers := self._draft(db, chat, digests))},
            cases=tuple(
                self._case(db, id, code, chat_of.get(id, 0), digests, standing.get(code, ()))
                for id, code in sorted(codes.items())
            ),
            files=tuple(self._files(db)),
            questions=tuple(codes[id] for id in asked),
            trail=tuple((codes.get(row.case_id, ""), row.action) for row in trail),
            torn=flaw.row if (flaw := audit.verify(db)) else None,
            left=(*_unsettled(db), *self._waiting(db), *_dead(db), *self._strays(db)),
        )

    def _draft(self, db: Connection, chat: int, digests: Mapping[str, bytes | None]) -> Answers:
        kept = drafts.load(db, self.witness, self.witness.tag(chat))
        answers = kept.draft.answers if kept else {}
        return {name: _parts(each.parts, digests) for name, each in answers.items() if each.parts}

    def _case(
        self,
        db: Connection,
        id: int,
        code: str,
        chat: int,
        digests: Mapping[str, bytes | None],
        standing: tuple[int, ...],
    ) -> KeptCase:
        first, *others = items = cases.items(db, self.staff, id)
        card = places.find(db, places.of_card(id))
        return KeptCase(
            code=code,
            chat=chat,
            answers={entry.name: _parts(entry.parts, digests) for entry in first.entries},
            more=tuple(_parts(_all_parts(item.entries), digests) for item in others),
            archived=self._archived(db, id) == [_said(each) for each in items],
            card=card.message if card else 0,
            cards=standing,
        )

    def _archived(self, db: Connection, id: int) -> list[object]:
        """The archive's copies, as its key opens them."""
        words = glossaries.all_of_them(db)
        opened = (self.reader.unwrap(row.sealed) for row in archive.rows_of(db, id))
        return [_said(archive.read(document, words).item) for document in opened]

    def _files(self, db: Connection) -> Iterator[KeptFile]:
        for row in db.execute(select(tables.files).order_by(tables.files.c.id)):
            path = self.folder / "files" / "originals" / f"{row.file}.age"
            content = self.reader.unwrap(path.read_bytes()) if path.exists() else b""
            yield KeptFile(
                digest=row.digest.hex() if row.digest else row.state,
                sealed=hashlib.sha256(content).hexdigest(),
                picture=row.kind == FileKind.PHOTO,
                preview=row.preview and self._preview(row.file),
            )

    def _preview(self, file: str) -> bool:
        path = self.folder / "files" / "previews" / f"{file}.age"
        return path.exists() and len(files.open_preview(self.staff, file, path.read_bytes())) > 0

    def _waiting(self, db: Connection) -> Iterator[str]:
        """The rows of the outbox one by one: what they are, and why they wait."""
        for row in db.execute(select(tables.outbox).order_by(tables.outbox.c.id)):
            outgoing = outbox.opened(self.witness if row.side == "witness" else self.staff, row)
            due = (row.due_at - datetime.now(UTC)).total_seconds()
            what = f"{row.side} {outgoing.body.sort} for {outgoing.chat}"
            yield f"in the outbox: {what}, due in {due:.0f} s, tried {row.attempts} times"

    def _strays(self, db: Connection) -> Iterator[str]:
        """Files on the disk that no row speaks of."""
        known = {f"{file}.age" for file in db.scalars(select(tables.files.c.file))}
        for path in sorted((self.folder / "files").rglob("*")):
            if path.is_file() and path.name not in known:
                yield f"a stray file: {path.relative_to(self.folder)}"
        for path in sorted((self.folder / "keys").rglob(".*")):
            if not path.name.startswith((".draft-", ".mail-")):  # a day's goes with the day
                yield f"half a key: {path.name}"


def _said(item: Item) -> object:
    """The desk knows the day alone, and the archive English words."""
    return item.sequence, item.kind, [(entry.name, entry.parts) for entry in item.entries]


def _unsettled(db: Connection) -> tuple[str, ...]:
    arriving = select(func.count()).select_from(tables.files).where(tables.files.c.state != "arrived")
    counts = {
        "rows of the outbox": _count(db, tables.outbox),
        "letters": _count(db, tables.letters),
        "files on their way": db.execute(arriving).scalar_one(),
    }
    return tuple(f"{number} {what}" for what, number in counts.items() if number)


def _dead(db: Connection) -> Iterator[str]:
    letters = tables.dead_letters.c
    for row in db.execute(select(letters.side, letters.what, letters.reason)):
        yield f"a dead letter: {row.side} {row.what} {row.reason}"


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()


def _all_parts(entries: tuple[Entry, ...]) -> tuple[Part, ...]:
    return tuple(part for entry in entries for part in entry.parts)


def _parts(parts: tuple[Part, ...], digests: Mapping[str, bytes | None]) -> Parts:
    return tuple(_part(part, digests) for part in parts)


def _part(part: Part, digests: Mapping[str, bytes | None]) -> str:
    """As it stands in a witness's book."""
    match part:
        case Words(words, earlier=earlier):
            return "words:" + "|".join((words, *reversed(earlier)))
        case Number(number):
            return f"number:{number}"
        case Pick(name):
            return f"pick:{name}"
        case When(when):
            return f"when:{when}"
        case Pin(latitude, longitude):
            return f"pin:{latitude},{longitude}"
        case Attachment(file):
            digest = digests.get(file)
            return f"file:{digest.hex() if digest else 'not here'}"
