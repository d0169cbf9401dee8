"""What admins are told before the text of closed cases is removed: which, when, and how to keep one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.casework.erasure import Closed, Timer
from bot.casework.presses import Press
from bot.casework.words import TRACKS
from bot.text import Button, Line, Screen, Text, _, screen

AT_ONCE = 20  # cases, each with a button, in one message


def pages(soon: Sequence[tuple[Closed, Timer]]) -> Iterator[Screen]:
    """As many messages as it takes."""
    for start in range(0, len(soon), AT_ONCE):
        part = soon[start : start + AT_ONCE]
        yield screen(
            Line(_("Closed cases whose text will be removed here: {count}", count=len(soon)), strong=True),
            *(Line(_line(case, timer), tight=bool(at)) for at, (case, timer) in enumerate(part)),
            _("The sealed copies in the archive stay. To keep the text of a case here, press its button."),
            rows=tuple((_button(case),) for case, _timer in part),
        )


def moment(at: datetime) -> str:
    """In UTC."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _line(case: Closed, timer: Timer) -> Text:
    assert timer.due_at is not None
    return _(
        "{code} · {track}: after {moment}",
        code=case.code,
        track=TRACKS[case.track],
        moment=moment(timer.due_at),
    )


def _button(case: Closed) -> Button:
    label = _("Keep longer: {code}", code=case.code)
    return Button(label, Press("legalhold", case.code, case.version).words())
