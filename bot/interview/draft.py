"""The draft: all that is remembered of one witness's conversation until they submit or 72 hours pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.questionnaire.answers import Answer


class Place(StrEnum):
    """Where in the conversation a witness is. The question within the interview is derived, never stored."""

    LANGUAGE = "language"
    NOTICE = "notice"
    MORE = "more"
    MENU = "menu"
    INTERVIEW = "interview"
    REVIEW = "review"
    EDITING = "editing"
    CONSENT = "consent"
    READY = "ready"
    PAUSED = "paused"
    SAFETY = "safety"
    CASES = "cases"
    FOLLOW_UP = "follow_up"
    ADDING = "adding"
    DELETING = "deleting"
    HELP = "help"
    PRIVACY = "privacy"
    RECEIPT = "receipt"
    OPENED = "opened"
    GIVEN = "given"
    PANIC = "panic"
    SHARING = "sharing"


@dataclass(frozen=True, slots=True)
class Draft:
    """`answers` by question name, in the order given. `about` is the id of the follow-up question
    (in FOLLOW_UP) or of the case (in ADDING, DELETING and SHARING) that the conversation is at.
    `opened` is the case that a receipt has opened (in OPENED): no button can name it.
    `back` is where a visit to another place returns to. `traceless`: what was saved leaves the chat.
    `surplus` counts the files that were just refused because the case has its fill. `replies` are answers
    begun to follow-up questions of several steps, by `case:question:step`."""

    language: str = ""
    warned: bool = False
    place: Place = Place.LANGUAGE
    back: Place = Place.MENU
    answers: dict[str, Answer] = field(default_factory=dict)
    editing: str | None = None
    page: int = 0
    matches: tuple[str, ...] = ()
    consents: tuple[bool, ...] = ()
    about: int | None = None
    opened: int | None = None
    traceless: bool = True
    surplus: int = 0
    replies: dict[str, Answer] = field(default_factory=dict)
