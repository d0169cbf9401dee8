"""A case on its reader's screen, in private: the text, the files and what can be done, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.casework import contacts, reading, turning
from bot.casework.case import Case, Item, Role, Workflow
from bot.casework.commands import Onward
from bot.text import Screen, screen
from handlers import staff_copies
from handlers.desk import Desk, Scene, language_in
from storage import audit, cases, duplicates, files, notes, openings
from storage.private_copies import Part


@dataclass(frozen=True, slots=True)
class Source:
    """What one case says: the one that is read, or a duplicate of it."""

    case: Case
    items: tuple[Item, ...]
    pages: tuple[Screen, ...]
    files: tuple[reading.File, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who reads what, in which role, and where they are. The pages of duplicates follow those of the case,
    and are turned with them; each is a copy of its own case, and goes when that goes."""

    scene: Scene
    reader: int
    role: Role
    onward: Onward
    own: Source
    duplicates: tuple[Source, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.own, *self.duplicates)

    @property
    def pages(self) -> tuple[tuple[Case, Screen], ...]:
        return tuple((source.case, page) for source in self.sources for page in source.pages)

    @property
    def previews(self) -> tuple[tuple[Case, int, reading.File], ...]:
        """The files that can be shown, with their numbers in the list of their case."""
        return tuple(
            (source.case, number, file)
            for source in self.sources
            for number, file in enumerate(source.files, start=1)
            if file.arrived and file.preview
        )


def open_case(db: Connection, scene: Scene, case: Case, counts: bool, role: Role) -> None:
    """Header, text, files, then the list of files with what can be done; in the place of an earlier
    reading, also when that is still on its way."""
    sitting = _sit_down(db, scene, case, role, Onward())
    desk, reader, now = scene.desk, sitting.reader, scene.now
    if counts:
        openings.note(db, reader, case.id, now)
    for source in sitting.sources:
        staff_copies.make_room(db, desk, reader, source.case.id, now)
        cases.note_reading(db, source.case.id, source.items)
    alike = duplicates.with_same_file(db, case.id) if reader == case.assignee else ()
    head = reading.header(case, desk.labels, now, desk.hourly(case), alike)
    staff_copies.show(db, desk, reader, case.id, head, now, head=True)
    _text(db, sitting)
    _previews(db, sitting)
    _notes(db, sitting)
    _list(db, sitting)
    for source in sitting.duplicates:
        audit.record(db, str(reader), "read", source.case.id, f"with {case.code}", now)


def read_on(db: Connection, scene: Scene, case: Case, onward: Onward, role: Role) -> None:
    """The next pages of the text, in the place of those before."""
    sitting = _sit_down(db, scene, case, role, onward)
    _turn(db, sitting, Part.TEXT)
    _text(db, sitting)
    _list(db, sitting)


def look_on(db: Connection, scene: Scene, case: Case, onward: Onward, role: Role) -> None:
    """The next files, in the place of those before."""
    sitting = _sit_down(db, scene, case, role, onward)
    _turn(db, sitting, Part.FILE)
    _previews(db, sitting)
    _list(db, sitting)


def files_of(db: Connection, case_id: int) -> tuple[reading.File, ...]:
    """As staff count them: those that never came are left out."""
    found = (row for row in files.of_case(db, case_id) if row.state != "failed")
    return tuple(
        reading.File(row.file, row.kind, row.size, row.state == "arrived", row.preview) for row in found
    )


def _sit_down(db: Connection, scene: Scene, case: Case, role: Role, onward: Onward) -> Sitting:
    assert scene.actor is not None
    language = language_in(db, scene.desk, scene.actor)
    found = (cases.load(db, scene.desk.keys, each) for each in duplicates.below(db, case.id))
    others = [each for each in found if each is not None and each.workflow is not Workflow.PURGED]
    own = _source(db, scene.desk, case, language)
    merged = tuple(_source(db, scene.desk, each, language, duplicate=True) for each in others)
    return Sitting(scene, scene.actor, role, onward, own, merged)


def _source(db: Connection, desk: Desk, case: Case, language: str, *, duplicate: bool = False) -> Source:
    items = cases.items(db, desk.keys, case.id)
    shown = reading.for_reader(contacts.hidden(items), lambda text: desk.wording.words(text, language))
    return Source(case, items, reading.pages(case, shown, duplicate=duplicate), files_of(db, case.id))


def _turn(db: Connection, sitting: Sitting, part: Part) -> None:
    scene = sitting.scene
    for source in sitting.sources:
        staff_copies.turn(db, scene.desk, sitting.reader, source.case.id, part, scene.now)


def _text(db: Connection, sitting: Sitting) -> None:
    scene = sitting.scene
    for case, page in turning.at_once(sitting.pages, sitting.onward.pages, turning.TEXTS):
        staff_copies.show(db, scene.desk, sitting.reader, case.id, page, scene.now, part=Part.TEXT)


def _previews(db: Connection, sitting: Sitting) -> None:
    scene = sitting.scene
    for case, number, file in turning.at_once(sitting.previews, sitting.onward.files, turning.PREVIEWS):
        name = reading.file_name(case, number, file)
        caption = screen(reading.file_line(case, number, file))
        staff_copies.show_file(db, scene.desk, sitting.reader, case.id, file.file, name, caption, scene.now)


def _notes(db: Connection, sitting: Sitting) -> None:
    scene = sitting.scene
    for case in (source.case for source in sitting.sources):
        for page in reading.notes(case, notes.of_case(db, scene.desk.keys, case.id)):
            staff_copies.show(db, scene.desk, sitting.reader, case.id, page, scene.now)


def _list(db: Connection, sitting: Sitting) -> None:
    """The last one on the screen: when the others have gone, the line is left in its place."""
    scene, case = sitting.scene, sitting.own.case
    ending = reading.ending(
        case,
        sitting.own.files,
        scene.now,
        contacts=contacts.any_in(sitting.own.items),
        role=sitting.role,
        turns=turning.buttons(case, sitting.onward, len(sitting.pages), len(sitting.previews)),
        others=tuple((source.case, source.files) for source in sitting.duplicates),
    )
    staff_copies.show(db, scene.desk, sitting.reader, case.id, ending, scene.now, head=True, part=Part.LIST)
