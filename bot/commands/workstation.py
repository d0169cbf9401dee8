"""`witnessline open`: reading a backup on a computer with no bots and no network, with the archive's key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Connection

from bot.casework import reading
from bot.commands.line import fail
from bot.questionnaire.answers import FileKind
from bot.questionnaire.glossary import Glossary
from bot.text import Text
from handlers.translate import Wording, plain
from storage import archive, glossaries, manifest, recipients, restore
from storage.archive import Archived, ArchiveKeys, Original
from storage.engine import NoDatabase
from storage.engine import reading as read_only
from storage.keyfiles import KeysMissing
from storage.restore import Backup, NoBackup
from storage.sealing import KeyGone, Misplaced

Identities = Annotated[list[Path], typer.Option("--identity", help="archive.key; again for other years")]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the workstation reads with. `publics` check signatures; `glossaries` have the words of forms."""

    db: Connection
    keys: ArchiveKeys
    files: Path
    wording: Wording
    publics: dict[str, str]
    glossaries: Mapping[str, Glossary]


@dataclass(frozen=True, slots=True)
class Opened:
    """One case. `wrong` says what did not open or is not what was taken in."""

    entry: archive.Entry
    items: tuple[Archived, ...]
    originals: tuple[Original, ...]
    wanted: tuple[archive.Wanted, ...]
    wrong: tuple[str, ...]


def open_backup(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="a backup, or a copied data folder")],
    identity: Identities,
    case: Annotated[str | None, typer.Option("--case", help="print this case whole")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="write texts and original files there")] = None,
    requested: Annotated[
        bool, typer.Option("--requested", help="only the originals that staff have asked for")
    ] = False,
) -> None:
    """Read what was archived. Needs no settings, no bots and no network."""
    os.umask(0o077)
    try:
        keys = ArchiveKeys.load(*identity)
        with restore.opened(source) as backup, read_only(backup.url) as db:
            desk = _desk(db, keys, backup)
            wrong = _read_requested(desk, case, out) if requested else _read(desk, case, out)
    except (KeysMissing, NoBackup) as refused:
        fail(str(refused))
    except NoDatabase as refused:
        fail(f"{source}: the database {refused}.")
    except OSError as refused:
        fail(f"{refused.filename or source}: {refused.strerror}.")
    if wrong:
        fail(f"{wrong} to look into: see the lines with ✗.")


def _desk(db: Connection, keys: ArchiveKeys, backup: Backup) -> Desk:
    return Desk(db, keys, backup.files, Wording(), recipients.verifiers(db), glossaries.all_of_them(db))


def _read(desk: Desk, code: str | None, out: Path | None) -> int:
    """How much is wrong."""
    entries = [entry for entry in archive.listed(desk.db) if code in (None, entry.code)]
    if not entries:
        fail(f"There is no case {code} here." if code else "There are no archived cases here.")
    if out is not None:
        _write_glossaries(desk, out)
    cases = (_opened(desk, entry) for entry in entries)
    wrong = 0
    for case in cases:
        written = _write(desk, case, out) if out is not None else ()
        case = replace(case, wrong=(*case.wrong, *written))
        for line in _pages(desk, case) if code and out is None else _summary(case):
            typer.echo(line)
        for line in case.wrong:
            typer.secho(f"✗ {case.entry.code}: {line}", fg="red")
        wrong += len(case.wrong)
    return wrong


def _read_requested(desk: Desk, code: str | None, out: Path | None) -> int:
    """Just the originals that staff have asked to have looked at, by the numbers that staff know them by."""
    entries = [entry for entry in archive.listed(desk.db) if code in (None, entry.code)]
    wrong, count = 0, 0
    for entry in entries:
        files = {original.file: original for original in archive.originals(desk.db, entry.id)}
        for wanted in archive.wanted(desk.db, entry.id):
            count += 1
            typer.echo(_wanted_line(entry, wanted))
            original = files.get(wanted.file)
            missing = f"{entry.code}-{wanted.number} is not here any more"
            said = missing if original is None else _write_wanted(desk, entry, wanted, original, out)
            if said:
                typer.secho(f"✗ {entry.code}: {said}", fg="red")
                wrong += 1
    if not count:
        typer.echo("No originals are asked for.")
    return wrong


def _write_wanted(
    desk: Desk, entry: archive.Entry, wanted: archive.Wanted, original: Original, out: Path | None
) -> str:
    if out is None:
        return ""
    folder = out / entry.code
    folder.mkdir(parents=True, exist_ok=True)
    return _write_original(desk, folder / _neutral(entry, wanted.number, original), original)


def _wanted_line(entry: archive.Entry, wanted: archive.Wanted) -> str:
    return f"{entry.code}  file {wanted.number}  {wanted.why}  asked for on {wanted.asked_at:%Y-%m-%d}"


def _opened(desk: Desk, entry: archive.Entry) -> Opened:
    items, wrong = list[Archived](), list[str]()
    lines = {line.sequence: line for line in manifest.lines(desk.db, entry.id)}
    for row in archive.rows_of(desk.db, entry.id):
        try:
            items.append(archive.read(archive.opened(desk.keys, row), desk.glossaries))
        except (Misplaced, KeyGone):
            wrong.append(f"item {row.sequence} does not open: another year's key, changed, or moved here")
            continue
        line = lines.pop(row.sequence, None)  # the first release signed nothing
        if line is not None and not manifest.holds(line, row.sealed, desk.publics.get(line.key, "")):
            wrong.append(f"item {row.sequence} is not what was taken in: its signature does not fit")
    wrong += [f"item {sequence} was taken in, and is missing" for sequence in lines]
    return Opened(
        entry,
        tuple(items),
        archive.originals(desk.db, entry.id),
        archive.wanted(desk.db, entry.id),
        tuple(wrong),
    )


def _summary(case: Opened) -> Iterator[str]:
    files = f"{len(case.originals)} file{'s' * (len(case.originals) != 1)}"
    items = f"{len(case.items)} item{'s' * (len(case.items) != 1)}"
    yield f"{case.entry.code}  {case.entry.opened_at:%Y-%m-%d}  {case.entry.workflow}  {items}  {files}"
    yield from (f"  original asked for: {_wanted_line(case.entry, wanted)}" for wanted in case.wanted)


def _pages(desk: Desk, case: Opened) -> Iterator[str]:
    """The whole case as text."""
    yield f"Case {case.entry.code}, opened {case.entry.opened_at:%Y-%m-%d %H:%M} UTC, {case.entry.workflow}"
    for archived in case.items:
        if archived.language is not None:
            yield f"Language: {archived.language}"
        yield ""
        yield f"== {archived.item.at:%Y-%m-%d %H:%M} UTC"
        yield from _words(desk.wording, reading.lines_of(archived.item))
    yield ""
    yield f"Files: {len(case.originals)}"
    yield from (f"{name}  {original.state}  {original.file}" for name, original in _named(case))


def _words(wording: Wording, lines: Sequence[tuple[Text, bool]]) -> Iterator[str]:
    for text, tight in lines:
        if not tight:
            yield ""
        yield plain(wording.words(text, "en"))


def _named(case: Opened) -> list[tuple[str, Original]]:
    """By neutral names: what a file was called may lead anywhere on this disk."""
    return [
        (_neutral(case.entry, number, original), original)
        for number, original in enumerate(case.originals, start=1)
    ]


def _neutral(entry: archive.Entry, number: int, original: Original) -> str:
    return f"{entry.code}-{number}.{reading.KINDS[FileKind(original.kind)][1]}"


def _write_glossaries(desk: Desk, out: Path) -> None:
    """What the names in the JSON beside them mean."""
    out.mkdir(parents=True, exist_ok=True)
    for id, glossary in desk.glossaries.items():
        (out / f"form-{id}.json").write_text(glossary.written, encoding="utf-8")


def _write(desk: Desk, case: Opened, out: Path) -> tuple[str, ...]:
    """A folder for the case; what of it could not be written."""
    folder = out / case.entry.code
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(_pages(desk, case))
    (folder / f"{case.entry.code}.txt").write_text(f"{text}\n", encoding="utf-8")
    for archived in case.items:
        (folder / f"{case.entry.code}-item-{archived.item.sequence}.json").write_bytes(archived.document)
    found = (_write_original(desk, folder / name, original) for name, original in _named(case))
    return tuple(wrong for wrong in found if wrong)


def _write_original(desk: Desk, target: Path, original: Original) -> str:
    """What is wrong, or nothing. A file that never came is not wrong."""
    if original.state != "arrived":
        return ""
    try:
        content = desk.keys.unwrap((desk.files / "originals" / f"{original.file}.age").read_bytes())
    except FileNotFoundError:
        return f"{target.name} is not in this backup"
    except Misplaced:
        return f"{target.name} does not open"
    if hashlib.sha256(content).digest() != original.digest:
        return f"{target.name} is not what came"
    target.write_bytes(content)
    return ""
