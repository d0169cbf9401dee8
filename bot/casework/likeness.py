"""Whether two cases may tell of the same: the same file, nearly the same text, the same place and day."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.casework.case import Item
from bot.casework.contacts import hidden
from bot.questionnaire.answers import Entry, Pick, When, Words
from bot.text import Text, _

SHORTEST = 80  # characters: shorter texts are alike by chance
LONGEST = 20_000  # characters that are compared
NEARLY = 88.0  # of 100
RECENT = timedelta(days=30)  # since it was closed
MOST = 1_000  # cases that are compared, the newest
SHOWN = 5
_DAY = len("2026-03-14")  # a month or a year is no day

Ratio = Callable[[str, str], float]  # of 100


@dataclass(frozen=True, slots=True)
class Told:
    """Of a case what is compared: long texts in one spelling, digests of files, and where and when it was."""

    texts: tuple[str, ...] = ()
    digests: frozenset[bytes] = frozenset()
    place: tuple[str, str] | None = None
    day: str | None = None
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """In what two cases are alike; `text` in per cent, 0 when it isn't nearly the same."""

    file: bool
    text: int
    place_and_day: bool

    @property
    def rank(self) -> tuple[bool, int, bool]:
        return (self.file, self.text, self.place_and_day)

    def why(self) -> tuple[Text, ...]:
        """The strongest reason first."""
        reasons = (
            (self.file, _("same file")),
            (self.text > 0, _("nearly the same text ({percent} %)", percent=self.text)),
            (self.place_and_day, _("same place and day")),
        )
        return tuple(words for holds, words in reasons if holds)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that another may be a duplicate of."""

    code: str
    likeness: Likeness


def told(items: tuple[Item, ...], digests: frozenset[bytes] = frozenset()) -> Told:
    """Without contacts: what is hidden from the reader is not compared either."""
    entries = [entry for item in hidden(items) for entry in item.entries]
    given = {entry.name: entry for entry in entries if entry.parts}
    country, region, day = (_first(given, name) for name in ("country", "region", "when"))
    place = (country, region) if country and region else None
    texts = tuple(text for text in map(_text, entries) if len(text) >= SHORTEST)
    return Told(texts, digests, place, day if day and len(day) == _DAY else None, _kinds(given))


def normal(text: str) -> str:
    """In one spelling: signs that look the same are the same, and so are capitals and small letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def alike(mine: Told, other: Told, ratio: Ratio) -> Likeness | None:
    """None when nothing speaks for it."""
    nearest = max((ratio(one, two) for one in mine.texts for two in other.texts), default=0.0)
    found = Likeness(
        bool(mine.digests & other.digests),
        int(nearest) if nearest >= NEARLY else 0,
        _same(mine.place, other.place) and _same(mine.day, other.day) and bool(mine.kinds & other.kinds),
    )
    return found if any(found.rank) else None


def best(found: Mapping[str, Likeness]) -> tuple[Suggestion, ...]:
    """By code, the newest first: those that are most alike."""
    suggested = (Suggestion(code, likeness) for code, likeness in found.items())
    return tuple(sorted(suggested, key=lambda each: each.likeness.rank, reverse=True))[:SHOWN]


def _same(one: object, two: object) -> bool:
    return one is not None and one == two


def _text(entry: Entry) -> str:
    return normal(" ".join(part.text for part in entry.parts if isinstance(part, Words)))[:LONGEST]


def _kinds(given: Mapping[str, Entry]) -> frozenset[str]:
    entry = given.get("categories")
    return frozenset(_names(entry)) if entry is not None else frozenset()


def _first(given: Mapping[str, Entry], name: str) -> str | None:
    entry = given.get(name)
    return next(_names(entry), None) if entry is not None else None


def _names(entry: Entry) -> Iterator[str]:
    for part in entry.parts:
        match part:
            case Pick(name):
                yield name
            case When(value):
                yield value
