"""The wire to the Bot API: one aiohttp session, for python-telegram-bot and for plain calls alike.

An answer counts as Telegram's only if it is its JSON. What a proxy or a dying server says in its place is no refusal
of the call: the call may have been taken, or may yet be. No error here carries the token, which is part of every URL.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import aiohttp
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

TELEGRAM = "https://api.telegram.org"
CALL_SECONDS = 15.0
UPLOAD_SECONDS = 90.0
CONNECT_SECONDS = 5.0
_IDLE_SECONDS = 30.0
"""Connections unused for longer are not trusted: the other side may have closed them, and a call would be lost."""


class ApiError(TelegramError):
    """A call of the Bot API that did not succeed. code is Telegram's error code, 0 when it gave none."""

    def __init__(self, code: int, description: str, retry_after: float | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        """Seconds until the next call is welcome, where Telegram named them."""


class Unavailable(ApiError):
    """No answer of Telegram's: 5xx, time-out, connection trouble, garbage. The call may have been taken even so."""


class TooManyRequests(ApiError):
    """429."""


class TokenRefused(ApiError):
    """401: Telegram does not know the token (any more)."""


class Refused(ApiError):
    """Telegram will not do this call, however often it is asked: any other 4xx."""


class BotApi(BaseRequest):
    """One bot's door to the Bot API, and python-telegram-bot's transport."""

    def __init__(self, token: str, base_url: str = TELEGRAM) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}/"
        self._files = f"{base_url.rstrip('/')}/file/bot{token}/"
        self._session: aiohttp.ClientSession | None = None
        self.date = ("", float("-inf"))
        """The `Date` of the newest answer, and when it came by the monotonic clock."""

    def __repr__(self) -> str:
        return f"<BotApi of bot {self._base.rsplit('/bot', 1)[-1].partition(':')[0]}>"

    async def call(self, method: str, params: dict[str, Any] | None = None, *, timeout: float = CALL_SECONDS) -> Any:  # noqa: ASYNC109, ANN401 - the answer is whatever the method answers
        """Call a method with JSON parameters and give back its result, waiting at most timeout seconds.

        Raises:
            ApiError: by its class and code, what Telegram answered or that it did not.
        """
        status, payload = await self._exchange("POST", self._base + method, _json(params or {}), timeout)
        return _result(status, payload)

    async def fetch(self, file_id: str) -> bytes:
        """Download a file that was sent to the bot.

        Raises:
            ApiError: as call; Telegram gives none of more than 20 MB.
        """
        path = str((await self.call("getFile", {"file_id": file_id})).get("file_path", ""))
        status, payload = await self._exchange("GET", self._files + quote(path), None, UPLOAD_SECONDS)
        if not 200 <= status <= 299:
            _result(status, payload)
        return payload

    @property
    def read_timeout(self) -> float | None:
        return CALL_SECONDS

    async def initialize(self) -> None:
        """Open the session; the first call does it too."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - one limit holds for the whole call
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the pool never makes anyone wait
    ) -> tuple[int, bytes]:
        """python-telegram-bot's seam. Refusals are raised here, by their status: its own exceptions blur them."""
        upload = request_data is not None and request_data.contains_files
        seconds = UPLOAD_SECONDS if upload else CALL_SECONDS
        if isinstance(read_timeout, int | float):
            seconds = read_timeout
        body: bytes | aiohttp.FormData | None = None
        if request_data is not None:
            body = _multipart(request_data) if upload else _json(request_data.parameters)
        status, payload = await self._exchange(method, url, body, seconds)
        if not 200 <= status <= 299:
            _result(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        # The inherited one logs what it cannot parse, and a message may be in it.
        answer = _parse(payload)
        if answer is None or "result" not in answer:
            raise Unavailable(0, "garbage instead of an answer")
        return answer

    async def _exchange(
        self, method: str, url: str, body: bytes | aiohttp.FormData | None, seconds: float
    ) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None  # noqa: S101 - initialize has just opened it
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else None
        limits = aiohttp.ClientTimeout(total=seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                self.date = (response.headers.get("Date", ""), time.monotonic())
                return response.status, await response.read()
        # "from None" everywhere: aiohttp's errors may tell the URL, and the token is in it.
        except TimeoutError:
            raise Unavailable(0, "no answer in time") from None
        except (aiohttp.ClientError, OSError) as error:
            raise Unavailable(0, f"connection trouble ({type(error).__name__})") from None


def _json(params: dict[str, Any]) -> bytes:
    return json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode()


def _multipart(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # file names go out as UTF-8, as browsers and Telegram have it
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=content_type)
    return form


def _parse(payload: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _result(status: int, payload: bytes) -> Any:  # noqa: ANN401 - whatever the method answers
    answer = _parse(payload)
    if answer is not None and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    if answer is not None and answer.get("ok") is False:
        raise _refusal(status, answer)
    if status == 413:  # Telegram's front door says so itself, in HTML
        raise Refused(413, "Request Entity Too Large")
    raise Unavailable(0, f"HTTP {status} instead of an answer")


def _refusal(status: int, answer: dict[str, Any]) -> ApiError:
    code = answer.get("error_code")
    code = code if isinstance(code, int) else status
    description = str(answer.get("description", ""))
    if code == 429:
        return TooManyRequests(code, description, _retry_after(answer.get("parameters")))
    if code == 401:
        return TokenRefused(code, description)
    if 400 <= code <= 499:
        return Refused(code, description)
    return Unavailable(code, description)


def _retry_after(parameters: object) -> float | None:
    """The seconds that a 429 names; nothing where they are no number."""
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    try:
        return float(seconds) if isinstance(seconds, int | float | str) else None
    except (ValueError, OverflowError):
        return None
