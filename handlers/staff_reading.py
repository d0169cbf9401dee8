"""A case on its reader's screen, in private: the text, the files and what can be done, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.casework import contacts, reading, turning
from bot.casework.case import Case, Item, Role
from bot.casework.effects import Onward
from bot.text import Screen, screen
from handlers import staff_copies
from handlers.desk import Scene, language_in
from storage import cases, files, notes, openings
from storage.private_copies import Part


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who reads what, in which role, and where they are."""

    scene: Scene
    case: Case
    reader: int
    role: Role
    onward: Onward
    items: tuple[Item, ...]
    pages: tuple[Screen, ...]
    files: tuple[reading.File, ...]

    @property
    def previews(self) -> tuple[tuple[int, reading.File], ...]:
        """The files that can be shown, with their numbers in the list."""
        numbered = enumerate(self.files, start=1)
        return tuple((number, file) for number, file in numbered if file.arrived and file.preview)


def open_case(db: Connection, scene: Scene, case: Case, counts: bool, role: Role) -> None:
    """Header, text, files, then the list of files with what can be done; in the place of an earlier
    reading, also when that is still on its way."""
    sitting = _sit_down(db, scene, case, role, Onward())
    desk, reader, now = scene.desk, sitting.reader, scene.now
    if counts:
        openings.note(db, reader, case.id, now)
    staff_copies.make_room(db, desk, reader, case.id, now)
    cases.note_reading(db, case.id, sitting.items)
    head = reading.header(case, desk.labels, now, desk.hourly(case))
    staff_copies.show(db, desk, reader, case.id, head, now, head=True)
    _text(db, sitting)
    _previews(db, sitting)
    for page in reading.notes(case, notes.of_case(db, desk.keys, case.id)):
        staff_copies.show(db, desk, reader, case.id, page, now)
    _list(db, sitting)


def read_on(db: Connection, scene: Scene, case: Case, onward: Onward, role: Role) -> None:
    """The next pages of the text, in the place of those before."""
    sitting = _sit_down(db, scene, case, role, onward)
    staff_copies.turn(db, scene.desk, sitting.reader, case.id, Part.TEXT, scene.now)
    _text(db, sitting)
    _list(db, sitting)


def look_on(db: Connection, scene: Scene, case: Case, onward: Onward, role: Role) -> None:
    """The next files, in the place of those before."""
    sitting = _sit_down(db, scene, case, role, onward)
    staff_copies.turn(db, scene.desk, sitting.reader, case.id, Part.FILE, scene.now)
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
    desk, language = scene.desk, language_in(db, scene.desk, scene.actor)
    items = cases.items(db, desk.keys, case.id)
    shown = reading.for_reader(contacts.hidden(items), lambda text: desk.wording.words(text, language))
    pages = reading.pages(case, shown)
    return Sitting(scene, case, scene.actor, role, onward, items, pages, files_of(db, case.id))


def _text(db: Connection, sitting: Sitting) -> None:
    scene, case = sitting.scene, sitting.case
    for page in turning.at_once(sitting.pages, sitting.onward.pages, turning.TEXTS):
        staff_copies.show(db, scene.desk, sitting.reader, case.id, page, scene.now, part=Part.TEXT)


def _previews(db: Connection, sitting: Sitting) -> None:
    scene, case = sitting.scene, sitting.case
    for number, file in turning.at_once(sitting.previews, sitting.onward.files, turning.PREVIEWS):
        name = reading.file_name(case, number, file)
        caption = screen(reading.file_line(case, number, file))
        staff_copies.show_file(db, scene.desk, sitting.reader, case.id, file.file, name, caption, scene.now)


def _list(db: Connection, sitting: Sitting) -> None:
    """The last one on the screen: when the others have gone, the line is left in its place."""
    scene, case = sitting.scene, sitting.case
    ending = reading.ending(
        case,
        sitting.files,
        scene.now,
        contacts=contacts.any_in(sitting.items),
        role=sitting.role,
        turns=turning.buttons(case, sitting.onward, len(sitting.pages), len(sitting.previews)),
    )
    staff_copies.show(db, scene.desk, sitting.reader, case.id, ending, scene.now, head=True, part=Part.LIST)
