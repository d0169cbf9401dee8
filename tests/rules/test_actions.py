"""Every row of the table of staff actions, and what no row may allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from bot.casework.act import act
from bot.casework.actions import ACTIONS
from bot.casework.case import (
    Case,
    CloseReason,
    Consent,
    Facts,
    Flag,
    Ground,
    Handover,
    LegalReason,
    Looked,
    OriginalReason,
    Passing,
    Priority,
    ReopenReason,
    RestReason,
    Role,
    Span,
    Track,
    Verification,
    Workflow,
)
from bot.casework.changes import STANDS_STILL
from bot.casework.commands import (
    Asked,
    Command,
    ForPartner,
    FromBank,
    LegalHold,
    Note,
    Onward,
    Original,
    OriginalSeen,
    OwnWords,
    Pass,
    PassReply,
    Question,
    Request,
    Rest,
    SameAs,
)
from bot.casework.deadlines import LEASE, OFFERED, UNDO, read_quiet
from bot.casework.effects import (
    AskWitness,
    CallForHelp,
    ChooseQuestion,
    ChooseReason,
    DeleteContent,
    Effect,
    Held,
    HideCopies,
    KeepNote,
    Notify,
    NotifyDesk,
    OpenCase,
    PreviewQuestion,
    PromptNote,
    Record,
    RefuseNote,
    RefuseQuestion,
    ShowCard,
    ShowHistory,
    ShowMenu,
    TellWitness,
    Toast,
)
from bot.casework.reading_limits import HOUR, Opening
from bot.casework.row import value_of
from bot.questionnaire.steps import Step
from bot.text import verbatim

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
ANNA, BORIS, CHIEF = 11, 12, 13
FACTS = Facts(("torture",), "KG", "KG-GB", "ru", "Asia/Bishkek", 0, Consent(True, False, False))
TOMORROW = NOW + timedelta(hours=24)
FRESH = Case(1, "K7-4FQ2", Track.REPORT, "main", Workflow.NEW, Priority.NORMAL, NOW, FACTS, due_at=TOMORROW)
DUE = {
    Workflow.NEW: TOMORROW,
    Workflow.TRIAGE: TOMORROW,
    Workflow.WITNESS_REPLIED: datetime(2026, 3, 16, tzinfo=UTC),
}
QUESTION = "Were there other witnesses?"
REQUEST = Request(7, FRESH.id, ANNA, NOW + timedelta(hours=1))
WISH = replace(REQUEST, text="What is your name?")


def held(workflow: Workflow, by: int = ANNA) -> Case:
    until = None if workflow in STANDS_STILL else NOW + LEASE
    closed = (CloseReason.DOCUMENTED, NOW) if workflow is Workflow.CLOSED else (None, None)
    return replace(
        FRESH,
        workflow=workflow,
        assignee=by,
        claimed_until=until,
        closed_reason=closed[0],
        closed_at=closed[1],
        due_at=DUE.get(workflow),
    )


def by(person: int, action: str, *, role: Role = Role.MODERATOR, **more: object) -> Command:
    return replace(Command(action, NOW, person, role), **more)  # type: ignore[arg-type]


def happens(action: str) -> Command:
    return Command(action, NOW)


def kinds(effects: tuple[object, ...]) -> list[type]:
    return [type(effect) for effect in effects]


def test_claiming_a_new_case_takes_it_for_a_day() -> None:
    case, effects = act(FRESH, by(ANNA, "claim"))
    assert (case.workflow, case.assignee, case.claimed_until) == (Workflow.TRIAGE, ANNA, NOW + LEASE)
    assert case.version == FRESH.version + 1
    assert kinds(effects) == [Toast, ShowCard, Record]
    assert effects[-1] == Record("claimed")


def test_a_second_claimer_is_told_who_has_it() -> None:
    case = held(Workflow.TRIAGE)
    assert act(case, by(BORIS, "claim", version=1)) == (case, (Held("K7-4FQ2", ANNA),))


def test_claiming_twice_changes_nothing() -> None:
    once, _effects = act(FRESH, by(ANNA, "claim"))
    twice, effects = act(once, by(ANNA, "claim", version=1))
    assert twice == once
    assert kinds(effects) == [Toast]


def test_a_claim_that_ran_out_can_be_taken_over_where_the_case_stands() -> None:
    case = held(Workflow.IN_REVIEW)
    after, _effects = act(case, replace(by(BORIS, "claim"), at=NOW + LEASE))
    assert (after.workflow, after.assignee) == (Workflow.IN_REVIEW, BORIS)


def test_a_claim_does_not_run_out_while_the_witness_is_waited_for() -> None:
    case = held(Workflow.AWAITING_WITNESS)
    after, effects = act(case, replace(by(BORIS, "claim"), at=NOW + timedelta(days=5)))
    assert (after, effects) == (case, (Held("K7-4FQ2", ANNA),))


@pytest.mark.parametrize("workflow", [Workflow.TRIAGE, Workflow.WITNESS_REPLIED])
def test_the_assignees_reading_takes_the_case_into_review(workflow: Workflow) -> None:
    case, effects = act(held(workflow), by(ANNA, "read"))
    assert case.workflow is Workflow.IN_REVIEW
    assert kinds(effects) == [OpenCase, Toast, ShowCard, Record]


def test_reading_again_draws_no_new_card() -> None:
    before = held(Workflow.IN_REVIEW)
    case, effects = act(before, by(ANNA, "read"))
    assert case == before
    assert kinds(effects) == [OpenCase, Toast, Record]


def test_an_admin_may_read_without_claiming_and_changes_nothing() -> None:
    for before in (FRESH, held(Workflow.TRIAGE), held(Workflow.WITNESS_REPLIED)):
        case, effects = act(before, by(CHIEF, "read", role=Role.ADMIN))
        assert case == before
        assert kinds(effects) == [OpenCase, Toast, Record]


def test_asking_goes_by_choice_preview_and_send() -> None:
    case = held(Workflow.IN_REVIEW)
    assert act(case, by(ANNA, "ask")) == (case, (ChooseQuestion(case),))
    same, effects = act(case, by(ANNA, "ask", payload=Question(QUESTION)))
    assert (same, effects) == (case, (PreviewQuestion(case, QUESTION, None),))
    sent, effects = act(case, by(ANNA, "ask", payload=Question(QUESTION, confirmed=True)))
    assert (sent.workflow, sent.claimed_until) == (Workflow.AWAITING_WITNESS, None)
    assert effects[0] == AskWitness(sent, QUESTION, NOW, asker=ANNA)
    assert kinds(effects) == [AskWitness, Toast, ShowCard, Record]


def test_a_question_at_night_waits_for_the_morning_and_the_asker_is_told() -> None:
    night = datetime(2026, 3, 14, 20, 0, tzinfo=UTC)  # 02:00 in Bishkek
    command = by(ANNA, "ask", payload=Question(QUESTION, True), quiet=read_quiet("22:00-08:00"), at=night)
    _case, effects = act(held(Workflow.IN_REVIEW), command)
    assert isinstance(effects[0], AskWitness)
    assert effects[0].due_at == datetime(2026, 3, 15, 2, 0, tzinfo=UTC)
    assert isinstance(effects[1], Toast)
    assert ("time", "08:00") in effects[1].text.params


def test_a_question_with_a_link_is_refused_even_when_confirmed() -> None:
    case = held(Workflow.IN_REVIEW)
    same, effects = act(case, by(ANNA, "ask", payload=Question("See example.org", True)))
    assert same == case
    assert kinds(effects) == [RefuseQuestion, Record]


def test_a_witness_who_wants_no_contact_is_not_asked() -> None:
    alone = replace(FACTS, consent=Consent(False, False, False))
    case = replace(held(Workflow.IN_REVIEW), facts=alone)
    assert act(case, by(ANNA, "ask"))[0] == case
    assert kinds(act(case, by(ANNA, "ask"))[1]) == [Toast, Record]


def test_closing_asks_for_a_reason_first() -> None:
    case = held(Workflow.IN_REVIEW)
    assert act(case, by(ANNA, "close")) == (case, (ChooseReason(case),))
    closed, effects = act(case, by(ANNA, "close", payload=CloseReason.SPAM))
    assert (closed.workflow, closed.closed_reason, closed.closed_at) == (
        Workflow.CLOSED,
        CloseReason.SPAM,
        NOW,
    )
    assert closed.claimed_until is None
    assert kinds(effects) == [Toast, ShowCard, HideCopies, Record]
    assert effects[-1] == Record("closed", "spam")


def test_an_admin_may_close_spam_that_nobody_claimed() -> None:
    case, _effects = act(FRESH, by(CHIEF, "close", role=Role.ADMIN, payload=CloseReason.SPAM))
    assert case.workflow is Workflow.CLOSED


def test_releasing_puts_the_case_back_into_the_queue() -> None:
    case, effects = act(held(Workflow.IN_REVIEW), by(ANNA, "release"))
    assert (case.workflow, case.assignee, case.claimed_until) == (Workflow.NEW, None, None)
    assert kinds(effects) == [Toast, ShowCard, HideCopies, Record]


def test_a_new_case_is_shown_to_the_group() -> None:
    assert act(FRESH, happens("opened")) == (FRESH, (ShowCard(FRESH, first=True),))


@pytest.mark.parametrize("workflow", [Workflow.AWAITING_WITNESS, Workflow.CLOSED])
def test_an_answer_raises_the_case_and_tells_the_assignee(workflow: Workflow) -> None:
    case, effects = act(held(workflow), happens("replied"))
    assert (case.workflow, case.claimed_until) == (Workflow.WITNESS_REPLIED, NOW + LEASE)
    assert (case.closed_reason, case.closed_at) == (None, None)
    assert kinds(effects)[:2] == [ShowCard, Notify]


def test_an_answer_that_has_raised_the_case_already_raises_it_once() -> None:
    case, effects = act(held(Workflow.WITNESS_REPLIED), happens("replied"))
    assert case.version == FRESH.version
    assert kinds(effects)[:2] == [ShowCard, Notify]


def test_late_files_are_told_only_to_one_who_has_read_the_case() -> None:
    assert kinds(act(held(Workflow.TRIAGE), happens("arrived"))[1]) == [ShowCard, Record]
    assert kinds(act(held(Workflow.IN_REVIEW), happens("arrived"))[1]) == [ShowCard, Notify, Record]


@pytest.mark.parametrize("event", ["lapsed", "refused", "stopped", "unreachable"])
def test_a_question_without_an_answer_gives_the_case_back_to_its_assignee(event: str) -> None:
    case, effects = act(held(Workflow.AWAITING_WITNESS), happens(event))
    assert (case.workflow, case.claimed_until) == (Workflow.IN_REVIEW, NOW + LEASE)
    assert kinds(effects)[:2] == [ShowCard, Notify]


@pytest.mark.parametrize("workflow", [w for w in Workflow if w is not Workflow.PURGED])
def test_a_chat_that_moved_is_flagged_and_changes_nothing_else(workflow: Workflow) -> None:
    before = held(workflow)
    case, effects = act(before, happens("moved"))
    assert case == replace(before, version=before.version + 1, flags=frozenset({Flag.CHANNEL_CHANGED}))
    assert kinds(effects) == [ShowCard, Notify]
    again, effects = act(case, happens("moved"))
    assert again == case
    assert kinds(effects) == [ShowCard, Notify]


def test_a_withdrawn_case_is_closed_and_cannot_be_read() -> None:
    case, effects = act(held(Workflow.IN_REVIEW), happens("withdrawn"))
    assert (case.workflow, case.closed_reason) == (Workflow.CLOSED, CloseReason.WITHDRAWN)
    assert kinds(effects) == [ShowCard, Notify, HideCopies]
    assert act(case, by(CHIEF, "read", role=Role.ADMIN))[0] == case
    assert kinds(act(case, by(CHIEF, "read", role=Role.ADMIN))[1]) == [Toast, Record]
    assert act(case, happens("replied"))[0] == case


def test_who_is_no_longer_on_the_staff_holds_no_case() -> None:
    for workflow in (
        Workflow.TRIAGE,
        Workflow.IN_REVIEW,
        Workflow.AWAITING_WITNESS,
        Workflow.WITNESS_REPLIED,
    ):
        case, effects = act(held(workflow), happens("unseated"))
        assert (case.workflow, case.assignee, case.claimed_until) == (Workflow.NEW, None, None)
        assert effects == (ShowCard(case), Record("released"))


MONITORS = ("read", "pages", "files", "ask", "accept", "decline", "giveback")


@pytest.mark.parametrize("name", [row.name for row in ACTIONS.values() if row.least is not None])
def test_a_monitor_reads_and_asks_and_does_nothing_else(name: str) -> None:
    case, command = ALLOWED[name]()
    _after, effects = act(case, replace(command, role=Role.MONITOR))
    assert (Record("refused", name) in effects) == (name not in MONITORS)


def test_a_press_on_an_outdated_card_says_so_and_does_nothing() -> None:
    case = replace(held(Workflow.CLOSED), version=7)
    same, effects = act(case, by(ANNA, "ask", version=3))
    assert same == case
    assert kinds(effects) == [Toast]
    assert isinstance(effects[0], Toast)
    assert effects[0].text.msgid.startswith("This button is out of date.")


BOTH = frozenset({Flag.UNREACHABLE, Flag.DELETION_ASKED})
WANTED = replace(held(Workflow.CLOSED), flags=BOTH)
JUST_CLOSED = replace(held(Workflow.CLOSED), closed_from=Workflow.IN_REVIEW)
WEEK = Rest(Span.WEEK, RestReason.EVENT)
RESTING = replace(held(Workflow.ON_HOLD), rests_until=NOW + timedelta(days=7), rest_reason=RestReason.EVENT)
SHARED = replace(held(Workflow.IN_REVIEW), facts=replace(FACTS, consent=Consent(True, True, False)))


MARK = "0123456789ab"
OPENED = (Opening(FRESH.id, NOW - timedelta(minutes=5)),)
TO_BORIS = Pass(BORIS, MARK, Role.MONITOR, True)
PASSED = replace(held(Workflow.IN_REVIEW), passing=Passing(ANNA, BORIS, NOW + OFFERED, MARK))


def flagged(flag: Flag) -> Case:
    return replace(held(Workflow.IN_REVIEW), flags=frozenset({flag}))


FOR_PARTNER = ForPartner((Step("partner", "May they see it?", verbatim("May they see it?")),))
REQUESTED = replace(held(Workflow.AWAITING_WITNESS), handover=Handover.CONSENT_REQUESTED)
# The promise that each row is tried: one state and command for each, that must be allowed.
ORIGINAL = SameAs(replace(FRESH, id=2, code="M3-9XYZ"), "M3-9XYZ", confirmed=True)
ALLOWED: dict[str, Callable[[], tuple[Case, Command]]] = {
    "claim": lambda: (FRESH, by(ANNA, "claim")),
    "read": lambda: (held(Workflow.TRIAGE), by(ANNA, "read")),
    "ask": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "ask", payload=Question(QUESTION, True))),
    "close": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "close", payload=CloseReason.DOCUMENTED)),
    "duplicate": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "duplicate", payload=ORIGINAL)),
    "delete": lambda: (WANTED, by(ANNA, "delete", payload=Ground.WISH)),
    "keep": lambda: (WANTED, by(ANNA, "keep", payload=Ground.FORCED)),
    "undo": lambda: (JUST_CLOSED, by(ANNA, "undo")),
    "reopen": lambda: (held(Workflow.CLOSED), by(BORIS, "reopen", payload=ReopenReason.MISTAKE)),
    "hold": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "hold", payload=WEEK)),
    "resume": lambda: (RESTING, by(ANNA, "resume")),
    "priority": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "priority", payload=Priority.HIGH)),
    "verify": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "verify", payload=Verification.IN_PROGRESS)),
    "handover": lambda: (SHARED, by(ANNA, "handover", payload=Handover.OFFERED)),
    "consent": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "consent", payload=FOR_PARTNER)),
    "agreed": lambda: (REQUESTED, happens("agreed")),
    "denied": lambda: (REQUESTED, happens("denied")),
    "unshared": lambda: (replace(SHARED, handover=Handover.OFFERED), happens("unshared")),
    "note": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "note", payload=Note("The two cars again."))),
    "history": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "history")),
    "more": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "more")),
    "escalate": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "escalate")),
    "deescalate": lambda: (flagged(Flag.ESCALATED), by(ANNA, "deescalate")),
    "sensitive": lambda: (held(Workflow.IN_REVIEW), by(CHIEF, "sensitive", role=Role.ADMIN)),
    "insensitive": lambda: (flagged(Flag.SENSITIVE), by(CHIEF, "insensitive", role=Role.ADMIN)),
    "pages": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "pages", payload=Onward(4, 1), openings=OPENED)),
    "files": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "files", payload=Onward(1, 6), openings=OPENED)),
    "original": lambda: (
        held(Workflow.IN_REVIEW),
        by(ANNA, "original", payload=Original(3, OriginalReason.HIDDEN)),
    ),
    "looked": lambda: (
        held(Workflow.IN_REVIEW),
        by(CHIEF, "looked", role=Role.ADMIN, payload=OriginalSeen(3, Looked.DONE)),
    ),
    "assign": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "assign", payload=TO_BORIS)),
    "accept": lambda: (PASSED, by(BORIS, "accept", payload=PassReply(MARK))),
    "decline": lambda: (PASSED, by(BORIS, "decline", payload=PassReply(MARK))),
    "unaccepted": lambda: (PASSED, replace(happens("unaccepted"), at=NOW + OFFERED)),
    "giveback": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "giveback")),
    "final": lambda: (JUST_CLOSED, replace(happens("final"), at=NOW + 2 * UNDO)),
    "rested": lambda: (RESTING, happens("rested")),
    "lost": lambda: (held(Workflow.IN_REVIEW), happens("lost")),
    "release": lambda: (held(Workflow.TRIAGE), by(ANNA, "release")),
    "legalhold": lambda: (
        held(Workflow.CLOSED),
        by(CHIEF, "legalhold", role=Role.ADMIN, payload=LegalHold(LegalReason.COURT, True)),
    ),
    "endlegalhold": lambda: (
        replace(held(Workflow.CLOSED), flags=frozenset({Flag.LEGAL_HOLD})),
        by(CHIEF, "endlegalhold", role=Role.ADMIN),
    ),
    "overdue": lambda: (FRESH, happens("overdue")),
    "purged": lambda: (held(Workflow.CLOSED), happens("purged")),
    "unseated": lambda: (held(Workflow.AWAITING_WITNESS), happens("unseated")),
    "contacts": lambda: (held(Workflow.IN_REVIEW), by(ANNA, "contacts")),
    "approve": lambda: (held(Workflow.IN_REVIEW), by(BORIS, "approve", payload=Asked(REQUEST, True))),
    "refuse": lambda: (held(Workflow.IN_REVIEW), by(BORIS, "refuse", payload=Asked(REQUEST, True))),
    "opened": lambda: (FRESH, happens("opened")),
    "replied": lambda: (held(Workflow.AWAITING_WITNESS), happens("replied")),
    "arrived": lambda: (FRESH, happens("arrived")),
    "lapsed": lambda: (held(Workflow.AWAITING_WITNESS), happens("lapsed")),
    "refused": lambda: (held(Workflow.AWAITING_WITNESS), happens("refused")),
    "stopped": lambda: (held(Workflow.AWAITING_WITNESS), happens("stopped")),
    "unreachable": lambda: (held(Workflow.AWAITING_WITNESS), happens("unreachable")),
    "moved": lambda: (held(Workflow.IN_REVIEW), happens("moved")),
    "forgotten": lambda: (held(Workflow.AWAITING_WITNESS), happens("forgotten")),
    "deletion": lambda: (held(Workflow.CLOSED), happens("deletion")),
    "withdrawn": lambda: (held(Workflow.IN_REVIEW), happens("withdrawn")),
}
ROWS = pytest.mark.parametrize("name", sorted(ACTIONS))


def test_every_effect_follows_from_something() -> None:
    review, question = held(Workflow.IN_REVIEW), Question(QUESTION)
    tried = [
        *(allowed() for allowed in ALLOWED.values()),
        (held(Workflow.TRIAGE), by(BORIS, "claim")),
        (review, by(ANNA, "ask")),
        (review, by(ANNA, "close")),
        (review, by(ANNA, "assign")),
        (review, by(ANNA, "original")),
        (review, by(ANNA, "original", payload=Original(3))),
        (review, by(ANNA, "duplicate")),
        (review, by(ANNA, "duplicate", payload=replace(ORIGINAL, confirmed=False))),
        (review, by(ANNA, "handover")),
        (review, by(ANNA, "note")),
        (review, by(ANNA, "note", payload=Note(" "))),
        (FRESH, happens("deletion")),
        (review, by(CHIEF, "legalhold", role=Role.ADMIN, payload=LegalHold(LegalReason.WORK))),
        (review, by(ANNA, "ask", payload=question)),
        (review, by(ANNA, "ask", payload=OwnWords())),
        (review, by(ANNA, "ask", payload=FromBank("seen", (Step("seen", "?", verbatim("?")),)))),
        (review, by(BORIS, "approve", payload=Asked(WISH, True, Role.MODERATOR))),
        (review, by(BORIS, "approve", payload=Asked(WISH, True, Role.MODERATOR, seen=True))),
        (review, by(ANNA, "ask", payload=Question("@someone"))),
        (review, by(ANNA, "read", openings=tuple(Opening(case, NOW - 5 * HOUR) for case in range(2, 22)))),
    ]
    assert {type(effect) for case, command in tried for effect in act(case, command)[1]} == set(
        get_args(Effect)
    )


@ROWS
def test_every_row_can_happen_and_is_recorded(name: str) -> None:
    case, command = ALLOWED[name]()
    after, effects = act(case, command)
    row = ACTIONS[name]
    assert after.workflow is row.moves[case.workflow]
    assert [effect.action for effect in effects if isinstance(effect, Record)] == (
        [row.audit] if row.audit else []
    )


@ROWS
@pytest.mark.parametrize("workflow", list(Workflow))
def test_no_row_leads_where_the_table_does_not(name: str, workflow: Workflow) -> None:
    _case, command = ALLOWED[name]()
    flags = BOTH if ACTIONS[name].unclaimed_too else frozenset()
    for each in (replace(FRESH, workflow=workflow), held(workflow), held(workflow, BORIS)):
        case = replace(each, flags=flags)
        after, effects = act(case, command)
        row = ACTIONS[name]
        assert effects
        assert after.workflow in (workflow, row.moves.get(workflow))
        assert workflow in row.moves or after == case


@pytest.mark.parametrize("name", [row.name for row in ACTIONS.values() if row.least is not None])
def test_nobody_below_the_least_role_may(name: str) -> None:
    case, command = ALLOWED[name]()
    least = ACTIONS[name].least
    for role in (None, *Role):
        after, effects = act(case, replace(command, role=role))
        allowed = role is not None and least is not None and list(Role).index(role) >= list(Role).index(least)
        assert (Record("refused", name) not in effects) == allowed
        assert allowed or after == case


@pytest.mark.parametrize("name", [row.name for row in ACTIONS.values() if row.held])
def test_what_needs_a_claim_is_refused_to_others_and_recorded(name: str) -> None:
    case, command = ALLOWED[name]()
    unclaimed = () if ACTIONS[name].unclaimed_too else (replace(case, assignee=None),)
    for before in (replace(case, assignee=BORIS), *unclaimed):
        after, effects = act(before, command)
        assert after == before
        assert Record("refused", name) in effects


def test_a_wish_for_deletion_is_shown_and_ends_the_contact() -> None:
    after, effects = act(held(Workflow.AWAITING_WITNESS), happens("deletion"))
    assert (after.workflow, after.flags) == (Workflow.IN_REVIEW, BOTH)
    assert not after.facts.consent.contact
    assert kinds(effects) == [ShowCard, Notify, HideCopies]


def test_the_group_hears_of_a_wish_about_a_case_that_nobody_has() -> None:
    _after, effects = act(FRESH, happens("deletion"))
    assert kinds(effects) == [ShowCard, NotifyDesk, HideCopies]


@pytest.mark.parametrize("action", ["delete", "keep"])
def test_a_wish_is_answered_with_a_reason(action: str) -> None:
    assert act(WANTED, by(ANNA, action)) == (WANTED, (ChooseReason(WANTED, action),))


def test_deleting_on_request_leaves_nothing_to_read_and_says_why() -> None:
    after, effects = act(WANTED, by(ANNA, "delete", payload=Ground.DANGER))
    assert (after.workflow, after.closed_reason) == (Workflow.CLOSED, CloseReason.WITHDRAWN)
    assert after.flags == {Flag.UNREACHABLE}
    assert kinds(effects) == [DeleteContent, Toast, ShowCard, TellWitness, HideCopies, Record]
    assert effects[-1] == Record("deleted on request", "danger")
    assert act(after, by(ANNA, "read"))[0] == after


def test_keeping_against_the_wish_changes_nothing_else_and_says_why() -> None:
    after, effects = act(WANTED, by(ANNA, "keep", payload=Ground.NEEDED))
    assert replace(after, version=WANTED.version, flags=BOTH) == WANTED
    assert effects[-1] == Record("kept against the request", "needed")


def test_without_a_wish_there_is_nothing_to_delete_or_keep() -> None:
    case = held(Workflow.IN_REVIEW)
    for action, ground in (("delete", Ground.WISH), ("keep", Ground.FORCED)):
        after, effects = act(case, by(ANNA, action, payload=ground))
        assert (after, kinds(effects)) == (case, [Toast, Record])


def test_a_closed_case_that_nobody_has_can_still_be_deleted_on_request() -> None:
    unclaimed = replace(WANTED, assignee=None)
    after, _effects = act(unclaimed, by(BORIS, "delete", payload=Ground.WISH))
    assert after.closed_reason is CloseReason.WITHDRAWN


def test_after_panic_the_case_stays_and_says_that_nobody_can_be_asked() -> None:
    after, effects = act(held(Workflow.AWAITING_WITNESS), happens("forgotten"))
    assert (after.workflow, after.flags) == (Workflow.IN_REVIEW, frozenset({Flag.UNREACHABLE}))
    assert kinds(effects) == [ShowCard, Notify, HideCopies]
    assert kinds(act(after, by(ANNA, "ask"))[1]) == [Toast, Record]


def test_who_comes_back_with_a_receipt_can_be_asked_again() -> None:
    gone, _effects = act(held(Workflow.IN_REVIEW), happens("forgotten"))
    back, _effects = act(gone, happens("moved"))
    assert back.flags == {Flag.CHANNEL_CHANGED}
    assert kinds(act(back, by(ANNA, "ask"))[1]) == [ChooseQuestion]


@pytest.mark.parametrize(
    "before", [held(state) for state in ACTIONS["close"].moves if state is not Workflow.NEW]
)
def test_closing_can_be_undone_for_a_minute_and_the_case_is_as_it_was(before: Case) -> None:
    closed, effects = act(before, by(ANNA, "close", payload=CloseReason.SPAM))
    assert TellWitness not in kinds(effects)
    late = NOW + UNDO
    back, _effects = act(closed, replace(by(ANNA, "undo"), at=late))
    lease = None if before.workflow in STANDS_STILL else late + LEASE
    assert back == replace(before, version=before.version + 2, claimed_until=lease)
    assert act(closed, replace(by(ANNA, "undo"), at=late + timedelta(seconds=1)))[0] == closed


def test_the_witness_hears_of_a_closing_once_it_can_no_longer_be_undone() -> None:
    after, effects = act(JUST_CLOSED, happens("final"))
    assert after == replace(JUST_CLOSED, closed_from=None, version=JUST_CLOSED.version + 1)
    assert effects == (ShowCard(after), TellWitness("closed"))
    assert kinds(act(after, by(ANNA, "undo"))[1]) == [Toast]


def test_a_case_on_hold_keeps_that_while_closing_it_can_be_undone() -> None:
    closed, _effects = act(RESTING, by(ANNA, "close", payload=CloseReason.SPAM))
    back, _effects = act(closed, by(ANNA, "undo"))
    assert replace(back, version=RESTING.version) == RESTING


def test_hold_asks_until_when_and_then_why() -> None:
    case = held(Workflow.IN_REVIEW)
    assert act(case, by(ANNA, "hold")) == (case, (ChooseReason(case, "hold"),))
    half = by(ANNA, "hold", payload=Rest(Span.WEEK))
    assert act(case, half) == (case, (ChooseReason(case, "hold", Span.WEEK),))
    after, effects = act(case, by(ANNA, "hold", payload=WEEK))
    assert (after.workflow, after.claimed_until) == (Workflow.ON_HOLD, None)
    assert (after.rests_until, after.rest_reason) == (NOW + timedelta(days=7), RestReason.EVENT)
    assert effects[-1] == Record("on hold", "week: event")


@pytest.mark.parametrize("end", [by(ANNA, "resume"), happens("rested"), happens("replied")])
def test_what_ends_a_hold_leaves_nothing_of_it_and_the_lease_runs_again(end: Command) -> None:
    after, effects = act(RESTING, end)
    assert after.workflow in (Workflow.IN_REVIEW, Workflow.WITNESS_REPLIED)
    assert (after.rests_until, after.rest_reason, after.claimed_until) == (None, None, NOW + LEASE)
    assert (Notify in kinds(effects)) == (end.actor is None)


def test_a_claim_does_not_run_out_while_the_case_is_on_hold() -> None:
    later = replace(by(BORIS, "claim"), at=NOW + timedelta(days=6))
    assert act(RESTING, later) == (RESTING, (Held("K7-4FQ2", ANNA),))


def test_whoever_reopens_a_case_has_it_and_the_witness_side_hears_of_it() -> None:
    case = held(Workflow.CLOSED)
    after, effects = act(case, by(BORIS, "reopen", payload=ReopenReason.WITNESS))
    assert (after.workflow, after.assignee, after.claimed_until) == (Workflow.IN_REVIEW, BORIS, NOW + LEASE)
    assert (after.closed_reason, after.closed_at) == (None, None)
    assert kinds(effects) == [Toast, ShowCard, TellWitness, Record]
    assert effects[-2:] == (TellWitness("reopened"), Record("reopened", "witness"))


def test_a_withdrawn_case_is_not_reopened() -> None:
    case = replace(held(Workflow.CLOSED), closed_reason=CloseReason.WITHDRAWN)
    assert act(case, by(ANNA, "reopen", payload=ReopenReason.MISTAKE))[0] == case


def test_a_route_that_is_gone_is_flagged() -> None:
    after, effects = act(held(Workflow.IN_REVIEW), happens("lost"))
    assert after.flags == {Flag.UNREACHABLE}
    assert kinds(effects) == [ShowCard, Notify, Record]


@pytest.mark.parametrize("name", [row.name for row in ACTIONS.values() if row.axis is not None])
def test_an_axis_turns_where_the_table_says_and_nowhere_else(name: str) -> None:
    row, (start, command) = ACTIONS[name], ALLOWED[name]()
    assert row.axis is not None
    for value, possible in row.turns.items():
        case = replace(start, **{str(row.axis): value})  # type: ignore[arg-type]
        for choice in row.choices.values():
            after, effects = act(case, replace(command, payload=choice))
            assert (value_of(after, row.axis) == choice and Record in kinds(effects)) == (choice in possible)
            assert choice in possible or after == case


def test_a_partner_is_offered_nothing_without_the_witnesss_consent() -> None:
    case = held(Workflow.IN_REVIEW)
    same, effects = act(case, by(ANNA, "handover", payload=Handover.OFFERED))
    assert same == case
    assert kinds(effects) == [Toast, Record]


def test_escalating_calls_for_help_once() -> None:
    after, effects = act(held(Workflow.IN_REVIEW), by(ANNA, "escalate"))
    assert after.flags == {Flag.ESCALATED}
    assert kinds(effects) == [CallForHelp, Toast, ShowCard, Record]
    assert kinds(act(after, by(ANNA, "escalate"))[1]) == [Toast]


def test_a_note_is_kept_and_changes_nothing_on_the_card() -> None:
    case = held(Workflow.IN_REVIEW)
    assert act(case, by(ANNA, "note")) == (case, (PromptNote(case),))
    after, effects = act(case, by(ANNA, "note", payload=Note("Call the ombudsman.")))
    assert after == case
    assert effects[0] == KeepNote(case, "Call the ombudsman.")
    assert kinds(act(case, by(ANNA, "note", payload=Note("x" * 1001)))[1]) == [RefuseNote]


def test_the_history_and_the_menu_are_for_whoever_works_on_the_case() -> None:
    case = held(Workflow.IN_REVIEW)
    assert act(case, by(ANNA, "history"))[1][0] == ShowHistory(case)
    assert act(case, by(CHIEF, "more", role=Role.ADMIN))[1][0] == ShowMenu(case, Role.ADMIN)
