"""Receipts as people copy them: five groups of four and a check character, however they are typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

BITS = 100
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no letter that looks like a digit
LENGTH = BITS // 5
HALF = LENGTH // 2
SLIPS = 4  # characters, or groups, that may be wrong in what is still meant as a receipt
LONGEST = 100  # letters that are looked at: nobody puts more between the groups
# What is meant by letters that only look like a symbol, on Latin, Cyrillic and Greek keyboards.
_MEANT = str.maketrans(
    "OILU" + "АВЕЗКМНОРСТУХІЈЅ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "011V" + "ABE3KMH0PCTYX1JS" + "ABEZH1KMN0PTYX",
)
_WRITTEN = re.compile(r"\w{4}([-–—\s]\w{4}){4}[-–—\s]?\w")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The witness's secret. By its `public` half it is looked up; the other is never kept as it is."""

    symbols: str = field(repr=False)

    @property
    def public(self) -> str:
        return self.symbols[:HALF]

    @property
    def written(self) -> str:
        """As it is shown, once."""
        groups = [self.symbols[at : at + 4] for at in range(0, LENGTH, 4)]
        return "-".join((*groups, _check(self.symbols)))


def of_number(number: int) -> Receipt:
    """The receipt that stands for a number of BITS bits."""
    return Receipt("".join(SYMBOLS[number >> at & 31] for at in range(BITS - 5, -1, -5)))


def read(text: str) -> Receipt | None:
    """The receipt that was typed; none when its characters and its check character do not fit."""
    letters = _letters(text) if LENGTH < len(text) <= LONGEST else []
    typed = _symbols(letters) if len(letters) <= LENGTH + 1 else ""  # most of what is typed has more
    if len(typed) != LENGTH + 1 or not set(typed) <= set(SYMBOLS):
        return None
    return Receipt(typed[:LENGTH]) if _check(typed[:LENGTH]) == typed[LENGTH] else None


def resembles(text: str) -> bool:
    """Whether this is near enough to a receipt that it should not stay in the chat: no sentence is."""
    typed = _symbols(_letters(text)) if len(text) <= LONGEST else ""
    near = abs(sum(symbol in SYMBOLS for symbol in typed) - LENGTH) <= SLIPS
    groups = re.findall(r"\w+", text)
    odd = sum(len(group) != 4 for group in groups)
    grouped = len(groups) == 1 or odd <= SLIPS or max(map(len, groups), default=0) == 1
    return near and grouped and (text.isupper() or any(symbol.isdecimal() for symbol in text))


def is_written(text: str) -> bool:
    """Whether this is a receipt in its groups: nobody means anything else by that."""
    return _WRITTEN.fullmatch(text.strip()) is not None and read(text) is not None


def _letters(text: str) -> list[str]:
    return [each for each in unicodedata.normalize("NFKC", text) if each.isalnum()]


def _symbols(letters: list[str]) -> str:
    told = (str(unicodedata.decimal(each, each)) for each in letters)
    return "".join(told).upper().translate(_MEANT)


def _check(symbols: str) -> str:
    """One Reed-Solomon symbol over GF(32): each place weighs another power of a generator, so a wrong
    character, and two that changed places, always show."""
    total = 0
    for symbol in symbols:
        total = _doubled(total ^ SYMBOLS.index(symbol))
    return SYMBOLS[total]


def _doubled(value: int) -> int:
    """Times x, modulo x⁵ + x² + 1."""
    return value << 1 ^ (0b100101 if value & 16 else 0)
