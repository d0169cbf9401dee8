"""Contact details that a witness gave: two people of the desk must want them shown."""

from __future__ import annotations

from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import staff
from tests.conftest import Clock
from tests.scenarios import inside, walks

CONTACTS = "Aigul Asanova, 0555 123456"
HIDDEN = "Contact details: hidden"
ASKED = "asks to see the contact details in"
NAMES = "What are the names of those affected?"


async def hidden_in_a_case(stage: Stage, nino: Moderator) -> str:
    """A case with contact details, which Nino reads; its code."""
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, "What you have told us is enough to send.")
    await witness.press("Yes, go on")
    await walks.reach(witness, NAMES)
    await walks.tell(witness, CONTACTS)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await nino.start()
    await walks.claim(nino, code)
    await nino.press_card(code, "Read")
    await nino.in_private.sees(f"{code}: no files")
    await inside.settled(stage)
    return code


async def asked(stage: Stage, nino: Moderator) -> str:
    code = await hidden_in_a_case(stage, nino)
    await nino.in_private.press("Show contacts")
    await nino.toast("A second person is asked in the group.")
    await nino.in_group.sees(f"{nino.person.first_name} {ASKED} {code}.")
    return code


async def decisions(stage: Stage) -> list[tuple[str, str]]:
    return [
        each for each in await inside.trail(stage) if each[1].startswith("contacts") or each[1] == "refused"
    ]


async def test_they_are_hidden_until_a_second_person_agrees(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    nino, timur = stage.moderator(0), stage.moderator(1)
    code = await hidden_in_a_case(stage, nino)
    assert HIDDEN in nino.in_private.transcript()
    assert NAMES in nino.in_private.transcript()
    assert "Aigul" not in nino.in_private.transcript()
    await nino.in_private.press("Show contacts")
    await nino.in_group.sees(f"Nino {ASKED} {code}.")
    assert "Aigul" not in nino.in_private.transcript()

    await nino.in_group.press("Approve")
    await nino.toast("You asked for this yourself.")
    assert "Aigul" not in nino.in_private.transcript()

    await timur.in_group.press("Approve")
    await timur.toast("Agreed.")
    await nino.in_private.sees(CONTACTS)
    await timur.in_group.sees(f"{code}: the contact details are shown.")
    await inside.settled(stage)
    assert "Approve" not in walks.labels(timur.in_group)
    assert CONTACTS not in timur.in_group.transcript()
    assert CONTACTS not in timur.in_private.transcript()
    first, second = str(nino.person.id), str(timur.person.id)
    assert await decisions(stage) == [
        (first, "contacts asked for"),
        (first, "refused"),
        (second, "contacts approved"),
    ]
    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert CONTACTS not in nino.in_private.transcript()


async def test_a_refusal_keeps_them_hidden(stage: Stage) -> None:
    nino, timur = stage.moderator(0), stage.moderator(1)
    code = await asked(stage, nino)
    await timur.in_group.press("Refuse")
    await timur.toast("Refused.")
    await nino.in_private.sees(f"{code}: the contact details stay hidden.")
    await inside.settled(stage)
    assert (str(timur.person.id), "contacts refused") in await decisions(stage)
    await timur.in_private.say("/start")
    await timur.in_private.say(f"/approve {code}")
    await timur.in_private.sees(f"Nobody waits for an answer about {code}")
    assert "Aigul" not in nino.in_private.transcript()


async def test_after_an_hour_it_is_too_late(any_stage: Stage, clock: Clock) -> None:
    stage = any_stage
    nino, timur = stage.moderator(0), stage.moderator(1)
    code = await asked(stage, nino)
    clock.advance(minutes=60)
    await timur.in_group.press("Approve")
    await timur.toast("It is too late")
    await inside.ticked(stage)
    await nino.in_private.sees(f"{code}: nobody agreed in time. The contact details stay hidden.")
    assert await decisions(stage) == [
        (str(nino.person.id), "contacts asked for"),
        (str(timur.person.id), "refused"),
        ("system", "contacts lapsed"),
    ]
    await timur.in_group.press("Approve")
    await timur.toast("Nobody waits for an answer")
    assert "Aigul" not in nino.in_private.transcript()


async def test_two_who_agree_at_once_show_them_once(stage: Stage) -> None:
    nino, timur, olga = (stage.moderator(number) for number in range(3))
    await asked(stage, nino)
    question = await timur.in_group.sees(ASKED)
    for each in (timur, olga):
        await stage.world.press(each.person, stage.group, question.id, 0, 0)
    await nino.in_private.sees(CONTACTS)
    await inside.settled(stage)
    assert nino.in_private.transcript().count(CONTACTS) == 1
    assert [action for _actor, action in await decisions(stage)] == [
        "contacts asked for",
        "contacts approved",
    ]


async def test_who_has_no_role_any_more_gets_nothing(stage: Stage) -> None:
    nino, timur = stage.moderator(0), stage.moderator(1)
    code = await asked(stage, nino)
    await nino.press_card(code, "Release")
    await nino.toast("is back in the queue")
    await stage.app.store.run(lambda db: staff.bar(db, nino.person.id))
    await timur.in_group.press("Approve")
    await timur.toast("may not read")
    await inside.settled(stage)
    assert "Aigul" not in nino.in_private.transcript()


async def test_a_case_without_contacts_offers_none(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await nino.press_card(code, "Read")
    await nino.in_private.sees(f"{code}: no files")
    assert "Show contacts" not in walks.labels(nino.in_private)
