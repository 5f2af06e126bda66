"""What a profile lacks: one line, and one button that adds the first of it."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from markupsafe import Markup

from handlers.views import profile
from handlers.views.keyboards import button
from handlers.views.message import Button
from locales import Texts
from storage.tables import Delegate


class ProfileEdit(CallbackData, prefix="pf"):
    """Change one field."""

    delegate: int
    field: str


def missing_line(_: Texts, lacking: Sequence[str]) -> Markup:
    return _("✍️ Still missing: {fields}", fields=_.list(_.plain(profile.FIELDS[field]) for field in lacking))


def missing_button(_: Texts, delegate: Delegate, lacking: Sequence[str]) -> Button:
    field = lacking[0]
    return button(
        _.plain("✍️ Add: {field}", field=_.plain(profile.FIELDS[field])), ProfileEdit(delegate=delegate.id, field=field)
    )
