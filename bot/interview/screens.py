"""What each place of the conversation says, and the buttons under it."""

from __future__ import annotations

from collections.abc import Callable

from bot.interview import events, notices, receipt_screens, sharing_screens, steps
from bot.interview.buttons import button, menu_button, return_row
from bot.interview.draft import Draft, Place
from bot.interview.effects import Known, SentCase
from bot.interview.states import STATES
from bot.text import Button, Line, Screen, Text, _, _n, screen, verbatim

FILES_A_CASE = 30
LISTED = 24  # cases, the newest first, four buttons each: a message has room for 100


def menu(draft: Draft, known: Known) -> Screen:
    begin = _("Continue") if draft.answers else _("Report what happened")
    rows: list[tuple[Button, ...]] = [
        (button(_("Open the question about {code}", code=asked.code), events.Opened(asked.id)),)
        for asked in known.follow_ups[:LISTED]
    ]
    rows.append((button(begin, events.Began()),))
    rows.append((button(_("I have a receipt"), events.Went(Place.RECEIPT)),))
    rows.append(
        (button(_("My cases"), events.Went(Place.CASES)), button(_("Safety"), events.Went(Place.SAFETY)))
    )
    lines = [Line(_("What would you like to do?"), strong=True)]
    if draft.answers:
        lines.append(
            Line(_("You have an unfinished report. It is kept for 72 hours after your last answer."))
        )
    return Screen(tuple(lines), tuple(rows))


def paused(draft: Draft, known: Known) -> Screen:
    return screen(
        Line(_("Paused"), strong=True),
        _("What has its ✅ is kept for 72 hours after your last answer. It has not been sent yet."),
        _("Come back when it is safe."),
        rows=((button(_("Continue"), events.Returned()),),),
    )


def cases(draft: Draft, known: Known) -> Screen:
    lines = [Line(_("My cases"), strong=True)]
    for case in known.cases[:LISTED]:
        lines.append(Line(_("{code} – {state}", code=case.code, state=STATES[case.state])))
        lines += sharing_screens.accepted(case)
    if not known.cases:
        lines.append(Line(_("There are no sent reports in this chat.")))
    if len(known.cases) > LISTED:
        lines.append(Line(_("Older reports are not listed.")))
    rows: list[tuple[Button, ...]] = [
        (button(_("Open the question about {code}", code=asked.code), events.Opened(asked.id)),)
        for asked in known.follow_ups[:LISTED]
    ]
    for case in known.cases[:LISTED]:
        if case.state != "withdrawn":
            add = button(_("Add to {code}", code=case.code), events.Adding(case.id))
            receipt = button(_("Receipt for {code}", code=case.code), events.AskedForReceipt(case.code))
            rows.append((add, receipt))
            rows += sharing_screens.way_back(case)
    return Screen(tuple(lines), (*rows, return_row()))


def follow_up(draft: Draft, known: Known) -> Screen:
    asked = next((question for question in known.follow_ups if question.id == draft.about), None)
    if asked is None:
        return screen(_("This question is no longer open."), rows=((menu_button(),),))
    step = steps.current(draft, asked) if steps.stepwise(asked) else None
    if step is not None:
        return steps.ask(draft, asked, step)
    return screen(
        Line(_("A question about {code}", code=asked.code), strong=True),
        verbatim(asked.text),
        steps.OPEN_STEP,
        rows=steps.closing(asked),
    )


def adding(draft: Draft, known: Known) -> Screen:
    case = next((case for case in known.cases if case.id == draft.about), None)
    if case is None:
        return menu(draft, known)
    return screen(
        Line(_("Add to {code}", code=case.code), strong=True),
        _(
            "Send a text, a photo, a voice message, a file or a place. "
            "Each is passed on as soon as it has its ✅."
        ),
        rows=((button(_("Done"), events.Went(Place.MENU)),),),
    )


def deleting(draft: Draft, known: Known) -> Screen:
    sent = [case for case in known.cases if case.state != "withdrawn"]
    chosen = next((case for case in sent if case.id == draft.about), None)
    if chosen is not None:
        return _taking_back(chosen) if chosen.until > known.now else _asking_deletion(chosen)
    rows: list[tuple[Button, ...]] = []
    if draft.answers:
        rows.append((button(_("Delete the unfinished report"), events.Discarded()),))
    rows += [
        (
            button(
                _("Take back {code}", code=case.code)
                if case.until > known.now
                else _("Ask to delete {code}", code=case.code),
                events.Withdrawing(case.id),
            ),
        )
        for case in sent[:LISTED]
    ]
    lines = [Line(_("Take back a report"), strong=True)]
    lines.append(
        Line(_("What is deleted cannot be brought back."))
        if rows
        else Line(
            _("There is nothing to delete: no unfinished report, and no sent one that this chat knows of.")
        )
    )
    return Screen(tuple(lines), (*rows, (button(_("Keep everything"), events.Returned()),)))


def _taking_back(chosen: SentCase) -> Screen:
    return screen(
        Line(_("Take back {code}?", code=chosen.code), strong=True),
        _(
            "The report and all its files are deleted at once. "
            "Someone of our staff may have read it already. This cannot be undone."
        ),
        rows=(
            (button(_("Yes, take it back"), events.Withdrew(chosen.id)),),
            (button(_("Keep it"), events.Returned()),),
        ),
    )


def _asking_deletion(chosen: SentCase) -> Screen:
    return screen(
        Line(_("Ask to delete {code}?", code=chosen.code), strong=True),
        _(
            "It was sent more than 24 hours ago. How to reach you and your unfinished report go at once; "
            "what {code} says goes after a moderator's reasoned answer, "
            "because somebody else may be holding your phone.",
            code=chosen.code,
        ),
        _(
            "You cannot see {code} here after that, and you will not hear here how it was decided.",
            code=chosen.code,
        ),
        rows=(
            (button(_("Yes, ask for it"), events.AskedDeletion(chosen.id)),),
            (button(_("Keep it"), events.Returned()),),
        ),
    )


def too_many(draft: Draft, known: Known) -> Screen:
    return screen(
        _(
            "Several reports came from this chat in a short time, so this one has to wait a little. "
            "It is kept for 72 hours. Please press Submit again later."
        )
    )


def surplus(draft: Draft) -> Text:
    """Said until something else happens: a file that arrives meanwhile must not wipe it away."""
    return _n(
        "{count} file was not saved: a report has room for {most} files. Those that came before are kept.",
        "{count} files were not saved: a report has room for {most} files. Those that came before are kept.",
        draft.surplus,
        most=FILES_A_CASE,
    )


def sent(code: str, *, contact: bool) -> Screen:
    questions = (_("If we have a question, a line without details comes here."),) if contact else ()
    return screen(
        Line(_("✅ Your report has been sent."), strong=True),
        _("Its case code is {code}.", code=code),
        _("The code opens nothing, but it shows that you wrote to us: give it only to people you trust."),
        _("We aim to read it within a day, sooner if someone is in danger."),
        *questions,
        _("/delete takes it back within 24 hours."),
        rows=((button(_("Give me a receipt"), events.AskedForReceipt(code)),), (menu_button(),)),
    )


PASSED_ON = _("✅ Saved and passed on.")


def passed_on(code: str, words: Text) -> Screen:
    """After an answer or an addition: the way to add more, or back."""
    return screen(
        words,
        _("You can add more about {code} here.", code=code),
        rows=((button(_("Done"), events.Went(Place.MENU)),),),
    )


def file_count(count: int) -> Line:
    return Line(_n("{count} file so far.", "{count} files so far.", count))


SCREENS: dict[Place, Callable[[Draft, Known], Screen]] = {
    Place.LANGUAGE: notices.language,
    Place.NOTICE: notices.notice,
    Place.MORE: notices.more,
    Place.MENU: menu,
    Place.SAFETY: notices.safety,
    Place.HELP: notices.help_,
    Place.PRIVACY: notices.privacy,
    Place.PAUSED: paused,
    Place.CASES: cases,
    Place.FOLLOW_UP: follow_up,
    Place.ADDING: adding,
    Place.DELETING: deleting,
    Place.RECEIPT: receipt_screens.ask,
    Place.OPENED: receipt_screens.opened,
    Place.GIVEN: receipt_screens.resting,
    Place.PANIC: notices.sure,
    Place.SHARING: sharing_screens.sure,
}
