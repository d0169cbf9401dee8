"""Cases are passed to colleagues, one by one or a shift at once: with their consent, and never without."""

from __future__ import annotations

from bot.simulator.people import Moderator
from bot.stage import Stage
from tests.conftest import Clock
from tests.scenarios import inside, walks
from tests.scenarios.staffing import seated, somebody

ONLY_ASSIGNEE = "Only the person who claimed"


async def read_by(stage: Stage, person: Moderator, code: str) -> None:
    await person.in_private.press("Read")
    await person.in_private.sees(f"{code}: no files")
    await inside.settled(stage)
    assert walks.NARRATIVE in person.in_private.transcript()


async def done(stage: Stage, action: str) -> int:
    return [each[1] for each in await inside.trail(stage)].count(action)


async def test_a_monitor_declines_then_accepts_and_may_read_and_ask_and_nothing_else(
    any_stage: Stage, clock: Clock
) -> None:
    stage, nino = any_stage, any_stage.moderator()
    await nino.start()
    lela = await seated(stage, "Lela", "monitor", by=nino)
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)

    # Chosen by a button, with a note that was written first; she declines.
    await nino.press_card(code, "Assign")
    await nino.in_private.sees(f"Who should take over {code}?")
    await nino.in_private.sees("Timur has not opened the private chat.")
    await nino.in_private.say("The photo is still to come.")
    await nino.in_private.sees("Your note:")
    await nino.in_private.press("Lela · monitor")
    await nino.in_private.sees(f"{code}: offered to Lela, not accepted yet.")
    await nino.in_group.sees("Passed to Lela, not accepted yet")
    await lela.in_private.sees(f"Nino wants to pass {code} to you.")
    await lela.in_private.sees("The photo is still to come.")
    assert walks.NARRATIVE not in lela.in_private.transcript()
    assert (await inside.case(stage, code)).assignee == nino.person.id
    await lela.press_card(code, "Read")
    await lela.toast(ONLY_ASSIGNEE)
    await lela.in_private.press("Decline")
    await nino.in_private.sees(f"Lela has declined {code}. It stays where it is.")
    await nino.in_group.no_longer_sees("not accepted yet")

    # Named in a command; she accepts, and what Nino has of it on the screen goes.
    await nino.press_card(code, "Read")
    await nino.in_private.sees(f"{code}: no files")
    await nino.in_private.say(f"/assign {code} lela")
    await lela.in_private.press("Accept")
    await nino.in_private.sees(f"Lela has accepted {code}.")
    await lela.in_private.sees(f"{code} is yours for 24 hours.")
    await inside.settled(stage)
    assert walks.NARRATIVE not in nino.in_private.transcript()
    await read_by(stage, lela, code)
    assert "The photo is still to come." in lela.in_private.transcript()
    await lela.in_private.press("Ask")
    await lela.in_private.sees(f"{code}: your question")
    for refused in ("close", "note", "release", "assign", "priority", "history"):
        await lela.in_private.say(f"/{refused} {code}")
    await lela.in_private.say("/shift Nino")
    await inside.settled(stage)
    assert lela.in_private.transcript().count("Your role does not allow this.") == 7

    # Given back, it is Nino's again.
    await lela.in_private.say(f"/giveback {code}")
    await nino.in_private.sees(f"Lela gives {code} back. It is yours for 24 hours.")
    await inside.settled(stage)
    assert walks.NARRATIVE not in lela.in_private.transcript()

    # An offer that nobody answers is over after a day.
    await nino.in_private.say(f"/assign {code} Lela")
    await lela.in_private.sees(f"Nino wants to pass {code} to you.")
    await inside.settled(stage)
    clock.advance(hours=24)
    await inside.ticked(stage)
    await nino.in_private.sees(f"Lela has not accepted {code}. It stays where it is.")
    await lela.in_private.press("Accept")
    await lela.toast(f"{code} is not offered to you any more.")
    for action in ("passed on", "declined", "assigned", "given back", "offer lapsed"):
        assert await done(stage, action) >= 1


async def test_a_shift_of_three_cases_with_a_note(any_stage: Stage, clock: Clock) -> None:
    stage, nino = any_stage, any_stage.moderator()
    await nino.start()
    lela = await seated(stage, "Lela", by=nino)
    codes = [await walks.report(stage.witness(f"W{number}")) for number in range(3)]
    for code in codes:
        await walks.claim(nino, code)

    await nino.in_private.say("/shift Lela The car case waits for the photo.")
    await nino.in_private.sees("3 cases are offered to Lela. Until they are accepted, they stay with you.")
    offered = await lela.in_private.sees("Nino wants to hand over 3 cases to you.")
    assert all(code in offered.text for code in codes)
    await lela.in_private.sees("The car case waits for the photo.")
    assert await done(stage, "passed on") == 3

    # One by one she declines the first; the rest she takes at once.
    await lela.in_private.press("One by one")
    await lela.in_private.sees(f"Nino wants to pass {codes[-1]} to you.")
    await inside.settled(stage)
    await lela.in_private.press("Decline")
    await inside.settled(stage)
    assert await done(stage, "declined") == 1

    await nino.in_private.say("/shift Lela")
    await nino.in_private.sees("3 cases are offered to Lela.")
    await inside.settled(stage)
    await lela.in_private.press("Accept all")
    await lela.in_private.sees("3 cases are yours for 24 hours.")
    await nino.in_private.sees("Lela has accepted 3 cases.")
    assert await done(stage, "assigned") == 3
    assert {(await inside.case(stage, code)).assignee for code in codes} == {lela.person.id}

    # She goes home, and nobody is there: to the queue, with a note on each.
    await lela.in_private.say("/shift next Their numbers are checked.")
    await lela.in_private.sees("3 cases are back in the queue.")
    assert {(await inside.case(stage, code)).assignee for code in codes} == {None}
    assert await done(stage, "note") == 3
    await lela.in_private.say("/shift")
    await lela.in_private.sees("You have no open case.")


async def test_who_leaves_is_offered_nothing_any_more(stage: Stage) -> None:
    nino = stage.moderator()
    await nino.start()
    lela, stranger = await seated(stage, "Lela", by=nino), somebody(stage, "Zaza")
    code = await walks.report(stage.witness())
    await walks.claim(nino, code)
    await nino.in_private.say("/mine")
    await nino.in_private.press("Hand over my cases")
    await nino.in_private.sees("Who should take over your 1 open case?")
    await nino.in_private.press("Lela · moderator")
    await nino.in_private.sees("1 case is offered to Lela.")
    await lela.in_private.sees("Nino wants to hand over 1 case to you.")
    await nino.in_private.say("/role Lela none")
    await nino.in_private.press("Yes, remove")
    await nino.in_private.sees(f"Lela has not accepted {code}.")
    await inside.settled(stage)
    assert (await inside.case(stage, code)).passing is None
    await lela.in_private.press("Accept all")
    await lela.toast("Only the staff of this desk can do this.")
    await stranger.in_private.say("/shift Nino")
    await stranger.in_private.sees("Only the staff of this desk can do this.")
