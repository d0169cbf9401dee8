"""What the short names in archived reports mean, for as long as the archive lasts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from bot.questionnaire.glossary import Glossary
from storage.conflicts import unless_there
from storage.prepared import Prepared
from storage.tables import glossaries

_KEEP = Prepared(unless_there(glossaries, "id"), "id", "words")


def keep(db: Connection, glossary: Glossary) -> None:
    """Once."""
    _KEEP.later(db, {"id": glossary.id, "words": glossary.written})


def all_of_them(db: Connection) -> Mapping[str, Glossary]:
    """By their digests: one whose words were changed is another one, and explains nothing."""
    found = map(Glossary.read, db.scalars(select(glossaries.c.words)))
    return {glossary.id: glossary for glossary in found}
