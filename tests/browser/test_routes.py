"""What the page's routes refuse, without a browser; and the colours that people must be able to read."""

from __future__ import annotations

import itertools
import re

import pytest
from aiohttp import ClientSession

from bot.demo import PortRefused, probe
from bot.simulator import demo_acts
from bot.simulator.demo_events import hang_up
from bot.simulator.loopback import PAGE
from tests.browser.conftest import PracticeRoom

OURS = {"X-Witnessline": "demo"}


async def test_another_name_for_this_computer_is_refused(room: PracticeRoom) -> None:
    async with ClientSession(room.url) as client:
        async with client.get("/", headers={"Host": "evil.example"}) as response:
            assert response.status == 403
        async with client.get("/", headers={"Host": f"localhost:{room.port}"}) as response:
            assert response.status == 200


@pytest.mark.parametrize("headers", [{}, OURS | {"Origin": "https://evil.example"}])
async def test_another_site_cannot_act(room: PracticeRoom, headers: dict[str, str]) -> None:
    body = {"chat": f"witness-{room.witness.id}", "person": room.witness.id, "text": "forged"}
    async with (
        ClientSession(room.url) as client,
        client.post("/demo/say", json=body, headers=headers) as response,
    ):
        assert response.status == 403
    assert room.said_to(room.witness_bot, room.witness) == []


async def test_a_strict_policy_comes_with_everything(room: PracticeRoom) -> None:
    async with ClientSession(room.url) as client:
        for path in ("/", "/page/app.js", "/page/nothing.js", "/page/..%2fdemo.py", "/demo/state"):
            async with client.get(path) as response:
                assert response.headers["Content-Security-Policy"].startswith("default-src 'self'; img-src")
                assert "nosniff" in response.headers["X-Content-Type-Options"]


async def test_a_file_that_is_too_large_is_refused_with_a_reason(
    room: PracticeRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_acts, "FILE_LIMIT", 1000)
    where = f"chat=witness-{room.witness.id}&person={room.witness.id}&kind=document&name=a.bin"
    async with ClientSession(room.url) as client:
        async with client.post(f"/demo/file?{where}", data=b"x" * 1000, headers=OURS) as response:
            assert response.status == 200
        async with client.post(f"/demo/file?{where}", data=b"x" * 1001, headers=OURS) as response:
            assert response.status == 413
            assert "too large" in (await response.json())["error"]


async def test_a_file_that_a_browser_would_run_comes_as_a_download(room: PracticeRoom) -> None:
    await room.world.send_file(
        room.witness, room.witness_bot, "document", b"<script>", name="a.html", mime="text/html"
    )
    async with ClientSession(room.url) as client:
        address = f"/demo/file/witness-{room.witness.id}/{room.witness.id}/1"
        async with client.get(address) as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"] == "attachment"
            assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_what_is_gone_or_wrong_is_said_and_not_a_failure(room: PracticeRoom) -> None:
    where = {"chat": f"witness-{room.witness.id}", "person": room.witness.id}
    wrong = {
        "press": {**where, "message": 9, "row": 0, "column": 0},
        "say": {**where, "text": " "},
        "location": {**where, "latitude": 91, "longitude": 0},
        "people": {"language": "xx"},
        "edit": {},
    }
    async with ClientSession(room.url) as client:
        for what, body in wrong.items():
            async with client.post(f"/demo/{what}", json=body, headers=OURS) as response:
                assert response.status in (400, 409), what
                assert (await response.json())["error"]


async def test_open_pages_do_not_keep_the_demo_from_stopping(room: PracticeRoom) -> None:
    async with ClientSession(room.url) as client, client.get("/demo/events") as events:
        await events.content.readuntil(b"event: state")
        hang_up(room.world, room.group)
        assert await events.content.read() != b""
        assert events.content.at_eof()


async def test_a_port_that_cannot_be_had_is_refused_in_one_line(room: PracticeRoom) -> None:
    for port, reason in ((room.port, "is taken"), (-1, "from 0 to 65535"), (65536, "from 0 to 65535")):
        with pytest.raises(PortRefused, match=reason):
            probe(port)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_stand_out_from_their_paper_by_light_and_in_the_dark() -> None:
    style = (PAGE / "style.css").read_text()
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in style.split("@media", 2)[:2])
    words, papers = ("ink", "soft", "petrol", "ochre", "alarm"), ("paper", "sheet", "wash", "desk")
    pairs = [
        *itertools.product(words, papers),
        *itertools.product(("ink", "soft"), ("petrol-wash", "ochre-wash")),
        *(
            ("on-accent", "petrol"),
            ("on-accent", "ochre"),
            ("petrol", "petrol-wash"),
            ("ochre", "ochre-wash"),
        ),
    ]
    for colours, (word, paper) in itertools.product((light, light | dark), pairs):
        high, low = sorted((luminance(colours[word]), luminance(colours[paper])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (word, paper, colours[word], colours[paper])
