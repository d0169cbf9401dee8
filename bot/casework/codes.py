"""Case codes: what staff and witness call a case, like K7-4FQ2."""

from __future__ import annotations

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}")
# The second row: signs of a Cyrillic keyboard that look the same.
_MISREAD = str.maketrans("OILАВЕКМНОРСТУХ", "011ABEKMH0PCTYX")


def code_of(number: int) -> str:
    """The code for a random number; only its last 30 bits count."""
    signs = [ALPHABET[number >> shift & 31] for shift in range(25, -1, -5)]
    return "".join(signs[:2]) + "-" + "".join(signs[2:])


def number_of(code: str) -> int:
    """The number of 30 bits that a code stands for."""
    number = 0
    for sign in code.replace("-", ""):
        number = number << 5 | ALPHABET.index(sign)
    return number


def read_code(words: str) -> str | None:
    """The code as typed: in small letters, without the dash, with O for 0 and I or L for 1, or Cyrillic."""
    signs = re.sub(r"[\s–—-]", "", words).upper().translate(_MISREAD)
    code = f"{signs[:2]}-{signs[2:]}"
    return code if CODE.fullmatch(code) else None
