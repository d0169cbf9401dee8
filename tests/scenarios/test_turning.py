"""A case with many files is read page by page, and an original is looked at where it can be."""

from __future__ import annotations

from pathlib import Path

from bot.simulator.people import Moderator
from bot.stage import Stage
from storage import original_requests, tables
from storage.keys import ARCHIVE_SECRET
from tests.conftest import Clock
from tests.scenarios import inside, pictures, walks
from tests.scenarios.program import command, settings_of

WHY = "For hidden data, such as place or time"


async def told(stage: Stage, files: int) -> str:
    """A report with so many pictures, the last but one as it left the camera; its code."""
    witness = stage.witness()
    await walks.begin(witness)
    await walks.ask_for(witness, walks.FILES)
    for number in range(files):
        await witness.send("document" if number == files - 2 else "photo", pictures.jpeg(), "picture.jpg")
    await inside.settled(stage)
    await walks.reach(witness, walks.REVIEW)
    code = await walks.submit(witness)
    await inside.settled(stage)
    return code


def shown(person: Moderator, code: str) -> list[str]:
    """The pictures that stand in the private chat, by their numbers."""
    photos = (each.text for each in person.in_private.messages() if each.kind == "photo")
    return [text.removeprefix(f"{code}-").split(".")[0] for text in photos]


async def offers(person: Moderator, label: str) -> None:
    await person.in_private.until(lambda: label in walks.labels(person.in_private), f"“{label}”", 20)


async def workstation(stage: Stage, at: Path, *more: str) -> str:
    """What `witnessline open` prints of a backup that is taken now."""
    settings = settings_of(stage) | {"database": stage.database, "log_level": "WARNING"}
    code, printed = await command("backup", str(at), cwd=stage.folder.parent, **settings)
    assert code == 0, printed
    opening = ("open", str(at), "--identity", str(stage.folder / "keys" / ARCHIVE_SECRET), *more)
    code, printed = await command(*opening, cwd=at.parent)
    assert code == 0, printed
    return printed


async def test_twelve_files_come_five_at_a_time_and_an_original_is_looked_at(
    stage: Stage, clock: Clock, tmp_path: Path
) -> None:
    nino, timur = stage.moderator(0), stage.moderator(1)
    for person in (nino, timur):
        await person.start()
    code = await told(stage, 12)
    await walks.claim(nino, code)
    await nino.press_card(code, "Read")
    await offers(nino, "More files (6–10 of 12)")
    await inside.settled(stage)
    assert shown(nino, code) == ["1", "2", "3", "4", "5"]

    # One page at a time, protected; the list stands under it, once.
    clock.advance(minutes=10)
    await nino.in_private.press("More files (6–10 of 12)")
    await offers(nino, "More files (11–12 of 12)")
    await inside.settled(stage)
    assert shown(nino, code) == ["6", "7", "8", "9", "10"]
    assert nino.in_private.transcript().count(f"{code}: files") == 1
    assert walks.NARRATIVE in nino.in_private.transcript()

    # Each page goes a quarter of an hour after it was shown, and the line is left.
    clock.advance(minutes=5)
    await inside.ticked(stage)
    assert walks.NARRATIVE not in nino.in_private.transcript()
    assert shown(nino, code) == ["6", "7", "8", "9", "10"]
    await nino.in_private.press("More files (11–12 of 12)")
    await offers(nino, "Earlier files (6–10 of 12)")
    await inside.settled(stage)
    assert shown(nino, code) == ["11", "12"]
    trail = [each[1] for each in await inside.trail(stage)]
    assert (trail.count("read"), trail.count("looked at files")) == (1, 2)
    assert await inside.count(stage, tables.openings) == 1

    # The original of one is asked for, found on the workstation, and answered.
    await nino.in_private.press("Original needed")
    await nino.in_private.press("11")
    await nino.in_private.press(WHY)
    await timur.in_private.sees(f"Nino needs the original of file 11 of {code}.")
    await inside.settled(stage)
    printed = await workstation(stage, tmp_path / "saved", "--requested", "--out", str(tmp_path / "out"))
    assert f"{code}  file 11  hidden" in printed
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in written] == [f"{code}-11.file"]
    assert written[0].read_bytes() == pictures.jpeg()
    await nino.in_private.say(f"/original {code} 11 verify")
    await nino.in_private.sees("The original of file 11 is asked for already.")
    await timur.in_private.say(f"/original {code} 11 done The time in it is 14:05.")
    await nino.in_private.sees(f"{code}: the original of file 11: looked at.")
    await timur.in_private.sees("Whoever asked for the original is told.")

    clock.advance(minutes=15)
    await inside.ticked(stage)
    assert shown(nino, code) == []
    await nino.in_private.sees(f"{code} was shown here and has been removed.")
    await nino.in_private.press("Read")
    await nino.in_private.sees(f"{code}-11: The time in it is 14:05.")
    assert await stage.app.store.run(lambda db: original_requests.waiting(db, 1)) == ()
