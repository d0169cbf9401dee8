"""Contact details that a witness gave: hidden, until a second person agrees that somebody sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.casework.case import Item
from bot.questionnaire.answers import Entry
from bot.text import _

HIDDEN = _("Contact details: hidden")


def any_in(items: tuple[Item, ...]) -> bool:
    return any(True for item in items for _entry in _marked(item))


def hidden(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Everything but the contacts: what stood there, also before it was changed, is left out."""
    return tuple(replace(item, entries=tuple(map(_hide, item.entries))) for item in items)


def alone(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Just the contacts."""
    found = (replace(item, entries=tuple(_marked(item))) for item in items)
    return tuple(item for item in found if item.entries)


def _hide(entry: Entry) -> Entry:
    return replace(entry, words=(HIDDEN,), parts=()) if entry.contacts else entry


def _marked(item: Item) -> Iterator[Entry]:
    return (entry for entry in item.entries if entry.contacts)
