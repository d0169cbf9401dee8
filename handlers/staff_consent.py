"""Asking a witness whether a partner may see their case: what is asked, and how such a question ended."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from bot.casework import asking
from bot.casework.case import Case, Handover, PartnerWord
from bot.casework.commands import ForPartner, Unanswered
from bot.outgoing import Message
from bot.questionnaire import partner
from handlers.desk import Desk, Scene, post
from storage import questions

CONSENT = "consent"  # the action
# Of a question that was closed without a Yes or No.
_ENDS: Mapping[str, PartnerWord] = {
    "refused": PartnerWord.CANNOT,
    "lapsed": PartnerWord.SILENT,
    "stopped": PartnerWord.SILENT,
    "unreachable": PartnerWord.SILENT,
}


def worded(desk: Desk, case: Case) -> ForPartner:
    """As the witness of this case would read it."""
    language = desk.wording.nearest(case.facts.language)
    return ForPartner(partner.steps(lambda text: desk.wording.translated(text, language)))


def propose(db: Connection, scene: Scene, case: Case) -> None:
    """To whoever pressed Hand over without consent."""
    desk, actor = scene.desk, scene.actor
    assert actor is not None
    reviewed = desk.wording.nearest(case.facts.language) in partner.REVIEWED
    shown = asking.propose_consent(case, asking.language_of(case, desk.labels), reviewed=reviewed)
    post(db, desk, actor, Message(shown), scene.now)


def unanswered(db: Connection, case: Case) -> Unanswered | None:
    """What ended the wait for the witness's word about a partner, if something has."""
    if case.handover is not Handover.CONSENT_REQUESTED:
        return None
    word = _ENDS.get(questions.consent_state(db, case.id) or "")
    return None if word is None else Unanswered(word)
