"""A typed command: which case it is about, and what it carries."""

from __future__ import annotations

from collections.abc import Mapping

from bot.casework import holding
from bot.casework.actions import ACTIONS
from bot.casework.codes import read_code
from bot.casework.commands import Payload, Rest
from bot.casework.presses import Press
from bot.text import Text, _, verbatim

HOLD = "hold"


def read_command(action: str, text: str) -> tuple[Press, str] | Text:
    """`/verify K7-4FQ2 corroborated`, and the words after the code; or what is wrong with it."""
    said = text.split(maxsplit=1)[1] if len(text.split()) > 1 else ""
    whole = read_code(said)  # also with a space in it
    code, words = (whole, "") if whole else _parted(said)
    if code is None:
        return _("Write it with the case's code, like this: {example}", example=f"/{action} K7-4FQ2")
    choices = ACTIONS[action].choices
    if not words or not choices or _is_day(action, words):
        return Press(action, code), words
    chosen = words.lower().replace("-", "_").replace(" ", "_")
    if chosen in choices:
        return Press(action, code, None, chosen), ""
    possible = verbatim(", ".join(_first_words(choices)))
    return _("{words} is none of these: {possible}", words=words[:40], possible=possible)


def typed_code(said: str) -> str | None:
    """The code that somebody's words begin with, also with a space in it."""
    return read_code(said) or _parted(said)[0]


def _is_day(action: str, words: str) -> bool:
    return action == HOLD and holding.read_day(words) is not None


def _first_words(choices: Mapping[str, Payload]) -> tuple[str, ...]:
    """What is asked first; for how long a case rests comes before why, and can be a day."""
    first = tuple(
        word for word, choice in choices.items() if not isinstance(choice, Rest) or choice.reason is None
    )
    rests = any(isinstance(choice, Rest) for choice in choices.values())
    return (*first, holding.A_DAY) if rests else first


def _parted(said: str) -> tuple[str | None, str]:
    first, *rest = said.split(maxsplit=1)[:2] or [""]
    return read_code(first), rest[0] if rest else ""
