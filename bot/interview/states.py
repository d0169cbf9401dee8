"""The few words that a witness reads about the state of a case."""

from __future__ import annotations

from bot.text import Text, _

STATES: dict[str, Text] = {
    "new": _("received, waiting to be read"),
    "triage": _("being looked at"),
    "in_review": _("being looked at"),
    "on_hold": _("being looked at"),
    "awaiting_witness": _("we have a question for you"),
    "witness_replied": _("what you sent has arrived"),
    "closed": _("our work on it is finished"),
    "purged": _("our work on it is finished"),
    "withdrawn": _("taken back by you"),
}
