"""Groups of the local Telegram: who comes, who goes, and what bots hear of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator import shapes
from bot.simulator.accounts import ADMIN_RIGHTS, BotAccount, Chat, Member, Person, Status
from bot.simulator.rooms import Room
from bot.simulator.state import State, group_key


@dataclass(slots=True)
class Groups(State):
    """Membership, on top of what the state keeps."""

    def add_group(
        self, title: str, *, forum: bool = False, id: int | None = None, basic: bool = False
    ) -> Chat:
        """A supergroup; a basic group with `basic`."""
        number = id if id is not None else (-4_000_001 if basic else -1_001_000_000_001) - len(self.rooms)
        chat = Chat(number, title, forum, "group" if basic else "supergroup")
        self.rooms[group_key(number)] = Room(group_key(number), number, chat.kind, group=chat)
        return chat

    def join(self, chat: Chat, person: Person, *, admin: bool = False, anonymous: bool = False) -> None:
        """A person comes into a group, or changes there; bots that asked for chat_member hear of it."""
        rights = ADMIN_RIGHTS if admin or anonymous else frozenset()
        status: Status = "administrator" if rights else "member"
        self._change(chat, Member(person, status, anonymous, rights), by=person)

    def leave(self, chat: Chat, account: Person | BotAccount, *, kicked_by: Person | None = None) -> None:
        """Somebody goes, or is removed."""
        self._change(chat, Member(account, "kicked" if kicked_by else "left"), by=kicked_by or account)

    def add_bot_to_group(
        self,
        chat: Chat,
        bot: BotAccount,
        admin: bool = True,
        *,
        by: Person | None = None,
        rights: frozenset[str] = ADMIN_RIGHTS,
    ) -> None:
        """A bot comes into a group, or its rights change; it hears of it as my_chat_member."""
        member = Member(bot, "administrator" if admin else "member", False, rights if admin else frozenset())
        self._change(chat, member, by=by or self._owner(chat))

    def _owner(self, chat: Chat) -> Person:
        people = (each.who for each in chat.members.values())
        return next((who for who in people if isinstance(who, Person)), Person(4_999_999, "Owner"))

    def _change(self, chat: Chat, new: Member, by: Person | BotAccount) -> None:
        room = self.room_of(chat)
        old = chat.members.get(new.who.id, Member(new.who, "left"))
        was_in = chat.member(new.who) is not None
        chat.members[new.who.id] = new
        body = shapes.member_updated(room, by, old, new, self.clock())
        if isinstance(new.who, BotAccount):
            self.queue(new.who).put("my_chat_member", body)
        for bot in chat.bots():
            if bot is not new.who and shapes.is_admin(chat, bot):
                self.queue(bot).put("chat_member", body)
        is_in = chat.member(new.who) is not None
        if is_in and not was_in:
            self.announce(room, self.post(room, by, {"new_chat_members": [shapes.user(new.who)]}))
        elif was_in and not is_in:
            self.announce(room, self.post(room, by, {"left_chat_member": shapes.user(new.who)}))

    def migrate(self, chat: Chat) -> Chat:
        """A basic group becomes a supergroup, with another id and the same members."""
        moved = self.add_group(chat.title)
        moved.members.update(chat.members)
        chat.moved_to = moved.id
        owner = self._owner(chat)
        self.announce(
            self.room_of(chat), self.post(self.room_of(chat), owner, {"migrate_to_chat_id": moved.id})
        )
        self.announce(
            self.room_of(moved), self.post(self.room_of(moved), owner, {"migrate_from_chat_id": chat.id})
        )
        return moved
