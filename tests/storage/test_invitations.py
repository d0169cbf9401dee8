"""Invitations: one person, once, within a day; the secret is nowhere in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.casework.case import Role
from storage import invitations
from storage.invitations import LASTS, REMEMBERED, Invitation, State
from storage.keys import StaffKeys
from storage.tables import invitations as rows
from storage.transaction import Store
from tests.storage.conftest import NOW

ADMIN = 7


@pytest.fixture
async def words(store: Store, staff_keys: StaffKeys) -> str:
    """What a link carries."""
    return await store.run(lambda db: invitations.invite(db, staff_keys, Role.MODERATOR, ADMIN, NOW))


def finding(
    keys: StaffKeys, words: str, after: timedelta = timedelta()
) -> Callable[[Connection], Invitation | None]:
    return lambda db: invitations.find(db, keys, words, NOW + after)


async def test_an_open_invitation_is_found_by_what_its_link_carries(
    store: Store, staff_keys: StaffKeys, words: str
) -> None:
    assert await store.run(finding(staff_keys, words)) == Invitation(1, Role.MODERATOR, ADMIN, State.OPEN)


async def test_it_expires_after_a_day(store: Store, staff_keys: StaffKeys, words: str) -> None:
    for after, state in ((LASTS - timedelta(seconds=1), State.OPEN), (LASTS, State.EXPIRED)):
        found = await store.run(finding(staff_keys, words, after))
        assert found is not None
        assert found.state is state


async def test_it_is_used_once(store: Store, staff_keys: StaffKeys, words: str) -> None:
    assert await store.run(lambda db: invitations.use(db, 1))
    assert not await store.run(lambda db: invitations.use(db, 1))
    found = await store.run(finding(staff_keys, words))
    assert found is not None
    assert found.state is State.USED


async def test_of_two_programs_at_the_same_moment_one_uses_it(url: str, store: Store, words: str) -> None:
    others = [Store.open(url) for _number in range(4)]
    used = await asyncio.gather(*(each.run(lambda db: invitations.use(db, 1)) for each in (store, *others)))
    for each in others:
        each.close()
    assert sorted(used) == [False, False, False, False, True]


@pytest.mark.parametrize("forge", [str.upper, lambda words: words[:-1], lambda words: "2" + words[1:]])
async def test_a_forged_one_is_nobodys(
    store: Store, staff_keys: StaffKeys, words: str, forge: Callable[[str], str]
) -> None:
    number, _dash, secret = words.partition("-")
    other = f"{number}-{secret[:-1]}{'0' if secret[-1] != '0' else '1'}"
    for forged in (forge(words) if forge(words) != words else "x", other, "", "1-", "1", f"{words}\n"):
        assert await store.run(finding(staff_keys, forged)) is None


async def test_who_is_no_admin_any_more_has_no_open_invitations(
    store: Store, staff_keys: StaffKeys, words: str
) -> None:
    await store.run(lambda db: invitations.invite(db, staff_keys, Role.ADMIN, ADMIN + 1, NOW))
    assert await store.run(lambda db: invitations.revoke_by(db, ADMIN)) == (1,)
    assert await store.run(lambda db: invitations.revoke_by(db, ADMIN)) == ()
    found = await store.run(finding(staff_keys, words))
    assert found is not None
    assert found.state is State.REVOKED
    assert not await store.run(lambda db: invitations.use(db, 1))
    assert await store.run(lambda db: invitations.use(db, 2))


async def test_only_a_keyed_hash_of_the_secret_is_kept(
    store: Store, staff_keys: StaffKeys, words: str
) -> None:
    row = await store.run(lambda db: db.execute(select(rows)).one())
    secret = words.partition("-")[2]
    assert not any(secret.encode() in bytes(str(value), "utf-8") for value in row)
    assert bytes.fromhex(secret) not in row.tag
    staff_keys.mail.destroy_before(NOW.date() + timedelta(days=9))  # without the key nobody can try
    found = await store.run(finding(staff_keys, words))
    assert found is not None
    assert found.state is State.EXPIRED


async def test_it_is_remembered_for_a_while(store: Store, staff_keys: StaffKeys, words: str) -> None:
    await store.run(lambda db: invitations.forget(db, NOW + LASTS + REMEMBERED))
    assert await store.run(finding(staff_keys, words)) is not None
    await store.run(lambda db: invitations.forget(db, NOW + LASTS + REMEMBERED + timedelta(seconds=1)))
    assert await store.run(finding(staff_keys, words)) is None
    again = await store.run(lambda db: invitations.invite(db, staff_keys, Role.MONITOR, ADMIN, NOW))
    assert again.startswith("2-")
