"""What people and servers can put into an update: handled or set aside alone, and nobody else waits."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator.people import Witness
from bot.stage import Stage
from handlers.translate import visible
from tests.conftest import Clock
from tests.faults import weather
from tests.scenarios import inside, walks

ZALGO = "Z" + "".join(chr(0x300 + number) for number in range(0x70)) * 3 + "algo"
BIDI = "\u202egnp.elif\u202c \u2066isolated\u2069 \u200f\u200e"


def nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _level in range(depth):
        inner = {"reply_to_message": inner}
    return inner


KEPT: dict[str, dict[str, Any]] = {
    "an origin without a name": {"forward_origin": {"type": "hidden_user", "date": 1}},
    "an origin of a kind to come": {"forward_origin": {"type": "from_the_future", "date": 1}},
    "unknown members of unions": {
        "paid_media": {"star_count": 1, "paid_media": [{"type": "hologram"}]},
        "entities": [{"type": "from_the_future", "offset": 0, "length": 1}],
        "reply_markup": {"inline_keyboard": [[{"text": "x", "teleport": {}}]]},
        "chat_background_type": {"type": "aurora"},
    },
    "unknown fields": {"brand_new": {"a": [1, None, {"b": True}]}, "message_effect": 7},
    "deep nesting": nested(400),
    "huge numbers": {"forward_date": 2**200, "media_group": -(10**300), "views": 1e308},
    "a time that is none": {"date": "not a date", "edit_date": []},
    "wrong types nobody reads": {"entities": "none", "reply_to_message": 5, "via_bot": [], "author": {}},
}
WORDS = {
    "as long as Telegram allows": "я" * 4096,
    "pairs up to the limit": "🕊" * 2048,
    "half a pair": "half \ud83d of a pair",
    "the other half": "\ude00 the other half",
    "marks upon marks": ZALGO,
    "letters that turn around": BIDI,
    "a zero": "before\x00after",
    "what looks like markup": "<b>&amp;</b> {name} %s {0} *_`[x](tg://user?id=1)",
}
NAMES = (
    "../../etc/passwd",
    "a\x00b.jpg",
    "..\\..\\x.png",
    "\u202egpj.exe",
    "n" * 5000,
    "",
    ".",
    "/",
    "C:\\aux.jpg",
)


@pytest.mark.parametrize("what", KEPT)
async def test_a_message_with_oddities_is_kept_without_them(stage: Stage, what: str) -> None:
    witness = await weather.at_the_narrative(stage)
    odd = weather.said_by(witness, "The odd part.", **KEPT[what])
    await witness.say("Before it.")
    stage.world.inject(stage.witness_bot, {"message": odd})
    await witness.say("After it.")
    await inside.settled(stage)
    assert await parts(stage, witness) == ["Before it.", "The odd part.", "After it."]
    await weather.unnoticed(stage)


@pytest.mark.parametrize("what", WORDS)
async def test_odd_words_reach_staff_and_break_nothing(stage: Stage, what: str) -> None:
    witness, nino = await weather.at_the_narrative(stage), stage.moderator()
    await nino.start()
    stage.world.inject(stage.witness_bot, {"message": weather.said_by(witness, WORDS[what])})
    await inside.settled(stage)
    [kept] = await parts(stage, witness)
    assert kept == WORDS[what].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace(
        "\x00", ""
    )
    await witness.press("Done")
    await witness.sees(walks.FILES)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await nino.press_card(code, "Claim")
    await nino.press_card(code, "Read")
    await nino.in_private.sees(visible(kept)[:20])
    await weather.unnoticed(stage)


@pytest.mark.parametrize(
    "payload", ["a" * 64, "-_" * 32, "../" * 21, "🕊" * 32, "%00' OR 1=1 --", "read-K7-4FQ2"]
)
async def test_any_start_shows_the_first_screen(stage: Stage, payload: str) -> None:
    witness, nino = stage.witness(), stage.moderator()
    await witness.start(payload)
    await witness.sees("Choose your language")
    await nino.start(payload)
    await nino.in_private.until(lambda: nino.in_private.newest() is not None, "an answer", 10)
    await weather.unnoticed(stage)


async def test_file_names_of_any_kind_lead_nowhere(stage: Stage) -> None:
    witness = await weather.at_the_narrative(stage)
    await witness.say(walks.NARRATIVE)
    await witness.press("Done")
    await walks.reach(witness, walks.FILES)
    before = set(stage.folder.parent.rglob("*"))
    for name in NAMES:
        await witness.send_document(name.encode() or b"-", name)
    await inside.settled(stage)
    await weather.unnoticed(stage)
    made = set(stage.folder.parent.rglob("*")) - before
    assert all(stage.folder in path.parents for path in made)
    assert len(inside.blobs(stage)) == len(NAMES)


async def parts(stage: Stage, witness: Witness) -> list[str]:
    """What is kept of the narrative."""
    answers = (await inside.draft(stage, witness)).answers
    return [part.text for part in answers["narrative"].parts]  # type: ignore[union-attr]


WHO = {"id": 777, "is_bot": False, "first_name": "M", "language_code": "ru"}
PRIVATE = {"id": 777, "type": "private", "first_name": "M"}
BASE = {"message_id": 5, "date": 1_773_489_600, "chat": PRIVATE, "from": WHO}
FILE = {"file_id": "AgAD", "file_unique_id": "u", "file_size": 10, "file_name": "x.pdf", "mime_type": "a/b"}
PHOTO = {"file_id": "AgAD", "file_unique_id": "u", "file_size": 10, "width": 1, "height": 1}
MEMBER = {"status": "member", "user": WHO}
SHAPES: tuple[dict[str, Any], ...] = (
    {"message": BASE | {"text": "/start deep-link"}},
    {"message": BASE | {"text": "words", "entities": [{"type": "bold", "offset": 0, "length": 1}]}},
    {"message": BASE | {"photo": [PHOTO, PHOTO], "caption": "c", "media_group_id": "9"}},
    {"message": BASE | {"document": FILE}},
    {"message": BASE | {"voice": FILE | {"duration": 3}}},
    {"message": BASE | {"location": {"latitude": 1.0, "longitude": 2.0}}},
    {"message": BASE | {"sticker": {"emoji": "x"}, "forward_origin": {"type": "user", "sender_user": WHO}}},
    {"edited_message": BASE | {"text": "other words", "edit_date": 1_773_489_700}},
    {
        "callback_query": {
            "id": "1",
            "from": WHO,
            "chat_instance": "1",
            "data": "claim:K7-4FQ2:1",
            "message": BASE,
        }
    },
    {
        "callback_query": {
            "id": "1",
            "from": WHO,
            "chat_instance": "1",
            "data": "menu",
            "message": BASE | {"date": 0},
        }
    },
    {
        "my_chat_member": {
            "chat": PRIVATE,
            "from": WHO,
            "date": 1,
            "old_chat_member": MEMBER,
            "new_chat_member": MEMBER,
        }
    },
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An update in which some values are anything at all, or gone."""
    update: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(SHAPES)))
    for _change in range(draw(st.integers(1, 3))):
        where, key = draw(st.sampled_from(list(_places(update))))
        if draw(st.booleans()):
            where[key] = draw(JSON | st.integers(2**60, 2**70) | st.just("\ud800"))
        elif isinstance(where, dict):
            del where[key]
        if not list(_places(update)):
            break
    return update


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """A loop that runs only while a test wants something of it."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def standing(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage for many examples."""
    stage = Stage(Path(tmp_path_factory.mktemp("poison")) / "data", Clock())
    runner.run(stage.open())
    yield stage
    runner.run(stage.close())


def test_whatever_an_update_holds_those_beside_it_are_served(
    runner: asyncio.Runner, standing: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    witness = runner.run(weather.at_the_narrative(standing))

    async def beside(update: dict[str, Any]) -> None:
        for bot in (standing.witness_bot, standing.staff_bot):
            standing.world.inject(bot, copy.deepcopy(update))
        before = witness.screen()
        await witness.say("Still here.")
        await weather.heard(standing)
        await standing.world.until(lambda: "Still here." not in witness.transcript())
        assert "✅" in before or "✅" in witness.screen()

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(update=mutated())
    def holds(update: dict[str, Any]) -> None:
        runner.run(beside(update))

    holds()
    logged = capsys.readouterr()
    assert "a loop broke" not in logged.out + logged.err
