"""Ciphertexts: a changed, moved or made-up one is refused by name, and never opens to something else."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.outgoing import Message, Outgoing, Panel
from bot.text import screen, verbatim
from storage import keys as made
from storage import outbox
from storage.keys import Keys, StaffKeys, WitnessKeys
from storage.sealing import KeyGone, Misplaced, Reader, Recipient, Secret, new_identity, pad, unpad
from tests.fuzz.drawing import Bytes

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECRET = Secret.of("route-1", bytes(range(32)))
OWN, SHOWN = new_identity()
READER, RECIPIENT = Reader.of("desk-1", OWN), Recipient.of("desk-1", SHOWN)
PLACE, WORDS = "case:1:0", b"what a witness said"
SEEDS = tuple(bytes((kind, 0, 0, 7, 0, 3)) + bytes(40) for kind in range(7))


def try_it(data: bytes) -> None:
    """Raises for a broken promise."""
    drawn = Bytes(data)
    drawn.one_of((_padding, _secret, _reader, _file, _made_up, _row_of_witness, _row_of_staff))(drawn)


def _padding(drawn: Bytes) -> None:
    given = drawn.rest()
    assert unpad(pad(given)) == given
    try:
        assert given.startswith(unpad(given))
    except ValueError:
        assert b"\x80" not in given.rstrip(b"\0")[-1:]


def _secret(drawn: Bytes) -> None:
    sealed = _changed(drawn, SECRET.seal(WORDS, PLACE))
    _opens(lambda place: SECRET.open(sealed, place), drawn)


def _reader(drawn: Bytes) -> None:
    sealed = _changed(drawn, _sealed_once())
    _opens(lambda place: READER.open(sealed, place), drawn)


def _file(drawn: Bytes) -> None:
    sealed = _changed(drawn, _sealed_once())
    _opens(lambda place: READER.open_file(sealed, place), drawn)


def _made_up(drawn: Bytes) -> None:
    sealed = drawn.rest()
    for attempt in (SECRET.open, READER.open, READER.open_file):
        try:
            attempt(sealed, PLACE)
        except Misplaced:
            continue
        raise AssertionError("opened what nobody sealed")


@cache
def _sealed_once() -> bytes:
    return RECIPIENT.seal(WORDS, PLACE)


def _changed(drawn: Bytes, sealed: bytes) -> bytes:
    """Cut, lengthened or with some bytes turned; or as it was."""
    changed = bytearray(sealed)
    for _turn in range(drawn.number(3)):
        changed[drawn.number(len(changed))] ^= drawn.number(256)
    start, end = drawn.number(4), drawn.number(4)
    return bytes(changed[start : len(changed) - end]) + drawn.take(drawn.number(3))


def _opens(attempt: Any, drawn: Bytes) -> None:
    place = drawn.one_of((PLACE, "case:2:0", "", drawn.text()[:20].encode("utf-8", "ignore").decode()))
    try:
        opened = attempt(place)
    except Misplaced:
        return
    assert (place, opened) == (PLACE, WORDS)


def _row_of_witness(drawn: Bytes) -> None:
    _row(drawn, _keys()[0], Outgoing(1, 7_199_254_741, "ru", Panel(screen(verbatim("words")))))


def _row_of_staff(drawn: Bytes) -> None:
    _row(drawn, _keys()[1], Outgoing(2, -1001, "en", Message(screen(verbatim("words")), protected=True)))


def _row(drawn: Bytes, keys: Keys, outgoing: Outgoing) -> None:
    """A row of the outbox in which anything was changed: it says just what it said, or it is set aside."""
    chat = outbox.chat_of(keys, outgoing.chat)
    key, sealed = outbox._seal(keys, outgoing, NOW, outbox._place(chat))
    if drawn.number(3) == 0:
        key = drawn.one_of(("", " ", "../archive", f"{key} {key}", key[::-1], drawn.text()[:40], "route-1 "))
    if drawn.number(3) == 0:
        chat = drawn.take(drawn.number(33))
    row: Any = SimpleNamespace(chat=chat, key=key, sealed=_changed(drawn, sealed))
    try:
        opened = outbox.opened(keys, row)
    except (KeyGone, Misplaced):
        return
    assert opened == outgoing


@cache
def _keys() -> tuple[WitnessKeys, StaffKeys]:
    with tempfile.TemporaryDirectory() as folder:
        made.create(Path(folder) / "keys", NOW)
        both = WitnessKeys.load(Path(folder) / "keys"), StaffKeys.load(Path(folder) / "keys")
        for keys in both:
            keys.day.for_day(NOW)  # kept in memory from now on
    return both
