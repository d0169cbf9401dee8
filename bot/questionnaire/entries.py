"""Answers as people read them, in a review, by staff and in the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import assert_never

from bot.questionnaire.form import Form, Kind, Question
from bot.questionnaire.parts import Answer, Attachment, Entry, FileKind, Number, Part, Pick, Pin, When, Words
from bot.questionnaire.relevance import choices, relevant
from bot.text import Text, _n, verbatim


def entries(form: Form, answers: Mapping[str, Answer]) -> tuple[Entry, ...]:
    """The relevant questions that were answered, in order; skipped ones are left out."""
    return tuple(
        _entry(form, question, answers)
        for question in relevant(form, answers)
        if question.kind is not Kind.NOTE and question.name in answers and answers[question.name].parts
    )


def _entry(form: Form, question: Question, answers: Mapping[str, Answer]) -> Entry:
    parts = answers[question.name].parts
    labels = {choice.name: choice.label for choice in choices(form, question, answers)}
    return Entry(question.name, question.label, shown(parts, labels), parts, question.contacts)


def shown(parts: tuple[Part, ...], labels: Mapping[str, Text]) -> tuple[Text, ...]:
    """An answer in words, part by part; its files are counted."""
    said = [words(part, labels) for part in parts if not isinstance(part, Attachment)]
    sent = Counter(part.kind for part in parts if isinstance(part, Attachment))
    return (*said, *(files(kind, sent[kind]) for kind in sent))


def words(part: Part, labels: Mapping[str, Text]) -> Text:
    """One part in words; a choice that the form no longer has is shown by its name."""
    match part:
        case Words(text):
            return verbatim(text)
        case Number(number):
            return verbatim(str(number))
        case Pick(name):
            return labels.get(name, verbatim(name))
        case When(known):
            return verbatim(".".join(reversed(known.split("-"))))
        case Pin(latitude, longitude):
            return verbatim(f"{latitude:.5f}, {longitude:.5f}")
        case Attachment(kind=kind):
            return files(kind, 1)
        case _:
            assert_never(part)


def files(kind: FileKind, count: int) -> Text:
    """So many files of a kind."""
    match kind:
        case FileKind.PHOTO:
            return _n("{count} photo", "{count} photos", count)
        case FileKind.VIDEO | FileKind.VIDEO_NOTE:
            return _n("{count} video", "{count} videos", count)
        case FileKind.VOICE:
            return _n("{count} voice message", "{count} voice messages", count)
        case FileKind.AUDIO:
            return _n("{count} recording", "{count} recordings", count)
        case FileKind.DOCUMENT:
            return _n("{count} document", "{count} documents", count)
        case FileKind.ANIMATION:
            return _n("{count} animation", "{count} animations", count)
        case _:
            assert_never(kind)
