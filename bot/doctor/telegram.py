"""The token, the webhook, and Telegram's clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.courier import outcomes
from bot.courier.telegram_api import ApiError, BotApi, Refused, TokenRefused
from bot.doctor.findings import Finding, fail, ok, warn
from bot.intake.webhook import PATH
from bot.settings import Settings
from timekeeping import clock

MOST_PENDING = 100
ERRORS_FOR = timedelta(hours=1)
SECONDS_OFF = 2.0
"""How far the machine's clock may be off Telegram's, whose answers tell whole seconds."""
SECONDS_FAR_OFF = 60.0


async def examine(settings: Settings) -> Iterable[Finding]:
    """What Telegram says of the token and the webhook, and how late it is there."""
    if not settings.bot_token.get_secret_value():
        todo = "set WASL_BOT_TOKEN to the token that @BotFather gave you, as 123456:ABC-DEF"
        return [fail("token", "there is none", todo), await _clock(settings)]
    api = BotApi(settings.token, settings.api_url)
    try:
        token = await _token(api, settings)
        webhook = [await _webhook(api, settings)] if token.verdict == "ok" else []
    finally:
        await api.shutdown()
    return [token, *webhook, await _clock(settings)]


async def _token(api: BotApi, settings: Settings) -> Finding:
    try:
        me = await api.call("getMe", timeout=10)
    except (TokenRefused, Refused):
        return fail("token", "Telegram refuses it", "@BotFather shows the present one: set WASL_BOT_TOKEN to it")
    except ApiError as error:
        where = urlsplit(settings.api_url).hostname
        return fail(
            "token", f"Telegram does not answer ({outcomes.shown(error)})", f"can this machine reach {where} by https?"
        )
    return ok("token", f"@{me.get('username')}, bot {me.get('id')}")


async def _webhook(api: BotApi, settings: Settings) -> Finding:
    try:
        info: dict[str, Any] = await api.call("getWebhookInfo", timeout=10)
    except ApiError as error:
        return warn("webhook", f"not told ({outcomes.shown(error)})", "ask again later")
    url, wanted = str(info.get("url", "")), settings.webhook_url and settings.webhook_url.rstrip("/") + PATH
    if url and not wanted:
        todo = "set WASL_WEBHOOK_URL, or stop who receives updates there and then: wasl webhook remove"
        return fail("webhook", f"Telegram posts updates to {urlsplit(url).hostname}, and this Wasl polls", todo)
    if wanted and url != wanted:
        todo = "start wasl serve or wasl run: it registers WASL_WEBHOOK_URL"
        return fail("webhook", f"Telegram posts to {urlsplit(url).hostname or 'nowhere'}, not to {wanted}", todo)
    failed_at = datetime.fromtimestamp(info.get("last_error_date", 0), UTC)
    if failed_at > clock.now() - ERRORS_FOR:
        said = f"at {failed_at:%H:%M}Z Telegram could not post: {info.get('last_error_message')}"
        return warn("webhook", said, "does the https proxy pass the address on to WASL_LISTEN?")
    pending = info.get("pending_update_count", 0)
    if pending > MOST_PENDING:
        return warn("webhook", f"{pending} updates wait at Telegram", "does Wasl run, and does it keep up?")
    return ok("webhook", f"{'set' if wanted else 'none, as it should be: Wasl polls'}; {pending} updates wait")


async def _clock(settings: Settings) -> Finding:
    asked = clock.now()
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.head(f"{settings.api_url}/", allow_redirects=False) as response,
        ):
            there = parsedate_to_datetime(response.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return warn("clock", "Telegram did not tell the time", "ask again later")
    return judged_clock("Telegram's", (asked, clock.now()), (there, there + timedelta(seconds=1)))


def judged_clock(whose: str, here: tuple[datetime, datetime], there: tuple[datetime, datetime]) -> Finding:
    """Compare two spans that have an instant in common: from the question to the answer, and what the answer says."""
    (asked, answered), (earliest, latest) = here, there
    ahead = max(0.0, (asked - latest).total_seconds())
    behind = max(0.0, (earliest - answered).total_seconds())
    off = ahead or -behind
    said = f"{abs(off):.1f} s {'ahead of' if off > 0 else 'behind'} {whose}"
    if abs(off) <= SECONDS_OFF:
        return ok("clock", f"within {SECONDS_OFF:.0f} s of {whose}")
    todo = "let the machine keep time: timedatectl set-ntp true"
    return fail("clock", said, todo) if abs(off) > SECONDS_FAR_OFF else warn("clock", said, todo)
