"""Who is in the local Telegram: people, bots and groups, with what a group knows of its members."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

ANONYMOUS_ADMIN = 1087968824
"""Telegram's GroupAnonymousBot: the sender of what anonymous administrators write."""


@dataclass(slots=True, eq=False)
class Person:
    """Someone with a Telegram account."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "en"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name


@dataclass(slots=True, eq=False)
class BotAccount:
    """A bot as BotFather made it; `profile` is what its owner set through the API."""

    id: int
    token: str
    username: str
    name: str
    profile: Json = field(default_factory=dict)
    last_message_id: int = 0


@dataclass(slots=True)
class Member:
    """How somebody stands in a group. `rights` are an administrator's, as Telegram names them."""

    who: Person | BotAccount
    status: Status
    anonymous: bool = False
    rights: frozenset[str] = frozenset()


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A group. `moved_to` is set once it became a supergroup."""

    id: int
    title: str
    forum: bool = False
    kind: Literal["group", "supergroup"] = "supergroup"
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    moved_to: int | None = None

    def member(self, account: Person | BotAccount) -> Member | None:
        """The member who is in the group now; None if they left or never came."""
        found = self.members.get(account.id)
        return found if found is not None and found.status not in ("left", "kicked") else None

    def bots(self) -> list[BotAccount]:
        """The bots that are in the group now."""
        present = [member.who for member in self.members.values() if self.member(member.who)]
        return [who for who in present if isinstance(who, BotAccount)]


ADMIN_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_pin_messages",
        "can_manage_topics",
        "can_send_welcome_messages",
    }
)
