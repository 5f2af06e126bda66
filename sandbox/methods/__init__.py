"""The Bot API methods; importing this package fills the registry."""

from sandbox.methods import callbacks, chats, commands, edits, inline, me, media, messages, webhook

__all__ = ["callbacks", "chats", "commands", "edits", "inline", "me", "media", "messages", "webhook"]
