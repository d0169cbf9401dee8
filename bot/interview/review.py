"""After the last question: the summary, jumping to an answer, consent, and sending."""

from __future__ import annotations

from bot.interview import asking, events
from bot.interview.buttons import BACK, PAUSE, button
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, Submit
from bot.questionnaire import answers
from bot.questionnaire.answers import Entry, Pick
from bot.questionnaire.form import Form, Kind, Question
from bot.text import Button, Line, Screen, Text, _, screen, verbatim

PAGE = 8  # answers on one page of Edit
SHORT = 300  # characters of a part of an answer shown in the summary
MOST = 6  # parts of one answer shown there

CONSENTS: tuple[tuple[Text, Text], ...] = (
    (
        _("May we contact you here with questions?"),
        _(
            "If not, we forget how to reach you after 24 hours. "
            "After that you cannot see it, add to it or take it back here."
        ),
    ),
    (
        _("May a partner human-rights organisation see your report?"),
        _("They would see what you told us, never how to reach you."),
    ),
    (
        _("May what you told be published, without names?"),
        _("We leave out names, and take care with anything that could point to you or to others."),
    ),
)


def summary(form: Form, draft: Draft, *notes: Text) -> Screen:
    """All answers, shortened; the whole of them is kept."""
    entries = answers.entries(form, draft.answers)
    page, pages = _page(entries, draft.page)
    lines = [*(Line(note) for note in notes), Line(_("Please check your answers"), strong=True)]
    lines.append(Line(_("Nothing has been sent yet.")))
    for entry in page:
        lines += [Line(entry.label), Line(_answer(entry), strong=True, tight=True)]
    rows = (
        (button(_("Continue"), events.Confirmed()),),
        (button(_("Edit"), events.Went(Place.EDITING)),),
        _turning(min(draft.page, pages - 1), pages),
        (BACK, PAUSE),
    )
    return Screen(tuple(lines), tuple(row for row in rows if row))


def editable(form: Form, draft: Draft) -> dict[str, Question]:
    """The questions that have been asked, by name."""
    asked = (q for q in answers.relevant(form, draft.answers) if q.kind is not Kind.NOTE)
    return {question.name: question for question in asked if question.name in draft.answers}


def editing(form: Form, draft: Draft) -> Screen:
    """One button for each question that has been asked."""
    asked = list(editable(form, draft).values())
    last = max(0, (len(asked) - 1) // PAGE)
    page = min(draft.page, last)
    rows = [(button(q.label, events.Edited(q.name)),) for q in asked[page * PAGE : (page + 1) * PAGE]]
    return Screen(
        (Line(_("Which answer do you want to change?"), strong=True),),
        tuple(row for row in (*rows, _turning(page, last + 1), (button(_("Back"), events.Began()),)) if row),
    )


def consent(draft: Draft) -> Screen:
    number = len(draft.consents)
    question, meaning = CONSENTS[number]
    return screen(
        Line(question, strong=True),
        meaning,
        rows=(
            (
                button(_("Yes"), events.Consented(number, 1)),
                button(_("No"), events.Consented(number, 0)),
            ),
            (BACK, PAUSE),
        ),
    )


def ready() -> Screen:
    return screen(
        Line(_("Your report is ready."), strong=True),
        _("Press Submit to send it. You can take it back within 24 hours."),
        rows=(
            (button(_("Submit"), events.Submitted()),),
            (BACK, PAUSE),
        ),
    )


def submission(form: Form, draft: Draft, known: Known) -> Submit | None:
    """The report as it is sent: relevant answers only; nothing while any question or consent is open."""
    if asking.current(form, draft) is not None or len(draft.consents) != len(CONSENTS):
        return None
    relevant = {question.name for question in answers.relevant(form, draft.answers)}
    kept = {name: answer for name, answer in draft.answers.items() if name in relevant}

    def picked(name: str) -> tuple[str, ...]:
        return tuple(part.name for part in kept[name].parts if isinstance(part, Pick)) if name in kept else ()

    return Submit(
        code=known.code,
        entries=answers.entries(form, kept),
        categories=picked("categories"),
        country=next(iter(picked("country")), None),
        region=next(iter(picked("region")), None),
        urgent="yes" in picked("danger"),
        consents=draft.consents,
        files=asking.files_of(Draft(answers=kept)),
    )


def _answer(entry: Entry) -> Text:
    if not entry.words:
        return _("(skipped)")
    joined = shorten(entry.words[0])
    for more in entry.words[1:MOST]:
        joined = _("{first}, {next}", first=joined, next=shorten(more))
    if len(entry.words) > MOST:
        joined = _("{first}, and {count} more", first=joined, count=len(entry.words) - MOST)
    return joined


def _page(entries: tuple[Entry, ...], page: int) -> tuple[tuple[Entry, ...], int]:
    pages: list[list[Entry]] = [[]]
    room = 3000
    for entry in entries:
        size = len(entry.label.msgid) * 2 + 40 + sum(_length(shorten(text)) for text in entry.words[:MOST])
        if pages[-1] and size > room:
            pages.append([])
            room = 3000
        pages[-1].append(entry)
        room -= size
    return tuple(pages[min(page, len(pages) - 1)]), len(pages)


def _length(text: Text) -> int:
    return len(text.msgid) + sum(len(v) if isinstance(v, str) else 60 for _name, v in text.params)


def _turning(page: int, pages: int) -> tuple[Button, ...]:
    turn: list[Button] = []
    if page > 0:
        turn.append(button(_("‹ Earlier"), events.Turned(page - 1)))
    if page < pages - 1:
        turn.append(button(_("More ›"), events.Turned(page + 1)))
    return tuple(turn)


def shorten(words: Text) -> Text:
    """A long verbatim answer cut for the summary; whole answers are never changed."""
    text = dict(words.params).get("words")
    if words.msgid != "{words}" or not isinstance(text, str) or len(text) <= SHORT:
        return words
    space = text.rfind(" ", SHORT * 3 // 4, SHORT)
    return verbatim(text[: space if space > 0 else SHORT].rstrip() + " …")
