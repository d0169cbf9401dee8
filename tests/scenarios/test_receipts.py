"""A receipt opens its case from another phone, and the chat moves with a yes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.casework.case import Flag
from bot.interview import by_receipt, events, receipts
from bot.simulator.people import Witness
from bot.stage import Stage
from storage import tables
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks
from tests.scenarios.walks import words

QUESTION = "Which way did they drive?"
OTHER = receipts.of_number(7).written


@pytest.fixture
async def mirrored(tmp_path: Path, clock: Clock, database: str) -> AsyncIterator[Stage]:
    """Two bots for witnesses, once on each database."""
    stage = Stage(tmp_path / "data", clock, database=database, mirrored=True)
    await stage.open()
    yield stage
    await stage.close()


async def _asked(stage: Stage) -> tuple[Witness, str, str]:
    """A witness with a case, its receipt, and an open question."""
    witness, moderator = stage.witness("Amina"), stage.moderator()
    await moderator.start()
    code = await walks.report(witness)
    receipt = await walks.take_receipt(witness)
    await walks.claim(moderator, code)
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees(walks.NARRATIVE)
    await walks.ask(moderator, code, QUESTION)
    await witness.sees("We have a question for you.")
    return witness, code, receipt


async def _moved(stage: Stage) -> tuple[Witness, Witness, str]:
    """The first phone, the second, and the case that moved between them."""
    witness, code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.sees("Shall we write to you here from now on?")
    await other.press("Yes")
    await other.sees(f"From now on we write to you here about {code}.")
    await inside.settled(stage)
    return witness, other, code


async def _answers(stage: Stage, witness: Witness, code: str) -> None:
    """Where the case has moved: the question that was open, and another one."""
    await witness.press(f"Open the question about {code}")
    await witness.sees(QUESTION)
    await walks.tell(witness, "To the south.")
    await walks.ask(stage.moderator(), code, "How far?")
    await walks.answer(witness, "How far?", "As far as the bridge.")
    await inside.settled(stage)
    told = [[walks.NARRATIVE], ["To the south."], ["As far as the bridge."]]
    assert await inside.told(stage, code) == told


async def test_a_receipt_opens_the_case_from_another_phone_and_shows_nothing_that_was_told(
    stage: Stage,
) -> None:
    _witness, code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    typed = await walks.present(other, receipt.lower().replace("-", " "))
    shown = await other.sees("Shall we write to you here from now on?")
    await inside.settled(stage)
    assert code in shown.text
    assert QUESTION in shown.text
    assert walks.NARRATIVE not in other.transcript()
    assert all(each.id != typed for each in other.chat.messages())
    assert ("witness", "opened by receipt") in await inside.trail(stage)
    assert (await inside.case(stage, code)).flags == frozenset()


async def test_without_a_yes_the_chat_does_not_move(stage: Stage) -> None:
    witness, code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.press("No")
    await other.sees(words(by_receipt.STAYS))
    await walks.answer(witness, QUESTION, "To the north.")
    await inside.settled(stage)
    assert await inside.told(stage, code) == [[walks.NARRATIVE], ["To the north."]]
    await other.say("/status")
    await other.sees("There are no sent reports in this chat.")
    assert code not in other.transcript()
    assert not any(action == "channel changed" for _actor, action in await inside.trail(stage))


async def test_after_a_yes_only_the_new_chat_is_written_to(any_stage: Stage) -> None:
    stage = any_stage
    witness, other, code = await _moved(stage)
    before = witness.transcript()
    await _answers(stage, other, code)
    await other.press("Done")
    await other.press("My cases")
    await other.press(f"Add to {code}")
    await walks.tell(other, "And then back.")
    await inside.settled(stage)
    assert (await inside.told(stage, code))[-1] == ["And then back."]
    assert witness.transcript() == before
    await other.say("/status")
    await other.sees(f"{code} – what you sent has arrived")


async def test_the_old_chat_no_longer_sees_the_case(stage: Stage) -> None:
    witness, _other, code = await _moved(stage)
    await witness.press("Open")
    await witness.sees("This question is no longer open.")
    await witness.say("/status")
    await witness.sees("There are no sent reports in this chat.")
    await witness.say("Do you hear me?")
    await inside.settled(stage)
    assert QUESTION not in witness.transcript()
    assert code not in witness.transcript()
    assert await inside.told(stage, code) == [[walks.NARRATIVE]]


async def test_staff_learn_that_the_channel_changed_and_not_to_whom(stage: Stage) -> None:
    _witness, other, code = await _moved(stage)
    moderator = stage.moderator()
    await moderator.in_private.sees(f"{code}: channel changed.")
    await moderator.in_group.sees("Channel changed")
    await moderator.press_card(code, "Read")
    await moderator.in_private.sees("Channel changed")
    assert ("witness", "channel changed") in await inside.trail(stage)
    assert (await inside.case(stage, code)).flags == {Flag.CHANNEL_CHANGED}
    assert other.person.name not in moderator.in_private.transcript()


async def test_a_receipt_works_through_another_bot_of_ours(mirrored: Stage) -> None:
    stage = mirrored
    _witness, code, receipt = await _asked(stage)
    other = stage.at_mirror(stage.witness("Bakyt"))
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.press("Yes")
    await _answers(stage, other, code)


async def test_the_same_person_goes_on_at_another_bot_of_ours(mirrored: Stage) -> None:
    stage = mirrored
    witness, code, receipt = await _asked(stage)
    again = stage.at_mirror(witness)
    await again.start()
    await again.sees(walks.MENU)
    await witness.no_longer_sees("Write it down on paper now.")
    await walks.present(again, receipt)
    await again.press("Yes")
    await again.sees(f"From now on we write to you here about {code}.")
    await inside.settled(stage)
    before = witness.transcript()
    await _answers(stage, again, code)
    assert witness.transcript() == before
    assert await inside.dead_letters(stage) == []


async def test_a_receipt_typed_where_the_case_is_moves_nothing(stage: Stage) -> None:
    witness, code, receipt = await _asked(stage)
    await witness.start()
    await walks.present(witness, receipt)
    await witness.sees(words(by_receipt.HERE))
    await inside.settled(stage)
    assert (await inside.case(stage, code)).flags == frozenset()


async def test_a_receipt_is_shown_once_and_leaves_the_screen(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.report(witness)
    receipt = await walks.take_receipt(witness)
    await inside.ticked(stage)
    assert receipt in witness.transcript()
    clock.advance(minutes=10)
    await inside.ticked(stage)
    assert receipt not in witness.transcript()
    assert [each.text for each in witness.chat.messages() if each.from_bot] == [
        words("You can go on here when it is safe.")
    ]
    await witness.press("Continue")
    await witness.sees(walks.MENU)


async def test_a_receipt_that_is_written_down_leaves_at_once(stage: Stage, clock: Clock) -> None:
    witness = stage.witness()
    await walks.report(witness)
    receipt = await walks.take_receipt(witness)
    await witness.press("It is written down")
    await witness.no_longer_sees(receipt)
    await witness.press("Continue")
    await walks.ask_for(witness, walks.TELL)
    clock.advance(minutes=10)
    await inside.ticked(stage)
    await witness.press("Continue")  # under what covers any panel; a receipt's would lead to the menu
    await witness.sees(walks.TELL)


async def test_a_file_that_comes_meanwhile_does_not_push_the_receipt_away(stage: Stage) -> None:
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    stage.server.faults.next("getFile", kind="error500")
    await witness.send_photo(pictures.jpeg())
    await witness.sees("Your file is on its way to us.")
    await walks.reach(witness, walks.REVIEW)
    await walks.submit(witness)
    receipt = await walks.take_receipt(witness)
    clock = stage.clock
    assert isinstance(clock, Clock)
    clock.advance(minutes=2)
    await inside.ticked(stage)
    await witness.sees("✅ Your file is saved.")
    assert receipt in witness.transcript()


async def test_unknown_and_wrong_receipts_get_the_same_words_and_the_same_work(stage: Stage) -> None:
    _witness, _code, receipt = await _asked(stage)
    nearly = receipts.read(receipt)
    assert nearly is not None
    last = "0" if nearly.symbols[-1] != "0" else "1"
    wrong = receipts.Receipt(nearly.symbols[:-1] + last).written
    said = []
    for name, typed in (("Bakyt", OTHER), ("Chinara", wrong)):
        other = stage.witness(name)
        await walks.begin(other)
        weighed = _weighed(stage)
        await walks.present(other, typed)
        await other.sees(words(by_receipt.UNKNOWN))
        await inside.settled(stage)
        assert _weighed(stage) == weighed + 1
        said.append([each.text for each in other.chat.messages()])
    assert said[0] == said[1]
    assert await inside.count(stage, tables.receipt_tries) == 2


def _weighed(stage: Stage) -> float:
    """How often Argon2id ran."""
    return (
        stage.app.vitals.registry.get_sample_value("witnessline_receipts_total", {"side": "witness"}) or 0.0
    )


async def test_a_slip_is_told_without_looking_anything_up(stage: Stage) -> None:
    _witness, _code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    slip = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    typed = await walks.present(other, slip)
    await other.sees(words(by_receipt.SLIP))
    await inside.settled(stage)
    assert all(each.id != typed for each in other.chat.messages())
    assert _weighed(stage) == 0
    assert await inside.count(stage, tables.receipt_tries) == 0
    await other.say(receipt)
    await other.sees("Shall we write to you here from now on?")


async def test_after_five_wrong_ones_a_chat_is_locked_for_an_hour_and_no_other(
    stage: Stage, clock: Clock
) -> None:
    _witness, _code, receipt = await _asked(stage)
    other, third = stage.witness("Bakyt"), stage.witness("Chinara")
    await walks.begin(other)
    await walks.begin(third)
    await walks.present(other, receipts.of_number(1).written)
    for number in range(2, 6):
        await inside.settled(stage)
        await other.say(receipts.of_number(number).written)
    await inside.settled(stage)
    assert await inside.count(stage, tables.receipt_tries) == 5
    locked = await other.say(receipt)
    await other.sees("so we look at no more for now")
    await inside.settled(stage)
    assert all(each.id != locked for each in other.chat.messages())
    assert _weighed(stage) == 5

    await walks.present(third, receipt)
    await third.sees("Shall we write to you here from now on?")
    await third.press("No")

    clock.advance(minutes=61)
    await inside.ticked(stage)
    assert await inside.count(stage, tables.receipt_tries) == 0
    await other.say(receipt)
    await other.sees("Shall we write to you here from now on?")


async def test_several_receipts_may_open_one_case(stage: Stage) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    first = await walks.take_receipt(witness)
    await witness.press("It is written down")
    await witness.press("Continue")
    await witness.press("My cases")
    await witness.press(f"Receipt for {code}")
    await witness.press("Show it once")
    await inside.settled(stage)
    second = await witness.sees("Write it down on paper now.")
    assert first not in second.text
    other = stage.witness("Bakyt")
    await walks.begin(other)
    for receipt in (first, next(line for line in second.text.splitlines() if receipts.is_written(line))):
        await walks.present(other, receipt)
        await other.press("No")
        await other.sees(words(by_receipt.STAYS))


async def test_a_case_has_three_receipts_at_most(stage: Stage) -> None:
    witness = stage.witness()
    code = await walks.report(witness)
    for _each in range(4):
        await walks.press_data(witness, events.TookReceipt(code))
        await inside.settled(stage)
    await witness.sees(words(by_receipt.NO_MORE))
    assert await inside.count(stage, tables.receipts) == 3


async def test_a_receipt_ends_with_its_case(any_stage: Stage) -> None:
    stage = any_stage
    witness, code, receipt = await _asked(stage)
    case = await inside.case(stage, code)
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case.id))
    await walks.press(witness, events.Withdrew(case.id))
    await inside.settled(stage)
    assert await inside.count(stage, tables.receipts) == 0
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.sees(words(by_receipt.UNKNOWN))


async def test_a_case_taken_back_while_its_receipt_is_open_elsewhere_does_not_move(stage: Stage) -> None:
    witness, code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.sees("Shall we write to you here from now on?")
    case = await inside.case(stage, code)
    await witness.say("/delete")
    await walks.press(witness, events.Withdrawing(case.id))
    await walks.press(witness, events.Withdrew(case.id))
    await inside.settled(stage)
    await other.press("Yes")
    await other.sees(walks.MENU)
    await inside.settled(stage)
    assert await inside.count(stage, tables.routes) == 0


async def test_an_unfinished_report_is_kept_while_a_receipt_is_used(stage: Stage) -> None:
    _witness, code, receipt = await _asked(stage)
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.ask_for(other, walks.TELL)
    await walks.tell(other, "The beginning of another.")
    await inside.settled(stage)
    begun = (await inside.draft(stage, other)).answers
    typed = await other.say(receipt)
    await other.sees(words(by_receipt.MISLAID))
    await inside.settled(stage)
    assert all(each.id != typed for each in other.chat.messages())
    assert (await inside.draft(stage, other)).answers == begun

    await other.start()
    await walks.present(other, receipt)
    await other.press("Yes")
    await other.sees(f"From now on we write to you here about {code}.")
    await inside.settled(stage)
    assert (await inside.draft(stage, other)).answers == begun


async def test_a_row_that_is_moved_to_another_case_opens_nothing(stage: Stage) -> None:
    _witness, code, receipt = await _asked(stage)
    second = stage.witness("Chinara")
    await walks.report(second)
    await inside.settled(stage)
    mine = (await inside.case(stage, code)).id
    others = select(tables.cases.c.id).where(tables.cases.c.id != mine)
    await stage.app.store.run(
        lambda db: db.execute(tables.receipts.update().values(case_id=others.scalar_subquery()))
    )
    other = stage.witness("Bakyt")
    await walks.begin(other)
    await walks.present(other, receipt)
    await other.sees(words(by_receipt.UNKNOWN))


async def test_our_own_bots_are_named_under_safety(mirrored: Stage) -> None:
    witness = mirrored.witness()
    await witness.start()
    await witness.press("English")
    await witness.sees("We never ask for your phone number, a login code, a password or money.")
    await witness.press("Continue")
    await witness.press("Safety")
    shown = await witness.sees("These bots are ours")
    assert "@tell_us_safely_bot, @tell_us_also_bot" in shown.text
    assert "We never ask for your phone number, a login code, a password or money." in shown.text
