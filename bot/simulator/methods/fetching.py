"""Methods by which a bot gets its updates and files."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlsplit

from aiogram.methods import DeleteWebhook, GetFile, GetUpdates, GetWebhookInfo, SetWebhook

from bot.simulator.accounts import BotAccount, Json
from bot.simulator.queues import Webhook
from bot.simulator.refusals import bad_request
from bot.simulator.stored import DOWNLOAD_LIMIT, StoredFile
from bot.simulator.world import World

FOLDERS = {
    "photo": "photos",
    "voice": "voice",
    "video": "videos",
    "video_note": "video_notes",
    "audio": "music",
}


def get_updates(world: World, bot: BotAccount, call: GetUpdates) -> Awaitable[list[Json]]:
    limit = min(max(call.limit or 100, 1), 100)
    timeout = min(max(call.timeout or 0, 0), 50)
    return world.queue(bot).poll(call.offset or 0, limit, timeout, call.allowed_updates)


def set_webhook(world: World, bot: BotAccount, call: SetWebhook) -> bool:
    queue = world.queue(bot)
    if call.drop_pending_updates:
        queue.pending.clear()
    if call.allowed_updates is not None:
        queue.allowed = tuple(call.allowed_updates)
    if call.url == "":
        return _without_webhook(world, bot)
    _check_webhook(call)
    queue.webhook = Webhook(call.url, call.secret_token, call.max_connections or 40, call.ip_address)
    queue.interrupt("terminated by setWebhook request")
    queue.wake()
    return True


def _check_webhook(call: SetWebhook) -> None:
    parts = urlsplit(call.url)
    local = parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or (parts.scheme != "https" and not local):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not 1 <= (call.max_connections or 40) <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    secret = call.secret_token
    allowed = secret is None or all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in secret)
    if not allowed or (secret is not None and not 1 <= len(secret) <= 256):
        raise bad_request("secret token contains unallowed characters")


def delete_webhook(world: World, bot: BotAccount, call: DeleteWebhook) -> bool:
    if call.drop_pending_updates:
        world.queue(bot).pending.clear()
    return _without_webhook(world, bot)


def _without_webhook(world: World, bot: BotAccount) -> bool:
    world.queue(bot).webhook = None
    world.queue(bot).wake()
    return True


def get_webhook_info(world: World, bot: BotAccount, call: GetWebhookInfo) -> Json:
    queue = world.queue(bot)
    hook = queue.webhook or Webhook("")
    told: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(queue.pending),
    }
    if hook.url:
        told["max_connections"] = hook.max_connections
    optional = {
        "ip_address": hook.ip_address,
        "last_error_date": hook.last_error_date,
        "last_error_message": hook.last_error_message,
        "allowed_updates": list(queue.allowed) or None,
    }
    return told | {name: value for name, value in optional.items() if value is not None}


def get_file(world: World, bot: BotAccount, call: GetFile) -> Json:
    kept = world.files.of(bot.id, call.file_id)
    if kept is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kept.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {
        "file_id": call.file_id,
        "file_unique_id": kept.unique_id,
        "file_size": kept.size,
        "file_path": world.files.link(bot.id, kept, FOLDERS.get(kept.kind, "documents"), world.clock()),
    }


def download(world: World, bot: BotAccount, path: str) -> StoredFile | None:
    """The file behind a link that getFile gave this bot within the last hour."""
    return world.files.linked(bot.id, path, world.clock())


METHODS: dict[str, Any] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getFile": get_file,
}
