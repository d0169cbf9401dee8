"""A partner may see a case once its witness agrees, and no longer when they take that back."""

from __future__ import annotations

from dataclasses import replace

from bot.casework.case import Handover, PartnerWord, Workflow
from bot.interview import sharing, sharing_screens
from bot.simulator.people import Moderator, Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.test_follow_ups import LINE

QUESTION = "May a partner human-rights organisation see your report?"


async def _asked(stage: Stage, witness: Witness, nino: Moderator, language: str = "en") -> str:
    """A report without consent to a partner; claimed, and the witness asked for it."""
    await nino.start()
    code = await walks.report(witness, language=language, answers="Yes No No")
    await walks.claim(nino, code)
    await nino.press_card(code, "More")
    await nino.in_private.sees(f"{code} · ✋ Claimed")
    await nino.in_private.press("Hand over")
    await nino.in_private.sees(f"The witness has not agreed that a partner organisation sees {code}.")
    await nino.in_private.press("Ask for consent")
    await nino.in_group.sees("📤 Handover: consent requested")
    await witness.sees(walks.words(LINE, language))
    return code


async def _choose(nino: Moderator, code: str, label: str) -> None:
    await nino.in_private.say(f"/handover {code}")
    await nino.in_private.sees(f"What was agreed with a partner about {code}?")
    await nino.in_private.press(label)
    await nino.in_private.sees(f"{code}: {label}")


async def test_from_asking_to_a_yes_an_offer_and_back(any_stage: Stage, clock: Clock) -> None:
    stage, witness, nino = any_stage, any_stage.witness(language="ru"), any_stage.moderator()
    code = await _asked(stage, witness, nino, "ru")
    line = walks.newest(witness.chat)
    assert code not in line

    await witness.press("Открыть")
    shown = await witness.sees(walks.words(QUESTION, "ru"))
    assert [button.text for row in shown.buttons for button in row][:2] == ["Да", "Нет"]
    clock.advance(hours=7)
    await witness.press("Да")
    await witness.sees(walks.words(sharing.AGREED, "ru"))
    await nino.in_private.sees(f"{code}: the witness has written.")
    await nino.in_group.sees("🤝 Partner: the witness agrees (2026-03-14)")
    await nino.in_private.press("Read")
    read = await nino.in_private.sees("An answer to a question")
    assert QUESTION in read.text
    assert "Yes" in read.text.split(QUESTION)[-1]
    case = await inside.case(stage, code)
    assert (case.handover, case.facts.consent.word) == (Handover.NONE, PartnerWord.YES)
    answered = (await inside.items(stage, code))[-1]
    assert (answered.at.hour, answered.at.minute) == (0, 0)

    await _choose(nino, code, "📤 Handover: offered")
    await walks.ask_for_cases(witness, "ru")
    label = f"Не показывать {code} партнёрам"
    await witness.press(label)
    await witness.press("Да, отозвать согласие")
    await witness.sees(walks.words(replace(sharing.TAKEN_BACK, params=(("code", code),)), "ru"))
    assert label not in walks.labels(witness.chat)
    await nino.in_group.sees("📤 Handover: revoked")
    await nino.in_private.sees(f"{code}: the witness has taken back that a partner may see it.")
    await nino.in_private.say(f"/handover {code} offered")
    await nino.in_private.sees(f"The witness does not want a partner organisation to see {code}.")
    assert (await inside.case(stage, code)).handover is Handover.REVOKED

    await nino.in_private.say(f"/history {code}")
    told = (await nino.in_private.sees(f"{code}: history")).text
    for words in (
        f"{nino.person.first_name}: asked the witness whether a partner organisation may see it",
        "The witness: agreed that a partner organisation sees it",
        "The witness: took back that a partner organisation may see it",
    ):
        assert words in told
    rows = await stage.app.store.run(
        lambda db: db.execute(tables.audit.select().where(tables.audit.c.actor == "witness")).all()
    )
    assert {row.at.hour for row in rows} == {0}


async def test_a_no_and_what_lapses_leave_no_consent(stage: Stage, clock: Clock) -> None:
    witness, silent, nino = stage.witness(), stage.witness(), stage.moderator()
    code = await _asked(stage, witness, nino)
    await witness.press("Open")
    await witness.say("Who are they?")
    await witness.sees(sharing.ONLY_BUTTONS.msgid)
    await witness.press("No")
    await witness.sees(sharing.DENIED.msgid)
    await nino.in_group.sees("🤝 Partner: the witness said no")
    await nino.in_private.say(f"/consent {code}")
    await nino.in_private.sees("They are not asked again.")

    other = await _asked(stage, silent, nino)
    for day in (3, 4, 3):
        clock.advance(days=day)
        await inside.ticked(stage)
    await nino.in_private.sees(f"{other}: the witness has not answered")
    case = await inside.case(stage, other)
    assert (case.workflow, case.handover) == (Workflow.IN_REVIEW, Handover.NONE)
    assert case.facts.consent.word is PartnerWord.SILENT
    assert not case.facts.consent.partner


async def test_what_a_partner_has_accepted_cannot_be_taken_back(stage: Stage) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await nino.start()
    code = await walks.report(witness)  # with a Yes at the review
    await walks.claim(nino, code)
    await walks.ask_for_cases(witness)
    await witness.press(f"Keep {code} from partners")
    await witness.sees("None has accepted it yet.")
    await _choose(nino, code, "📤 Handover: offered")
    await _choose(nino, code, "📤 Handover: accepted")
    await witness.press("Yes, take back my consent")
    await witness.sees(f"{code} was not taken back")
    await witness.sees(sharing_screens.HAS_IT.msgid)
    assert (await inside.case(stage, code)).handover is Handover.ACCEPTED
