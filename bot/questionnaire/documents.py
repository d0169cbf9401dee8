"""Answers as the archive keeps them: short, and still something that a person reads without this program.

    {"form": "0f8e…", "answers": {"relation": "self", "when": {"when": "2026-03"}, "narrative": ["They…"]}}

A name, or several with spaces between, is what was chosen; a list is what was told, part by part. What the
names mean stands in the glossary of that form; what it does not say stands under `asked` and `chosen`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, assert_never

from bot.questionnaire.entries import shown
from bot.questionnaire.glossary import Glossary
from bot.questionnaire.parts import Attachment, Entry, FileKind, Number, Part, Pick, Pin, When, Words
from bot.text import Name, Text, verbatim

Document = dict[str, Any]


def document_of(entries: Iterable[Entry], glossary: Glossary) -> Document:
    """ValueError when two have the same name."""
    document: Document = {"form": glossary.id, "answers": {}, "asked": {}, "chosen": {}, "contacts": []}
    for entry in entries:
        if entry.name in document["answers"]:
            raise ValueError(entry.name)
        document["answers"][entry.name] = _value(entry.parts)
        if entry.label != glossary.asked(entry.name):
            document["asked"][entry.name] = _asked(entry)
        if unknown := _unknown(entry, glossary):
            document["chosen"][entry.name] = unknown
        if entry.contacts:
            document["contacts"].append(entry.name)
    if all(name in document["asked"] for name in document["answers"]):
        del document["form"]
    return {name: told for name, told in document.items() if told}


def entries_of(document: Document, glossary: Glossary) -> tuple[Entry, ...]:
    """In English, as far as the words are ours. Names stand for what nothing says the words of."""
    return tuple(
        _entry(name, value, document, glossary) for name, value in document.get("answers", {}).items()
    )


def _entry(name: str, value: Any, document: Document, glossary: Glossary) -> Entry:
    asked = document.get("asked", {}).get(name, [])
    label, source = (*([asked] if isinstance(asked, str) else asked), None, None)[:2]
    labels = {**glossary.choices(name), **_texts(document.get("chosen", {}).get(name, {}))}
    parts = tuple(_parts(value))
    return Entry(
        name,
        (glossary.asked(name) or verbatim(name)) if label is None else verbatim(label),
        shown(parts, labels),
        parts,
        name in document.get("contacts", ()),
        None if source is None else verbatim(source),
    )


def _texts(words: Mapping[str, str]) -> Mapping[str, Text]:
    return {name: verbatim(each) for name, each in words.items()}


def _asked(entry: Entry) -> str | list[str]:
    """As it was asked; and in English, when that is known and another."""
    label = in_english(entry.label)
    source = label if entry.source is None else in_english(entry.source)
    return label if source == label else [label, source]


def _unknown(entry: Entry, glossary: Glossary) -> dict[str, str]:
    """The words of choices that the glossary does not have."""
    said = (part for part in entry.parts if not isinstance(part, Attachment))
    return {
        part.name: in_english(words)
        for part, words in zip(said, entry.words, strict=False)
        if isinstance(part, Pick)
        and words not in (glossary.chosen(entry.name, part.name), verbatim(part.name))
    }


def in_english(text: Text) -> str:
    """With everything in it: English is what texts are written in."""
    words = text.plural if text.plural is not None and text.count != 1 else text.msgid
    if not text.params:
        return words
    return words.format_map({name: _filled(value) for name, value in text.params})


def _filled(value: str | int | Text | Name) -> str:
    return in_english(value) if isinstance(value, Text) else str(value)


def _value(parts: tuple[Part, ...]) -> Any:
    picked = [part.name for part in parts if isinstance(part, Pick)]
    if picked and len(picked) == len(parts) and not any(" " in name or not name for name in picked):
        return " ".join(picked)
    found = [_written(part) for part in parts]
    return found[0] if len(found) == 1 and not isinstance(found[0], str) else found


def _written(part: Part) -> Any:
    match part:
        case Words(text, earlier=()):
            return text
        case Words(text, earlier=earlier):
            return {"words": text, "earlier": list(earlier)}
        case Number(number):
            return number
        case Pick(name):
            return {"chosen": name}
        case When(known):
            return {"when": known}
        case Pin(latitude, longitude):
            return {"place": [latitude, longitude]}
        case Attachment(file, kind, size):
            return {"file": file, "kind": kind, "size": size}
        case _:
            assert_never(part)


def _parts(value: Any) -> Iterable[Part]:
    if isinstance(value, str):
        return [Pick(name) for name in value.split(" ")]
    return map(_read, value if isinstance(value, list) else [value])


def _read(written: Any) -> Part:
    match written:
        case str():
            return Words(written)
        case int():
            return Number(written)
        case {"words": text, "earlier": earlier}:
            return Words(text, earlier=tuple(earlier))
        case {"chosen": name}:
            return Pick(name)
        case {"when": known}:
            return When(known)
        case {"place": [latitude, longitude]}:
            return Pin(latitude, longitude)
        case {"file": file, "kind": kind, "size": size}:
            return Attachment(file, FileKind(kind), size)
    raise ValueError("no part of an answer")
