"""What the buttons of the directory carry; a page's is in `views.directory_press`."""

from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

from handlers.views.data import Number
from handlers.views.directory_press import By, DirectoryPress

__all__ = ["By", "DirectoryPress", "WhoPress"]


class WhoPress(CallbackData, prefix="dirw"):
    """One delegate; and the page to go back to."""

    id: Number
    by: By = By.HOME
    of: str = ""
    offset: Number = 0

    @property
    def delegate(self) -> int:
        """Whom the button names."""
        return self.id
