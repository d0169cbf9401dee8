"""Holds each call against aiogram's typed method: unknown or mistyped parameters are refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin

from aiogram.client.default import Default
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import BufferedInputFile, ForceReply, InlineKeyboardMarkup, InputFile
from pydantic import BaseModel, ValidationError

from bot.simulator.accounts import Json
from bot.simulator.refusals import bad_request
from bot.simulator.requests import Arrived, Upload

Method = TypeVar("Method", bound=TelegramMethod[Any])
ATTACHED = "attach://"
OTHER_VERSIONS = frozenset(
    {
        *("reply_to_message_id", "allow_sending_without_reply", "disable_web_page_preview"),
        *("receiver_user_id", "ephemeral_message_parameters", "callback_query_id"),
    }
)
"""Parameters of sending that aiogram knows, but that the documented Bot API dropped or has not got yet."""
OTHER_FIELDS = frozenset({"force_reply", "disabled", "ephemeral_message_id", "request_user", "is_ephemeral"})
"""The same for fields of nested objects."""
UNPLAYED = frozenset(
    {
        *("business_connection_id", "direct_messages_topic_id", "suggested_post_parameters"),
        *("message_effect_id", "inline_message_id", "rich_message", "certificate"),
    }
)
"""Telegram has these; a world without businesses and channels can only say so."""
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "user_id": "invalid user_id specified",
    "callback_query_id": "query_id is not specified",
}


def read(shape: type[Method], arrived: Arrived) -> Method:
    """The call as a typed value. Raises Refused in Telegram's words where they are known."""
    unused = dict(arrived.uploads)
    values = {name: _decoded(shape, name, value) for name, value in arrived.params.items()}
    values = {name: _with_files(value, arrived.uploads, unused) for name, value in values.items()}
    for name in [each for each in unused if each in shape.model_fields]:
        values[name] = _input_file(unused.pop(name))
    if unused:
        raise bad_request(f'file "{next(iter(unused))}" is not used by the request')
    for name, field in shape.model_fields.items():
        if field.is_required() and name not in values:
            raise bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    try:
        typed = shape.model_validate(values | _keyboard(values.get("reply_markup")))
    except ValidationError as error:
        raise bad_request(_complaint(error)) from None
    for place in _unknown(typed):
        raise bad_request(f'unknown parameter "{place}"')
    return typed


def _keyboard(markup: Any) -> Json:
    """An inline keyboard read by itself: among all markups, a bad one would pass for another kind."""
    if isinstance(markup, dict) and "inline_keyboard" in markup:
        return {"reply_markup": InlineKeyboardMarkup.model_validate(markup)}
    return {}


def _decoded(shape: type[TelegramMethod[Any]], name: str, value: Any) -> Any:
    """A form's text, read as what the field wants."""
    field = shape.model_fields.get(name)
    if field is None or (name in OTHER_VERSIONS and shape is not AnswerCallbackQuery):
        raise bad_request(f'unknown parameter "{name}"')
    if name in UNPLAYED:
        raise bad_request(f'the local Telegram does not play "{name}"')
    kinds = set(_kinds(field.annotation))
    if not isinstance(value, str):
        return _spelled(kinds, value)
    match kinds:
        case _ if kinds <= {str, InputFile}:
            return value
        case _ if kinds == {int, str}:
            return int(value) if re.fullmatch(r"-?\d+", value) else value
        case _ if kinds == {bool}:
            return value.lower() in ("true", "1", "yes")
        case _ if kinds & {int, float, datetime, timedelta}:
            return _number(name, value, whole=float not in kinds)
        case _:
            return _parsed(name, value)


def _spelled(kinds: set[Any], value: Any) -> Any:
    """Numbers and words of a JSON body count as texts too, as Telegram's server reads them."""
    if kinds <= {str, InputFile} and isinstance(value, int | float | bool):
        return json.dumps(value)
    return value


def _number(name: str, value: str, *, whole: bool) -> int | float:
    if not re.fullmatch(r"[+-]?\d+" if whole else r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value):
        raise bad_request(f'invalid value of the parameter "{name}"')
    return int(value) if whole else float(value)


def _parsed(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def _kinds(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is list or not get_args(annotation):
        if annotation not in (NoneType, Default):
            yield annotation
        return
    for each in get_args(annotation):
        yield from _kinds(each)


def _with_files(value: Any, uploads: dict[str, Upload], unused: dict[str, Upload]) -> Any:
    match value:
        case str() if value.startswith(ATTACHED):
            name = value.removeprefix(ATTACHED)
            if name not in uploads:
                raise bad_request("wrong file identifier/HTTP URL specified")
            unused.pop(name, None)
            return _input_file(uploads[name])
        case dict():
            return {key: _with_files(each, uploads, unused) for key, each in value.items()}
        case list():
            return [_with_files(each, uploads, unused) for each in value]
        case _:
            return value


def _input_file(upload: Upload) -> BufferedInputFile:
    return BufferedInputFile(upload.data, upload.name)


def _complaint(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f'invalid value of the parameter "{place}": {first["msg"]}'


def _unknown(value: Any, place: str = "") -> Iterator[str]:
    """Names of fields, at any depth, that Telegram doesn't have."""
    match value:
        case BaseModel():
            yield from (f"{place}{name}" for name in value.model_extra or {})
            if not isinstance(value, ForceReply):
                newer = OTHER_FIELDS & value.model_fields_set
                yield from (f"{place}{name}" for name in newer if getattr(value, name) is not None)
            for name in type(value).model_fields:
                yield from _unknown(getattr(value, name), f"{place}{name}.")
        case list():
            for each in value:
                yield from _unknown(each, place)


def plain(value: BaseModel | None) -> Json | None:
    """A nested object as JSON, without what was not said."""
    return None if value is None else value.model_dump(mode="json", exclude_none=True, warnings=False)
