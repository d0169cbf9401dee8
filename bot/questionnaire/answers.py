"""Answers: their values, reading a typed one, and what they say together. The door to this folder's parts."""

from bot.questionnaire.entries import entries, words
from bot.questionnaire.parts import (
    Answer,
    Attachment,
    Entry,
    FileKind,
    Number,
    Part,
    Pick,
    Pin,
    When,
    Words,
)
from bot.questionnaire.reading import accepts, match, read
from bot.questionnaire.relevance import choices, objection, relevant, values

__all__ = [
    "Answer",
    "Attachment",
    "Entry",
    "FileKind",
    "Number",
    "Part",
    "Pick",
    "Pin",
    "When",
    "Words",
    "accepts",
    "choices",
    "entries",
    "match",
    "objection",
    "read",
    "relevant",
    "values",
    "words",
]
