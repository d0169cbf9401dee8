"""The words of a questionnaire by their names: kept once, so that the archive need not repeat them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.questionnaire.form import Form
from bot.text import Text

ASKED = "?"  # no choice has this name


@dataclass(frozen=True, slots=True)
class Glossary:
    """`told` are the English words: for each question what is asked, under `?`, and its choices. `written`
    is that as JSON, for people too; `id` a digest of it: other words are another glossary."""

    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    written: str = field(init=False, compare=False, repr=False)
    id: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        written = json.dumps(self.told, ensure_ascii=False, indent=0, sort_keys=True)
        object.__setattr__(self, "written", written)
        object.__setattr__(self, "id", hashlib.sha256(written.encode()).hexdigest()[:16])

    @classmethod
    def of(cls, form: Form) -> Glossary:
        """The same one, in whatever order a language lists the choices."""
        return cls(
            {
                question.name: {
                    ASKED: question.label.msgid,
                    **{choice.name: choice.label.msgid for choice in question.choices},
                }
                for question, _conditions in form.questions()
            }
        )

    @classmethod
    def read(cls, written: str) -> Glossary:
        return cls(json.loads(written))

    def asked(self, question: str) -> Text | None:
        return self.chosen(question, ASKED)

    def chosen(self, question: str, name: str) -> Text | None:
        words = self.told.get(question, {}).get(name)
        return None if words is None else Text(words)

    def choices(self, question: str) -> Mapping[str, Text]:
        named = self.told.get(question, {})
        return {name: Text(words) for name, words in named.items() if name != ASKED}


NO_GLOSSARY = Glossary()
