"""A case as its reader sees it in private: a header, the whole text in pages, the files, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.casework.cards import Labels, age, listed, places_of
from bot.casework.case import Case, Item, Role
from bot.casework.layout import MENU, UNDER_FILES, laid_out
from bot.casework.notes import Written
from bot.casework.paging import fill
from bot.casework.presses import Press
from bot.casework.words import PRIORITIES, TRACKS, axis_words, flag_words, state_words
from bot.questionnaire.answers import Entry, FileKind, Words
from bot.text import Button, Line, Name, Screen, Text, _, screen, verbatim

KINDS = {
    FileKind.PHOTO: (_("photo"), "jpg"),
    FileKind.VIDEO: (_("video"), "mp4"),
    FileKind.VIDEO_NOTE: (_("video message"), "mp4"),
    FileKind.VOICE: (_("voice message"), "ogg"),
    FileKind.AUDIO: (_("recording"), "audio"),
    FileKind.DOCUMENT: (_("document"), "file"),
    FileKind.ANIMATION: (_("animation"), "mp4"),
}
ITEMS = {
    "report": _("The report"),
    "answer": _("An answer to a question"),
    "addition": _("An addition"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of a case as staff know it; `file` is our own random name, `size` in bytes, `preview` the
    ending of the copy that staff may see."""

    file: str
    kind: FileKind
    size: int
    arrived: bool
    preview: str | None


def header(
    case: Case, labels: Labels, now: datetime, hourly: bool = True, alike: tuple[str, ...] = ()
) -> Screen:
    """What the reader is about to see. `alike` are codes of cases that have the same file."""
    lines = (
        Line(_("{code} · {track}", code=case.code, track=TRACKS[case.track]), strong=True),
        state_words(case),
        PRIORITIES[case.priority],
        listed(case.facts.categories, labels),
        listed(places_of(case), labels),
        received(case, now, hourly),
        *axis_words(case),
        *flag_words(case),
        *(_("May be a duplicate of {code} (same file)", code=code) for code in alike[:1]),
    )
    title, first, *others = [line for line in lines if line is not None]
    return screen(title, first, *(Line(line, tight=True) for line in others if isinstance(line, Text)))


def received(case: Case, now: datetime, hourly: bool) -> Text:
    return _("Received: {age}", age=age(case.opened_at, now, hourly))


def left(case: Case, again: bool) -> Screen:
    """The line that is left where a case was shown; `again`: it can still be read."""
    press = Button(_("Read"), Press("read", case.code, case.version).words())
    if again:
        return screen(
            _("{code} was shown here and has been removed. Read opens it again.", code=case.code),
            rows=((press,),),
        )
    return screen(_("{code} was shown here and has been removed.", code=case.code))


def pages(case: Case, items: tuple[Item, ...], *, duplicate: bool = False) -> tuple[Screen, ...]:
    """All that the witness gave in words, not a character less, in messages that Telegram takes. Of a
    duplicate each says so, also when there are no words."""
    filled = fill([line for item in items for line in _item_lines(item)])
    count = len(filled)
    if duplicate and not count:
        return (screen(_page_title(case, 1, 1, duplicate=True)),)
    return tuple(
        screen(_page_title(case, number, count, duplicate=duplicate), *lines)
        for number, lines in enumerate(filled, start=1)
    )


def for_reader(items: tuple[Item, ...], words: Callable[[Text], str]) -> tuple[Item, ...]:
    """A question stands there in the words that the witness read, and again in the reader's language; `words`
    says a text in it. Where both are the same, once."""

    def told(entry: Entry) -> Entry:
        same = entry.source is None or words(entry.source) == words(entry.label)
        return replace(entry, source=None) if same else entry

    return tuple(replace(item, entries=tuple(map(told, item.entries))) for item in items)


def _page_title(case: Case, number: int, count: int, *, duplicate: bool) -> Text | Line:
    if not duplicate:
        return verbatim(f"{case.code} · {number}/{count}" if count > 1 else case.code)
    title = _("From {code} (duplicate)", code=case.code)
    if count > 1:
        title = _("From {code} (duplicate), {number} of {count}", code=case.code, number=number, count=count)
    return Line(title, strong=True)


def lines_of(item: Item) -> tuple[tuple[Text, bool], ...]:
    """One item, text by text, and whether each stands right under the one before."""
    return tuple((line.text, line.tight) for line in _item_lines(item))


def _item_lines(item: Item) -> Iterator[Line]:
    yield Line(ITEMS.get(item.kind, verbatim(item.kind)), strong=True)
    for entry in item.entries:
        yield Line(entry.label, strong=True)
        if entry.source is not None:
            yield Line(entry.source, tight=True)
        yield from (Line(words, tight=True) for words in entry.words)
        yield from _earlier(entry)


def _earlier(entry: Entry) -> Iterator[Line]:
    for part in entry.parts:
        if isinstance(part, Words):
            for text in part.earlier:
                yield Line(_("Before it was changed:"))
                yield Line(verbatim(text))


def file_name(case: Case, number: int, file: File) -> str:
    """A neutral name: what the file was called may point to a person."""
    return f"{case.code}-{number}.{file.preview or KINDS[file.kind][1]}"


def file_line(case: Case, number: int, file: File) -> Text:
    """One file by its neutral name, kind and size."""
    words = _(
        "{name}: {kind}, {size}",
        name=file_name(case, number, file),
        kind=KINDS[file.kind][0],
        size=size(file),
    )
    return words if file.arrived else _("{file} (on its way)", file=words)


def size(file: File) -> Text:
    """In the unit that reads best."""
    if file.size < 1_000_000:
        return _("{size} KB", size=max(1, round(file.size / 1000)))
    return _("{size} MB", size=f"{file.size / 1_000_000:.1f}")


def notes(case: Case, written: tuple[Written, ...]) -> tuple[Screen, ...]:
    """What staff have noted, the oldest first."""
    lines = [line for note in written for line in _note_lines(note)]
    title = Line(_("{code}: notes of the staff", code=case.code), strong=True)
    return tuple(screen(title, *page) for page in fill(lines)) if lines else ()


def _note_lines(note: Written) -> Iterator[Line]:
    day = verbatim(note.at.date().isoformat())
    yield Line(_("{name}, {day}", name=Name(note.author), day=day), strong=True)
    yield Line(verbatim(note.text), tight=True)


def ending(
    case: Case,
    files: tuple[File, ...],
    now: datetime,
    *,
    contacts: bool = False,
    role: Role = Role.MODERATOR,
    turns: tuple[tuple[Button, ...], ...] = (),
    others: tuple[tuple[Case, tuple[File, ...]], ...] = (),
) -> Screen:
    """The last message: files by kind and size, and what the reader can do in that role. `contacts`: some
    are hidden in it. `turns` lead on to what is not shown yet. `others` are its duplicates."""
    lines = [
        file_line(whose, number, file)
        for whose, its in ((case, files), *others)
        for number, file in enumerate(its, start=1)
    ]
    title = _("{code}: files", code=case.code) if lines else _("{code}: no files", code=case.code)
    originals = laid_out(UNDER_FILES, case, now, role=role) if any(file.arrived for file in files) else ()
    menu = laid_out(MENU, case, now, role=role, contacts=contacts)
    listed = (Line(line, tight=True) for line in lines)
    return screen(Line(title, strong=True), *listed, rows=(*turns, *originals, *menu))


def menu(case: Case, now: datetime, role: Role, *, contacts: bool) -> Screen:
    """The same buttons alone."""
    title = Line(_("{code} · {state}", code=case.code, state=state_words(case)), strong=True)
    rows = laid_out(MENU, case, now, role=role, contacts=contacts)
    return screen(title, *(Line(words, tight=True) for words in axis_words(case)), rows=rows)
