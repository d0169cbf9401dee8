"""Settings, from the environment, a `.env` file, or files that `WITNESSLINE_…_FILE` names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.calendars import is_country
from bot.casework.deadlines import Quiet, read_quiet
from bot.casework.desks import Rules
from bot.casework.hours import is_zone, read_days, read_hours

PREFIX = "WITNESSLINE_"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # what is told there is nobody else's business


class BadSettings(Exception):
    """Some setting is missing or wrong; each line of the message names one and what it should be."""


class _NamedFiles(PydanticBaseSettingsSource):
    """`WITNESSLINE_X_FILE` names a file that holds X, as container secrets do."""

    def __call__(self) -> dict[str, Any]:
        known = {**dotenv_values(".env"), **os.environ}
        paths = {name: known.get(f"{PREFIX}{name.upper()}_FILE") for name in self.settings_cls.model_fields}
        return {name: _content(name, path) for name, path in paths.items() if path}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError  # all fields are read at once above


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as away:
        raise BadSettings(f"{PREFIX}{name.upper()}_FILE: cannot read {path}: {away.strerror}") from away


class Common(BaseSettings):
    """What both sides need. Each field is `WITNESSLINE_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    telegram_api: str = Field("https://api.telegram.org", description="base URL of the Bot API")
    telegram_proxy: str | None = Field(None, description="proxy URL, such as socks5://127.0.0.1:9050")
    data: Path = Field(Path("data"), description="folder for keys, files and the database")
    database: str = Field("", description="SQLAlchemy URL; default: SQLite in DATA")
    send_limits: Literal["telegram", "none"] = Field("telegram", description="telegram or none")
    quiet_hours: str = Field("22:00-08:00", description="such as 22:00-08:00, or none")
    health: str = Field("none", description="such as 127.0.0.1:9108, or none")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="DEBUG to ERROR")

    @field_validator("quiet_hours")
    @classmethod
    def _quiet(cls, value: str) -> str:
        read_quiet(value)
        return value

    @field_validator("telegram_api")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("is not an address that begins with https:// or http://")
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _proxy(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "socks5://")):  # both libraries know these
            raise ValueError("is not an address that begins with http:// or socks5://")
        return value or None

    @field_validator("health")
    @classmethod
    def _loopback(cls, value: str) -> str:
        host, colon, port = value.rpartition(":")
        if value != "none" and not (colon and host in LOOPBACK and port.isascii() and port.isdecimal()):
            raise ValueError("is neither none nor an address of this computer")
        return value

    @property
    def health_address(self) -> tuple[str, int] | None:
        """Host and port; None for no health page."""
        host, _colon, port = self.health.rpartition(":")
        return None if self.health == "none" else (host.strip("[]"), int(port))

    @property
    def quiet(self) -> Quiet | None:
        return read_quiet(self.quiet_hours)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'witnessline.db'}"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _NamedFiles(settings_cls), dotenv_settings


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _some(value: tuple[Any, ...]) -> tuple[Any, ...]:
    if not value:
        raise ValueError("needs at least one")
    return value


def _token(token: SecretStr) -> SecretStr:
    number, colon, rest = token.get_secret_value().partition(":")
    if not (number.isascii() and number.isdecimal() and colon and rest):
        raise ValueError("is not a bot token (BotFather gives one like 123456:ABC…)")
    return token


Token = Annotated[SecretStr, AfterValidator(_token)]
_LISTED = (NoDecode, BeforeValidator(_split), AfterValidator(_some))


class ForWitness(Common):
    """What the witness side needs."""

    witness_tokens: Annotated[tuple[Token, ...], *_LISTED] = Field(
        description="tokens of the witness bots, comma-separated"
    )


class ForStaff(Common):
    """What the staff side needs."""

    staff_token: Token = Field(description="the staff bot's token")
    desk_chat: int = Field(description="the id of the desk's group, such as -1001234567890")
    card_jitter: int = Field(0, ge=0, le=1440, description="minutes, from 0 to 1440")
    admins: Annotated[tuple[int, ...], *_LISTED] = Field(description="Telegram user ids, comma-separated")
    desk_hours: str = Field("none", description="such as 09:00-18:00, or none")
    desk_days: str = Field("all", description="such as mon-fri, or all")
    desk_zone: str = Field("UTC", description="a time zone such as Asia/Tbilisi")
    desk_holidays: str = Field("none", description="a country such as GE, or none")
    digest_hour: int = Field(9, ge=0, le=23, description="from 0 to 23")

    @field_validator("desk_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        read_hours(value)
        return value

    @field_validator("desk_days")
    @classmethod
    def _days(cls, value: str) -> str:
        read_days(value)
        return value

    @field_validator("desk_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if not is_zone(value):
            raise ValueError("is not a time zone")
        return value

    @field_validator("desk_holidays")
    @classmethod
    def _holidays(cls, value: str) -> str:
        if value.lower() == "none":
            return "none"
        if not is_country(value.upper()):
            raise ValueError("is not a country whose holidays are known")
        return value.upper()

    @property
    def rules(self) -> Rules:
        """What counts until the desk sets something else in the chat."""
        opens, closes = read_hours(self.desk_hours) or (None, None)
        holidays = "" if self.desk_holidays == "none" else self.desk_holidays
        return Rules(
            opens, closes, read_days(self.desk_days), self.desk_zone, holidays, digest=self.digest_hour
        )


class Settings(ForWitness, ForStaff):
    """Both sides in one process."""


Loaded = TypeVar("Loaded", bound=Common)


def load(kind: type[Loaded]) -> Loaded:
    """The settings, or BadSettings with a line for each that is missing or wrong."""
    try:
        return kind()  # type: ignore[call-arg]  # its fields come from the environment
    except ValidationError as wrong:
        lines = [_line(kind, error["loc"], error["type"], error["msg"]) for error in wrong.errors()]
        raise BadSettings("\n".join(dict.fromkeys(lines))) from None


def _line(settings: type[Common], where: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(where[0])
    wanted = settings.model_fields[name].description
    problem = "is not set" if kind == "missing" else message.removeprefix("Value error, ")
    problem = problem[:1].lower() + problem[1:]
    return f"{PREFIX}{name.upper()}: {problem} ({wanted})"


def data_folder() -> Path:
    """DATA alone: `init` runs before there are any tokens."""
    known = {**dotenv_values(".env"), **os.environ}
    return Path(known.get(f"{PREFIX}DATA") or Common.model_fields["data"].default)
