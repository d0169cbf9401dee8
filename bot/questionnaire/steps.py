"""What is asked of one witness later on: a few steps, in the words that they were asked in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.text import Text, verbatim


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `label` in the witness's language, `source` for whoever reads the answer."""

    name: str
    label: str
    source: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One thing asked: `text` in the witness's language, `source` for whoever reads the answer. It keeps its
    words while it is open, whatever becomes of the form that it was taken from. `only` is the step and the
    choice after which alone it is asked."""

    name: str
    text: str
    source: Text
    options: tuple[Option, ...] = ()
    only: tuple[str, str] | None = None

    def words_for(self, name: str) -> Text:
        """A choice, for whoever reads the answer."""
        return next((option.source for option in self.options if option.name == name), verbatim(name))
