"""What the people of a round intend, drawn from its seed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random

from PIL import Image

EDITABLE = ("relation", "danger", "place", "narrative")  # nothing else depends on these
STORY = (
    "They came at night and took my brother.",
    "Мы стояли у входа, когда подъехала машина без номеров.",
    "Nobody showed a paper. One of them said: ask at the department.",
    "It was the second time this month; the neighbours heard it too.",
)
DATES = {
    "when": (("14.02.2021", "2021-02-14"), ("03.2022", "2022-03"), ("2020", "2020")),
    "until": (("05.2024", "2024-05"), ("2024", "2024")),
    "missing_since": (("11.2023", "2023-11"), ("2023", "2023")),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One witness. `stops` after so many questions and leaves a draft; None goes to the end. `again` is how
    often, of a hundred presses, one is pressed twice; `back` how often the last answer is opened again."""

    name: str
    stops: int | None
    contact: bool
    details: bool
    edits: str | None
    adds: int
    again: int
    back: int
    files: int
    submits_twice: bool


def plan(name: str, rng: Random) -> Plan:
    return Plan(
        name=name,
        stops=rng.randint(1, 9) if rng.random() < 0.15 else None,
        contact=rng.random() < 0.8,
        details=rng.random() < 0.2,
        edits=rng.choice(EDITABLE) if rng.random() < 0.4 else None,
        adds=rng.choice((0, 0, 0, 1, 2)),
        again=rng.choice((0, 5, 25)),
        back=rng.choice((0, 4, 10)),
        files=rng.choice((0, 0, 1, 1, 1, 1, 2, 2, 3, 6)),  # staff are shown five at once
        submits_twice=rng.random() < 0.4,
    )


def picture(rng: Random) -> bytes:
    """A small JPEG unlike any other."""
    made = io.BytesIO()
    Image.frombytes("RGB", (24, 16), rng.randbytes(24 * 16 * 3)).save(made, "JPEG", quality=90)
    return made.getvalue()
