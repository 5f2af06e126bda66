"""What the bot says of itself: texts by language, commands by scope, menu button, webhook."""

from __future__ import annotations

from sandbox.params import Json
from sandbox.store import Store

TEXTS = ("name", "description", "short_description")


class Profile:
    def __init__(self, store: Store, token: str, username: str) -> None:
        self._store = store
        self.token = token
        self.username = username
        self.id = int(token.split(":", maxsplit=1)[0])
        kept = {str(key): value for key, value in store.load("profile")}
        self.texts: dict[str, dict[str, str]] = {name: _texts(kept.get(name)) for name in TEXTS}
        commands = kept.get("commands")
        self.commands: dict[str, list[Json]] = commands if isinstance(commands, dict) else {}
        menu_button = kept.get("menu_button")
        self.menu_button: Json = menu_button if isinstance(menu_button, dict) else {"type": "commands"}
        webhook = kept.get("webhook")
        self.webhook: Json | None = webhook if isinstance(webhook, dict) else None

    def keep(self, name: str) -> None:
        self._store.put("profile", name, self.texts.get(name, getattr(self, name, None)))

    def text(self, name: str, language: str) -> str:
        texts = self.texts[name]
        default = texts.get("") or (self.username if name == "name" else "")
        return texts.get(language) or default

    def user(self) -> Json:
        """The bot as the sender of messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.text("name", ""),
            "username": self.username,
        }

    def me(self) -> Json:
        return {
            **self.user(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }

    def commands_for(self, person: int, language: str) -> list[Json]:
        """The list a person sees: the narrowest scope that has one, in their language first."""
        for scope in (f"chat:{person}", "all_private_chats", "default"):
            for code in (language, ""):
                if found := self.commands.get(f"{scope}/{code}"):
                    return found
        return []

    def clear(self) -> None:
        self._store.clear("profile")
        self.texts = {name: {} for name in TEXTS}
        self.commands = {}
        self.menu_button = {"type": "commands"}
        self.webhook = None


def _texts(value: object) -> dict[str, str]:
    return value if isinstance(value, dict) else {}
