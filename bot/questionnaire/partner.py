"""The question whether a partner organisation may see a case that was sent, in fixed words."""

from __future__ import annotations

from collections.abc import Callable

from bot.questionnaire.steps import Option, Step
from bot.text import Text, _

STEP, YES, NO = "partner", "yes", "no"
REVIEWED = frozenset({"en"})  # languages in which a native speaker has read it
QUESTION = _("May a partner human-rights organisation see your report?")
# The question stands in the interview too; what follows it is exact about a report that was sent.
ASKED = (
    QUESTION,
    _(
        "They would see what you have told us about this case, and your files. "
        "They would not see how to reach you: only this bot can write to you."
    ),
    _("No is fine. It changes nothing about your report, and we do not ask again."),
    _("After a Yes you can take it back under “My cases”, until they have accepted the report."),
)
TAKEN_BACK = _("No: the witness has taken their consent back.")
_LABELS = ((YES, _("Yes")), (NO, _("No")))


def steps(words: Callable[[Text], str | None]) -> tuple[Step, ...]:
    """As a witness will read it; none when a text of it is not there in their language."""
    told = [said for said in map(words, ASKED) if said is not None]
    options = tuple(Option(name, said, label) for name, label in _LABELS if (said := words(label)))
    if len(told) < len(ASKED) or len(options) < len(_LABELS):
        return ()
    return (Step(STEP, "\n\n".join(told), QUESTION, options),)
