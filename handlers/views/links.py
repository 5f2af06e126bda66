"""Links that open this chat."""

from __future__ import annotations

from aiogram import Bot


async def invitation(bot: Bot, token: str) -> str:
    """The address of an invitation: whoever opens it is asked to press Start, which sends us the token."""
    me = await bot.me()
    return link(me.username or "", token)


def link(username: str, token: str) -> str:
    """The same, for a bot of this user name."""
    return f"https://t.me/{username}?start={token}"
