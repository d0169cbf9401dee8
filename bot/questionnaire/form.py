"""What a questionnaire is: questions in order, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.questionnaire.expressions import Expression, names
from bot.text import Text


class Kind(StrEnum):
    """How a question is answered; the names of XLSForm where it has one."""

    TEXT = "text"
    INTEGER = "integer"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    DATE = "date"
    PLACE = "geopoint"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Choice:
    """`columns` are the further columns of the choices sheet, for choice filters."""

    name: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """`gathers`: takes several messages until the witness says Done (narratives, files).
    `contacts`: the answer may say how somebody can be reached. `short` is what a button calls it, and
    `reviewed` the languages in which a native speaker has read it: for the question bank."""

    name: str
    kind: Kind
    label: Text
    hint: Text | None = None
    required: bool = False
    gathers: bool = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    choices: tuple[Choice, ...] = ()
    choice_filter: Expression | None = None
    required_message: Text | None = None
    contacts: bool = False
    short: Text | None = None
    reviewed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions asked only while `relevant` holds; groups may hold groups. `short` and `reviewed` as for a
    question: of a sequence in the question bank."""

    name: str
    items: tuple[Question | Group, ...]
    relevant: Expression | None = None
    short: Text | None = None
    reviewed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """One questionnaire. `version` is the XLSForm's own; `judged` are the questions whose answers decide
    what else is asked."""

    name: str
    version: str
    title: Text
    items: tuple[Question | Group, ...]
    judged: frozenset[str] = field(init=False, compare=False, repr=False)
    _flat: tuple[tuple[Question, tuple[Expression, ...]], ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_flat", tuple(_walk(self.items, ())))
        conditions = (names(condition) for _question, above in self._flat for condition in above)
        object.__setattr__(self, "judged", frozenset().union(*conditions))

    def questions(self) -> tuple[tuple[Question, tuple[Expression, ...]], ...]:
        """Every question in order, with all conditions under which it is asked."""
        return self._flat


def _walk(
    items: tuple[Question | Group, ...], above: tuple[Expression, ...]
) -> Iterator[tuple[Question, tuple[Expression, ...]]]:
    for item in items:
        conditions = above if item.relevant is None else (*above, item.relevant)
        if isinstance(item, Group):
            yield from _walk(item.items, conditions)
        else:
            yield item, conditions
