"""What the witness side works with, wired once by bot.app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.casework.deadlines import Quiet
from bot.questionnaire.form import Form
from handlers.translate import Wording
from handlers.vitals import Vitals
from storage.files import Blobs
from storage.keys import WitnessKeys
from storage.transaction import Store


@dataclass(frozen=True, slots=True)
class Door:
    """`forms` by language; `clock` gives aware UTC times; `quiet` are the hours in which nothing is
    sent unasked."""

    store: Store
    keys: WitnessKeys
    blobs: Blobs
    forms: Mapping[str, Form]
    wording: Wording
    clock: Callable[[], datetime]
    quiet: Quiet | None
    vitals: Vitals = field(default_factory=Vitals)

    def form(self, language: str) -> Form:
        """The questionnaire for a reader of this language."""
        return self.forms[self.wording.nearest(language)]
