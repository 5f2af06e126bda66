"""Settings: environment variables and a .env file, every one documented in docs/operate.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from bot.exits import CannotRun
from locales import catalogues
from storage.database import async_url
from timekeeping import clock

_TOKEN = re.compile(r"[0-9]{1,19}:[A-Za-z0-9_-]{1,200}")
_ID = re.compile(r"[0-9]{1,18}")
_PORT = re.compile(r"[0-9]{1,5}")


class SettingsInvalid(CannotRun):
    """A setting is missing or wrong. The text is one line a setting, and says what would be right."""

    exit_code = 2


class Settings(BaseSettings):
    """What an operator decides. Each is read from WASL_ and its name in capitals; an empty one is not set."""

    model_config = SettingsConfigDict(
        env_prefix="WASL_",
        env_file=".env",
        env_ignore_empty=True,  # WASL_LISTEN= in an env file leaves it as it is
        extra="ignore",
        hide_input_in_errors=True,
    )

    bot_token: SecretStr = SecretStr("")
    api_url: str = "https://api.telegram.org"
    data_dir: Path = Path("data")
    database_url: str = ""
    owner_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    public_url: str = ""
    listen: str = "127.0.0.1:8080"
    metrics_listen: str = ""
    bulk_rate: float = Field(default=25.0, gt=0, le=1000)
    tick_seconds: float = Field(default=2.0, gt=0, le=3600)
    default_language: str = "en"
    pace: Literal["telegram", "off"] = "telegram"
    clock: Path | None = None
    matching: Literal["encoder", "tags", "off"] = "encoder"
    log_level: str = "info"

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _owner_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = value.replace(",", " ").split()
        if not all(_ID.fullmatch(part) for part in parts):
            raise ValueError("Telegram ids, as 12345, 67890")
        return frozenset(int(part) for part in parts)

    @field_validator("bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("a token from @BotFather looks like 123456:ABC-DEF")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook_url(cls, value: str) -> str:
        if value and not (value.startswith(("https://", "http://127.0.0.1", "http://localhost")) and _reachable(value)):
            raise ValueError("Telegram only calls https:// addresses")
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        if value and not (value.startswith(("https://", "http://127.0.0.1", "http://localhost")) and _reachable(value)):
            raise ValueError("the https:// address at which calendars reach this installation")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if text and not (16 <= len(text) <= 256 and all(c.isascii() and (c.isalnum() or c in "_-") for c in text)):
            raise ValueError("16 to 256 characters of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("listen", "metrics_listen")
    @classmethod
    def _listen(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.field_name == "metrics_listen":
            return value
        host, _, port = value.rpartition(":")
        if not host or not _PORT.fullmatch(port) or int(port) > 65535:
            raise ValueError("HOST:PORT, as 127.0.0.1:8080")
        return value

    @field_validator("api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or not _reachable(value):
            raise ValueError("an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if value and not value.startswith(
            ("sqlite:///", "sqlite+aiosqlite:///", "postgresql://", "postgresql+asyncpg://")
        ):
            raise ValueError("sqlite:///… or postgresql://…")
        try:
            async_url(value or "sqlite:///")
        except (ArgumentError, ValueError):
            raise ValueError("sqlite:///path/to/wasl.db or postgresql://user:password@host:5432/name") from None
        return value

    @field_validator("default_language")
    @classmethod
    def _default_language(cls, value: str) -> str:
        if value not in catalogues().codes:
            raise ValueError(f"one of {', '.join(sorted(catalogues().codes))}")
        return value

    @field_validator("log_level")
    @classmethod
    def _log_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("debug, info, warning or error")
        return value.lower()

    @property
    def token(self) -> str:
        """The bot's token; never logged.

        Raises:
            SettingsInvalid: there is none.
        """
        token = self.bot_token.get_secret_value()
        if not token:
            raise SettingsInvalid("WASL_BOT_TOKEN is missing: the token that @BotFather gave you, as 123456:ABC-DEF")
        return token

    @property
    def for_real(self) -> bool:
        """Whether the bot speaks to people in Telegram itself, and not in a sandbox."""
        host = urlsplit(self.api_url).hostname or ""
        return host.rstrip(".") == "api.telegram.org"

    @property
    def bot_id(self) -> int:
        return int(self.token.partition(":")[0])

    @property
    def public_address(self) -> str:
        """Where pages and feeds are reached: WASL_PUBLIC_URL, by default the webhook's; empty where there is none."""
        return (self.public_url or self.webhook_url).rstrip("/")

    @property
    def database(self) -> str:
        """The database's URL with its driver: WASL_DATABASE_URL, or a SQLite file in WASL_DATA_DIR."""
        if self.database_url:
            return async_url(self.database_url)
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self.data_dir.chmod(0o700)  # whatever the umask was when it was made
        except OSError as error:
            raise SettingsInvalid(f"WASL_DATA_DIR: {self.data_dir} cannot be made ({error.strerror})") from None
        return f"sqlite+aiosqlite:///{self.data_dir / 'wasl.db'}"


def _reachable(address: str) -> bool:
    """Whether an address names a host, and a port that there can be."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0 and not re.search(r"[\s\x00-\x1f]", address)
    except ValueError:
        return False


def load(**overrides: Any) -> Settings:  # noqa: ANN401 - any setting
    """Read the settings of this process, which goes by the clock that they name from now on.

    Raises:
        SettingsInvalid: one of them is wrong.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        lines = [
            f"WASL_{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsInvalid("\n".join(lines)) from None
    _follow(settings.clock)
    return settings


def _follow(file: Path | None) -> None:
    try:
        if file is not None and file.exists():
            clock.read(file)
    except (clock.ClockInvalid, OSError) as error:
        raise SettingsInvalid(f"WASL_CLOCK: {error}") from None
    clock.follow(file)
