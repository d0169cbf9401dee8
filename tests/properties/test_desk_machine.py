"""Random staff, witnesses and time against the table of actions: what no sequence of them may bring about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.casework.act import act
from bot.casework.actions import ACTIONS
from bot.casework.asking import choose_reason, confirm_legal_hold, propose_consent
from bot.casework.cards import card
from bot.casework.case import Case, CloseReason, Consent, Flag, Handover, PartnerWord, Role, Workflow
from bot.casework.commands import Asked, Command, LegalHold, Note, Payload, Question, Request, Unanswered
from bot.casework.deadlines import UNDO
from bot.casework.effects import (
    ChooseReason,
    ConfirmLegalHold,
    Effect,
    Effects,
    OpenCase,
    ProposeConsent,
    Record,
    ShowHistory,
    ShowMenu,
)
from bot.casework.layout import CARD, MENU, Grid, laid_out
from bot.casework.presses import CANCEL, CONFIRM, read_press
from bot.casework.refusals import refused
from bot.casework.row import Action
from bot.text import Button, screen, verbatim
from tests.rules.test_actions import FACTS, FOR_PARTNER, FRESH, NOW

STAFF = {11: Role.MODERATOR, 12: Role.MODERATOR, 13: Role.ADMIN, 14: Role.MONITOR}
BY_STAFF = sorted(row.name for row in ACTIONS.values() if row.least is not None)
# The rest are what the witness and time do; these only when the table's callers would say so.
DUE = ("final", "rested")
ENDINGS = ("withdrawn", "purged")  # after which little can happen: seldom
HAPPENINGS = sorted(
    row.name for row in ACTIONS.values() if row.least is None and row.name not in {*DUE, *ENDINGS}
)
WAITING = (Workflow.AWAITING_WITNESS, Workflow.ON_HOLD, Workflow.CLOSED, Workflow.PURGED)
GRIDS = ((CARD, Role.MODERATOR), (MENU, Role.MODERATOR), (MENU, Role.ADMIN), (MENU, Role.MONITOR))


def payloads(row: Action) -> list[Payload | None]:
    """What may come with a press or a typed text, finished or not."""
    typed: dict[str, list[Payload | None]] = {
        "ask": [Question("Who was there?"), Question("Who was there?", confirmed=True)],
        "consent": [FOR_PARTNER],
        "note": [Note("Two cars."), Note("")],
        "approve": [Asked(Request(1, FRESH.id, 11, NOW + timedelta(days=900)), True)],
        "refuse": [Asked(Request(1, FRESH.id, 11, NOW + timedelta(days=900)), True)],
    }
    chosen = [*row.choices.values()]
    sure = [replace(each, confirmed=True) for each in chosen if isinstance(each, LegalHold)]
    return [None, *chosen, *sure, *typed.get(row.name, [])]


def choices(effect: Effect) -> list[Button]:
    """What the presser is asked to choose from, but for Cancel."""
    shown = screen()
    match effect:
        case ChooseReason(case, action, span):
            shown = choose_reason(case, action, span)
        case ConfirmLegalHold(case, reason):
            shown = confirm_legal_hold(case, reason)
        case ProposeConsent(case):
            shown = propose_consent(case, verbatim("English"), reviewed=True)
    return [button for row in shown.rows for button in row if not button.press.startswith(CANCEL)]


class DeskMachine(RuleBasedStateMachine):
    """One case, from its opening on."""

    case: Case
    now: datetime
    held_legally: bool

    @initialize(contact=st.booleans(), partner=st.booleans(), claimed=st.booleans())
    def opens(self, contact: bool, partner: bool, claimed: bool) -> None:
        self.now, self.held_legally = NOW, False
        self.case = replace(FRESH, facts=replace(FACTS, consent=Consent(contact, partner, False)))
        if claimed:
            self._command(Command("claim", self.now, 11, STAFF[11]))

    @rule(person=st.sampled_from(sorted(STAFF)), name=st.sampled_from(BY_STAFF), data=st.data())
    def somebody_acts(self, person: int, name: str, data: st.DataObject) -> None:
        payload = data.draw(st.sampled_from(payloads(ACTIONS[name])))
        self._command(Command(name, self.now, person, STAFF[person], None, payload))

    @rule(data=st.data(), wheres=st.lists(st.sampled_from(GRIDS), min_size=1, max_size=4))
    def buttons_are_pressed(self, data: st.DataObject, wheres: list[tuple[Grid, Role]]) -> None:
        for where in wheres:
            self._press(data, where)

    def _press(self, data: st.DataObject, where: tuple[Grid, Role]) -> None:
        """By whoever has the case, and then what that offers to choose: what is offered is never refused."""
        grid, role = where
        offered = [button for row in laid_out(grid, self.case, self.now, role=role) for button in row]
        actor = self.case.assignee or next(user for user, has in STAFF.items() if has is role)
        while offered:
            press = read_press(data.draw(st.sampled_from(offered)).press)
            assert press is not None
            action = "legalhold" if press.action == CONFIRM else press.action
            payload = FOR_PARTNER if action == "consent" else press.payload
            command = Command(action, self.now, actor, role, press.version, payload)
            assert refused(ACTIONS[action], self.case, command) == ()
            offered = [button for each in self._command(command) for button in choices(each)]

    @rule(name=st.sampled_from(HAPPENINGS), ended=st.none() | st.sampled_from(PartnerWord))
    def something_happens(self, name: str, ended: PartnerWord | None) -> None:
        unanswered = ended in (PartnerWord.SILENT, PartnerWord.CANNOT) and name != "replied"
        self._command(Command(name, self.now, payload=Unanswered(ended) if ended and unanswered else None))

    @rule(passed=st.sampled_from([timedelta(seconds=20), timedelta(hours=5), timedelta(days=2)]))
    def time_passes(self, passed: timedelta) -> None:
        """And what is due by it happens."""
        self.now += passed
        case = self.case
        if case.closed_from is not None and case.closed_at is not None and case.closed_at + UNDO < self.now:
            self._command(Command("final", self.now))
        if case.workflow is Workflow.ON_HOLD and case.rests_until and case.rests_until <= self.now:
            self._command(Command("rested", self.now))

    @rule(ending=st.sampled_from(ENDINGS), lot=st.integers(0, 9))
    def it_ends(self, ending: str, lot: int) -> None:
        if lot == 7 and not (ending == "purged" and self.held_legally):
            self._command(Command(ending, self.now))

    def _command(self, command: Command) -> Effects:
        before, row = self.case, ACTIONS[command.action]
        self.case, effects = act(before, command)
        assert effects
        self._the_table_allows_it(before, row, command)
        self._only_who_may(before, row, command)
        if any(isinstance(each, Record) and each.action == "refused" for each in effects):
            assert self.case == before
        if before.workflow is Workflow.PURGED or before.closed_reason is CloseReason.WITHDRAWN:
            assert not any(isinstance(each, OpenCase | ShowMenu | ShowHistory) for each in effects)
        if self._drawn(before) != self._drawn(self.case):
            assert self.case.version == before.version + 1
        self._legal_hold(command)
        return effects

    def _the_table_allows_it(self, before: Case, row: Action, command: Command) -> None:
        if self.case.workflow is before.workflow:
            return
        target = before.closed_from if row.returns else row.moves.get(before.workflow)
        assert self.case.workflow is target, command

    def _only_who_may(self, before: Case, row: Action, command: Command) -> None:
        if not row.held or self.case == before or command.role is Role.ADMIN:
            return
        assert command.actor == before.assignee or (row.unclaimed_too and before.assignee is None)

    def _legal_hold(self, command: Command) -> None:
        if command.action == "legalhold" and Flag.LEGAL_HOLD in self.case.flags:
            self.held_legally = True
        if command.action == "endlegalhold" and Flag.LEGAL_HOLD not in self.case.flags:
            self.held_legally = False

    def _drawn(self, case: Case) -> object:
        """The card but for its buttons, which carry the version."""
        return card(case, {}, 0, 0, self.now).lines

    @invariant()
    def a_lease_runs_while_there_is_work_and_only_then(self) -> None:
        runs = self.case.assignee is not None and self.case.workflow not in WAITING
        assert (self.case.claimed_until is not None) == runs

    @invariant()
    def what_is_over_does_not_come_back(self) -> None:
        if self.case.closed_reason is CloseReason.WITHDRAWN:
            assert self.case.workflow in (Workflow.CLOSED, Workflow.PURGED)
            assert len(card(self.case, {}, 0, 0, self.now).lines) == 2
            assert laid_out(MENU, self.case, self.now, role=Role.ADMIN) == ()

    @invariant()
    def a_legal_hold_is_never_lost(self) -> None:
        if self.case.workflow is not Workflow.PURGED:
            assert (Flag.LEGAL_HOLD in self.case.flags) == self.held_legally

    @invariant()
    def no_partner_is_offered_what_its_witness_has_not_agreed_to(self) -> None:
        offered = self.case.handover in (Handover.OFFERED, Handover.ACCEPTED)
        gone = self.case.closed_reason is CloseReason.WITHDRAWN or self.case.workflow is Workflow.PURGED
        assert self.case.facts.consent.partner or not offered or gone
        assert self.case.handover is not Handover.CONSENT_REQUESTED or not self.case.facts.consent.partner

    @invariant()
    def what_belongs_to_a_state_is_there_with_it_and_not_without(self) -> None:
        case = self.case
        assert (case.closed_at is None) == (case.workflow not in (Workflow.CLOSED, Workflow.PURGED))
        if case.workflow not in (Workflow.ON_HOLD, Workflow.CLOSED):
            assert (case.rests_until, case.rest_reason) == (None, None)
        assert case.workflow is Workflow.CLOSED or case.closed_from is None


DeskMachine.TestCase.settings = settings(
    max_examples=50, stateful_step_count=30, deadline=None, print_blob=False
)
TestDesk = DeskMachine.TestCase
