"""What stands in the local Telegram, as the JSON that the demo page draws."""

from __future__ import annotations

from dataclasses import dataclass

from bot.interview.languages import OWN_NAMES
from bot.simulator.accounts import BotAccount, Chat, Json, Person
from bot.simulator.rooms import Message, Room
from bot.simulator.stored import StoredFile
from bot.simulator.world import Where, World, private_key

WITNESS_COMMANDS = {
    "start": "Begin, or begin again",
    "help": "What this bot can do",
    "language": "Choose another language",
    "cancel": "Stop and keep nothing of this step",
    "status": "How my cases stand",
    "privacy": "Who can see what",
    "delete": "Take back what I sent",
}
STAFF_COMMANDS = {"start": "Let the bot write to you", "help": "What this bot can do"}

_SERVICE = {
    "pinned_message": "pinned a message",
    "forum_topic_created": "opened a topic",
    "forum_topic_edited": "changed a topic",
    "forum_topic_closed": "closed a topic",
    "forum_topic_reopened": "reopened a topic",
    "left_chat_member": "left the group",
}


@dataclass(frozen=True, slots=True)
class Cast:
    """The world and who plays in it. Everybody in it who is no moderator is a witness."""

    world: World
    witness_bot: BotAccount
    staff_bot: BotAccount
    group: Chat
    moderators: tuple[Person, ...]

    def witnesses(self) -> list[Person]:
        staff = {each.id for each in self.moderators}
        return [each for each in self.world.people.values() if each.id not in staff]

    def where(self, chat: str) -> Where:
        """What a chat's name on the page stands for. Raises KeyError."""
        match chat.partition("-")[0]:
            case "group":
                return self.group
            case "witness":
                return self.witness_bot
            case "staff":
                return self.staff_bot
        raise KeyError(chat)

    def room(self, chat: str) -> Room | None:
        """The room of a chat; None while nothing was said there."""
        where, person = self.where(chat), chat.partition("-")[2]
        if isinstance(where, Chat):
            return self.world.room_of(where)
        return self.world.rooms.get(private_key(where.id, int(person)))

    def chat_of(self, key: str) -> str | None:
        """The page's name of a room; None if the page does not show it."""
        room = self.world.rooms.get(key)
        if room is None:
            return None
        if room.group is not None:
            return "group" if room.group is self.group else None
        assert room.bot is not None
        assert room.person is not None
        side = {self.witness_bot.id: "witness", self.staff_bot.id: "staff"}.get(room.bot.id)
        return f"{side}-{room.person.id}" if side else None


def state(cast: Cast) -> Json:
    """Everything the page shows, for a fresh start."""
    chats = {chat: room for key, room in cast.world.rooms.items() if (chat := cast.chat_of(key))}
    return {
        "witnessBot": _bot(cast.witness_bot, WITNESS_COMMANDS),
        "staffBot": _bot(cast.staff_bot, STAFF_COMMANDS),
        "group": {"title": cast.group.title},
        "witnesses": witnesses(cast),
        "moderators": [{"id": each.id, "name": each.name} for each in cast.moderators],
        "languages": [{"code": code, "name": name} for code, name in OWN_NAMES.items()],
        "chats": {chat: [message(each) for each in room.messages.values()] for chat, room in chats.items()},
    }


def witnesses(cast: Cast) -> list[Json]:
    """Every witness with the language of their phone."""
    return [
        {
            "id": each.id,
            "name": each.name,
            "language": each.language_code,
            "about": OWN_NAMES.get(each.language_code, each.language_code),
        }
        for each in cast.witnesses()
    ]


def message(of: Message) -> Json:
    """One message. `service` stands for what Telegram tells in the middle of a chat."""
    content = of.content
    return {
        "id": of.id,
        "kind": of.kind,
        "date": of.date.isoformat(),
        "sender": of.sender.name,
        "senderId": of.sender.id,
        "text": of.text,
        "entities": content.get("entities") or content.get("caption_entities") or [],
        "rows": [[_button(each) for each in row] for row in (of.buttons or {}).get("inline_keyboard", [])],
        "file": _file(of.file) if of.file else None,
        "place": content.get("location"),
        "service": _service(of),
        "note": None if of.text or of.file or "location" in content else f"({of.kind})",
        "protected": of.protected,
        "edited": of.edited_at is not None and not isinstance(of.sender, BotAccount),
        "pinned": of.pinned,
        "thread": of.thread,
    }


def _service(of: Message) -> str | None:
    """What Telegram itself tells; None for what people and bots say."""
    for new in of.content.get("new_chat_members", ()):
        by_themselves = new["id"] == of.sender.id
        return f"{of.sender.name} joined" if by_themselves else f"{of.sender.name} added {new['first_name']}"
    words = next((words for name, words in _SERVICE.items() if name in of.content), None)
    topic = of.content.get("forum_topic_created", {}).get("name")
    return f"{of.sender.name} {words}{f': {topic}' if topic else ''}" if words else None


def _button(button: Json) -> Json:
    return {"text": button["text"], "url": button.get("url")}


def _file(kept: StoredFile) -> Json:
    return {
        "name": kept.name,
        "mime": kept.mime,
        "size": kept.size,
        "width": kept.width,
        "height": kept.height,
    }


def _bot(account: BotAccount, usual: dict[str, str]) -> Json:
    """`commands` and `about` by language; "" is for all others."""
    commands = {"": [{"command": command, "description": words} for command, words in usual.items()]}
    about = {}
    for name, value in account.profile.items():
        what, _, rest = name.partition(":")
        if what == "description" and value:
            about[rest] = value
        elif what == "commands" and ("'default'" in rest or "'all_private_chats'" in rest):
            commands[rest.rpartition(":")[2]] = value
    return {
        "id": account.id,
        "name": account.name,
        "username": account.username,
        "commands": commands,
        "about": about,
    }
