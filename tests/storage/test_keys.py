"""Keys are made once, kept private, and gone when their day is over."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pyrage  # type: ignore[import-untyped]
import pytest

from storage import keys
from storage.daykeys import DayKeys
from storage.keyfiles import KeysExist, KeysMissing, LooseKeys
from storage.keys import StaffKeys, WitnessKeys
from storage.sealing import KeyGone, is_signed
from tests.storage.conftest import NOW


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_both_sides_get_their_keys_and_no_others(folder: Path) -> None:
    assert sorted(modes(folder)) == [
        "archive.key",
        "staff",
        "staff/desk.key",
        "staff/link.key",
        "staff/press.key",
        "staff/relay.pub",
        "witness",
        "witness/archive.pub",
        "witness/desk.pub",
        "witness/link.key",
        "witness/receipt.key",
        "witness/relay.key",
        "witness/route.key",
        "witness/sign.key",
    ]


def test_keys_are_their_owners_alone(folder: Path) -> None:
    wanted = {name: 0o600 if "." in name else 0o700 for name in modes(folder)}
    assert modes(folder) == wanted
    assert folder.stat().st_mode & 0o777 == 0o700


def test_keys_carry_their_names(witness_keys: WitnessKeys, staff_keys: StaffKeys) -> None:
    assert (witness_keys.archive.current.id, witness_keys.route.current.id) == ("archive-1", "route-1")
    assert witness_keys.desk.current.id == staff_keys.desk.current.id == "desk-2026-W47"
    assert witness_keys.relay.current.id == staff_keys.relay.current.id == "relay-1"
    assert (witness_keys.side, staff_keys.side) == ("witness", "staff")


def test_the_desk_reads_what_the_witness_side_seals_and_the_reverse(
    witness_keys: WitnessKeys, staff_keys: StaffKeys
) -> None:
    assert staff_keys.desk.current.open(witness_keys.desk.current.seal(b"a", "x"), "x") == b"a"
    assert witness_keys.relay.current.open(staff_keys.relay.current.seal(b"b", "x"), "x") == b"b"


def test_the_archive_key_is_an_age_identity_that_opens_the_archive(
    folder: Path, witness_keys: WitnessKeys
) -> None:
    lines = (folder / "archive.key").read_text().splitlines()
    assert any("Move this file" in line for line in lines)
    [secret] = [line for line in lines if not line.startswith("#")]
    identity = pyrage.x25519.Identity.from_str(secret)
    assert pyrage.decrypt(witness_keys.archive.current.wrap(b"words"), [identity]) == b"words"


def test_the_archive_secret_is_missed_once_it_is_moved_away(folder: Path) -> None:
    assert keys.archive_secret_here(folder)
    (folder / "archive.key").unlink()
    assert not keys.archive_secret_here(folder)


def test_keys_are_never_made_over_existing_ones(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(KeysExist, match="never made over") as refused:
        keys.create(folder, NOW)
    assert "\n" not in str(refused.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    tmp_path.joinpath("keys").mkdir(mode=0o755)
    keys.create(tmp_path / "keys", NOW)
    WitnessKeys.load(tmp_path / "keys")


@pytest.mark.parametrize("name", ["archive.pub", "desk.pub", "relay.key", "route.key"])
def test_a_missing_key_of_the_witness_side_is_named(folder: Path, name: str) -> None:
    (folder / "witness" / name).unlink()
    with pytest.raises(KeysMissing, match=name):
        WitnessKeys.load(folder)


@pytest.mark.parametrize("name", ["desk.key", "relay.pub"])
def test_a_missing_key_of_the_staff_side_is_named(folder: Path, name: str) -> None:
    (folder / "staff" / name).unlink()
    with pytest.raises(KeysMissing, match=name):
        StaffKeys.load(folder)


def test_no_folder_at_all_is_keys_missing(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing):
        StaffKeys.load(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o700])
def test_a_loose_file_is_refused_with_what_mends_it(folder: Path, mode: int) -> None:
    path = folder / "witness" / "route.key"
    path.chmod(mode)
    with pytest.raises(LooseKeys, match=f"chmod 600 {path}"):
        WitnessKeys.load(folder)


def test_a_loose_folder_is_refused_with_what_mends_it(folder: Path) -> None:
    (folder / "staff").chmod(0o750)
    with pytest.raises(LooseKeys, match=f"chmod 700 {folder / 'staff'}"):
        StaffKeys.load(folder)


def test_a_chat_has_one_tag_per_installation(tmp_path: Path, witness_keys: WitnessKeys) -> None:
    keys.create(tmp_path / "others", NOW)
    others = WitnessKeys.load(tmp_path / "others")
    assert witness_keys.tag(-1001) == witness_keys.tag(-1001) != witness_keys.tag(1001)
    assert len(witness_keys.tag(1)) == 32
    assert witness_keys.tag(1) != others.tag(1)


def test_a_day_has_one_key(folder: Path) -> None:
    here, there = WitnessKeys.load(folder).draft, WitnessKeys.load(folder).draft
    sealed = here.for_day(NOW).seal(b"words", "x")
    assert here.for_day(NOW).id == "draft-2026-11-22"
    assert there.for_day(NOW + timedelta(hours=11)).open(sealed, "x") == b"words"
    assert here.for_day(NOW + timedelta(hours=12)).id == "draft-2026-11-23"


def test_two_processes_that_begin_a_day_together_get_one_key(folder: Path) -> None:
    here, there = DayKeys(folder / "staff", "mail"), DayKeys(folder / "staff", "mail")
    here._make("mail-2026-11-22")
    there._make("mail-2026-11-22")
    sealed = here.named("mail-2026-11-22").seal(b"words", "x")
    assert there.named("mail-2026-11-22").open(sealed, "x") == b"words"
    assert [path.name for path in (folder / "staff").glob("*mail*")] == ["mail-2026-11-22.key"]


def test_a_desk_from_before_buttons_were_sealed_gets_their_key(folder: Path) -> None:
    (folder / "staff" / "press.key").unlink()
    sealed = StaffKeys.load(folder).press.seal(b"press", "x")
    assert StaffKeys.load(folder).press.open(sealed, "x") == b"press"
    assert (folder / "staff" / "press.key").stat().st_mode & 0o777 == 0o600


def test_a_day_s_key_is_private(folder: Path) -> None:
    id = WitnessKeys.load(folder).draft.for_day(NOW).id
    path = folder / "witness" / f"{id}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(LooseKeys):
        WitnessKeys.load(folder).draft.for_day(NOW)


def test_a_destroyed_day_is_gone_for_good(folder: Path) -> None:
    days = WitnessKeys.load(folder).draft
    for back in range(5):
        days.for_day(NOW - timedelta(days=back))
    assert days.destroy_before(date(2026, 11, 20)) == ("draft-2026-11-18", "draft-2026-11-19")
    for gone in ("draft-2026-11-18", "draft-2026-11-19"):
        with pytest.raises(KeyGone):
            days.named(gone)
    assert days.named("draft-2026-11-20").id == "draft-2026-11-20"
    assert (folder / "witness" / "route.key").exists()


def test_what_a_kill_left_of_a_day_s_key_goes_with_the_day(folder: Path) -> None:
    days = WitnessKeys.load(folder).draft
    id = days.for_day(NOW).id
    whole = days.folder / f"{id}.key"
    linked, empty = (days.folder / f".{id}.key-{rest}" for rest in ("19eb54d5", "06a24778"))
    os.link(whole, linked)
    empty.touch()
    days.destroy_before(date(2026, 11, 23))
    assert not any(path.exists() for path in (whole, linked, empty))


def test_a_day_that_another_process_destroyed_is_gone_here_too(folder: Path) -> None:
    here, there = WitnessKeys.load(folder).draft, WitnessKeys.load(folder).draft
    id = here.for_day(NOW).id
    there.named(id)
    here.destroy_before(date(2026, 11, 23))
    there.destroy_before(date(2026, 11, 23))
    with pytest.raises(KeyGone):
        there.named(id)


def test_an_emptied_key_is_named(folder: Path) -> None:
    (folder / "staff" / "desk.key").write_text("")
    with pytest.raises(KeysMissing, match=r"desk\.key"):
        StaffKeys.load(folder)


def test_destroying_overwrites_the_key_first(folder: Path) -> None:
    days = WitnessKeys.load(folder).draft
    path = folder / "witness" / f"{days.for_day(NOW).id}.key"
    size = path.stat().st_size
    os.link(path, folder / "kept")
    days.destroy_before(date(2026, 11, 23))
    assert (folder / "kept").read_bytes() == bytes(size)


@pytest.mark.parametrize(
    "id", ["", "route-1", "mail-2026-11-22", "draft-x", "draft-../route", "draft-2026-11-21"]
)
def test_a_name_that_is_no_day_s_is_gone(folder: Path, id: str) -> None:
    days = WitnessKeys.load(folder).draft
    days.for_day(NOW)
    with pytest.raises(KeyGone):
        days.named(id)


def test_a_folder_of_an_earlier_version_gets_what_it_does_not_have(folder: Path) -> None:
    for name in ("receipt", "sign", "link"):
        (folder / "witness" / f"{name}.key").unlink()
    before = {path: path.read_bytes() for path in folder.rglob("*.*")}
    made = WitnessKeys.load(folder)
    assert modes(folder)["witness/receipt.key"] == modes(folder)["witness/sign.key"] == 0o600
    assert before.items() <= {path: path.read_bytes() for path in folder.rglob("*.*")}.items()
    again = WitnessKeys.load(folder)
    assert again.receipt_key == made.receipt_key
    assert keys.signer(folder).public == keys.signer(folder).public


def test_what_is_signed_shows_when_it_is_changed(folder: Path) -> None:
    signer = keys.signer(folder)
    signature = signer.sign(b"a list")
    assert is_signed(signer.public, b"a list", signature)
    assert not is_signed(signer.public, b"another list", signature)
    assert not is_signed(signer.public, b"a list", signature[:-4])
    assert not is_signed("", b"a list", signature)
    assert bytes(signer.key).hex() not in repr(signer)


def test_a_key_that_a_complete_folder_lacks_is_lost_and_not_made_anew(folder: Path) -> None:
    for name in ("receipt", "sign"):
        (folder / "witness" / f"{name}.key").rename(folder / name)
        with pytest.raises(KeysMissing, match=name):
            WitnessKeys.load(folder)
        (folder / name).rename(folder / "witness" / f"{name}.key")
