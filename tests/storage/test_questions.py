"""Several questions about one case: which is next, how the newest stands, and what of them is sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.casework.questions import Standing
from bot.questionnaire.steps import Option, Step
from bot.text import Text
from handlers.follow_ups import note_opened
from storage import questions
from storage.coarse import day_of
from storage.keys import StaffKeys, WitnessKeys
from storage.questions import Question
from storage.transaction import Store

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
TODAY = day_of(NOW)
DAY = timedelta(days=1)
STEPS = (
    Step("weapon", "Было оружие?", Text("Was a weapon used?"), (Option("yes", "Да", Text("Yes")),)),
    Step("look", "Какое?", Text("What did it look like?"), only=("weapon", "yes")),
)


async def asked(store: Store, keys: StaffKeys, case: int = 4) -> int:
    return await store.run(lambda db: questions.ask(db, keys, case, 9, "Где?", "ru", NOW, NOW, STEPS))


async def test_the_steps_travel_sealed_and_whole(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id = await asked(store, staff_keys)
    found = await store.run(lambda db: questions.load(db, witness_keys, id))
    assert found is not None
    assert found.steps == STEPS


async def test_the_oldest_is_next_and_only_while_none_is_out(store: Store, staff_keys: StaffKeys) -> None:
    first, second = await asked(store, staff_keys), await asked(store, staff_keys, case=5)
    both = (4, 5)
    assert await store.run(lambda db: questions.next_of(db, both)) == first
    for state in ("announced", "opened"):
        await store.run(lambda db, state=state: questions.set_state(db, first, state, None, NOW))  # type: ignore[misc]
        assert await store.run(lambda db: questions.next_of(db, both)) is None
    for state in questions.SETTLED:
        await store.run(lambda db, state=state: questions.set_state(db, first, state, None, NOW))  # type: ignore[misc]
        assert await store.run(lambda db: questions.next_of(db, both)) == second


async def test_the_newest_stands_for_all_by_the_day(store: Store, staff_keys: StaffKeys) -> None:
    assert await store.run(lambda db: questions.standing(db, 4)) is None
    first = await asked(store, staff_keys)
    await asked(store, staff_keys)
    assert await store.run(lambda db: questions.standing(db, 4)) == Standing("waiting", TODAY, 2)
    await store.run(lambda db: questions.set_state(db, first, "unreachable", None, NOW))
    assert await store.run(lambda db: questions.standing(db, 4)) == Standing("waiting", TODAY, 1)


async def test_while_an_answer_is_under_way_a_question_does_not_lapse(
    store: Store, witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    id, soon = await asked(store, staff_keys), NOW + timedelta(hours=1)
    await store.run(lambda db: questions.set_state(db, id, "announced", soon, NOW - 9 * DAY))

    async def step(now: datetime, *, begun: bool) -> Question:
        def work(db: Connection) -> Question | None:
            before = questions.load(db, witness_keys, id)
            assert before is not None
            note_opened(db, before, now, begun=begun)
            return questions.load(db, witness_keys, id)

        after = await store.run(work)
        assert after is not None
        return after

    opened = await step(NOW, begun=False)
    assert (opened.state, opened.due_at) == ("opened", soon)
    begun = await step(NOW + DAY, begun=True)
    assert begun.due_at == TODAY + 5 * DAY  # a whole day: the row does not tell the hour
    assert await store.run(lambda db: questions.standing(db, 4)) == Standing("opened", TODAY, 1)
