"""What can be set while the sandbox runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sandbox.params import Json


@dataclass(slots=True)
class Settings:
    flood_control: bool = False
    overall_per_second: float = 30
    chat_per_second: float = 1
    chat_burst: float = 4
    callback_seconds: float = 30
    """How long an inline button may be answered."""
    webhook_retry_seconds: float = 1
    """The first wait after a webhook failed; it doubles each time, up to a minute."""
    typing_seconds: float = 5
    conflict_seconds: float = 3
    """Of two conflicts of getUpdates closer than this, Telegram answers the second so much later."""

    def change(self, row: Json) -> None:
        """Raises ValueError with what would be right."""
        for name, value in row.items():
            known = {item.name: getattr(self, item.name) for item in fields(self)}
            if name not in known:
                raise ValueError(f"unknown setting {name}: there are {', '.join(known)}")
            switch = isinstance(known[name], bool)
            if switch != isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"{name} must be {'true or false' if switch else 'a number'}")
            setattr(self, name, value)

    def row(self) -> Json:
        return asdict(self)
