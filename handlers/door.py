"""What the witness side works with, wired once by bot.app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.casework.deadlines import Quiet
from bot.questionnaire.form import Form
from bot.questionnaire.glossary import NO_GLOSSARY, Glossary
from handlers.previews.making import Copier
from handlers.translate import Wording
from handlers.vitals import Vitals
from storage.files import Blobs
from storage.keys import WitnessKeys
from storage.transaction import Store

AT_ONCE = 2  # receipts: each takes a processor and 64 MiB


@dataclass(frozen=True, slots=True)
class Door:
    """`forms` by language; `clock` gives aware UTC times; `quiet` are the hours in which nothing is
    sent unasked; `bots` are the names of our own by their ids; `few`: receipts that are weighed at a time."""

    store: Store
    keys: WitnessKeys
    blobs: Blobs
    forms: Mapping[str, Form]
    wording: Wording
    clock: Callable[[], datetime]
    quiet: Quiet | None
    vitals: Vitals = field(default_factory=Vitals)
    bots: Mapping[int, str] = field(default_factory=dict)
    few: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    copier: Copier = field(default_factory=Copier)
    glossary: Glossary = field(init=False)

    def __post_init__(self) -> None:
        """What is asked is the same in all languages."""
        form = next(iter(self.forms.values()), None)
        object.__setattr__(self, "glossary", Glossary.of(form) if form else NO_GLOSSARY)

    def form(self, language: str) -> Form:
        """The questionnaire for a reader of this language."""
        return self.forms[self.wording.nearest(language)]
