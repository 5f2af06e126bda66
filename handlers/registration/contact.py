"""The contact card: one's own, by a button that only a phone has, or none."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import KeyboardButton, Message, ReplyKeyboardMarkup
from markupsafe import Markup

from handlers.registration.form import Form
from handlers.registration.steps import NOT_TEXT, Step, TextStep
from locales import N_, catalogues
from missions.errors import Refusal
from missions.registration.email_address import parted, typed_email
from missions.registration.phone_number import typed_number

SHARE = N_("📱 Share my number")
WITHOUT = N_("Continue without a number")
WITHOUT_BEFORE = frozenset({"Without a number", "Sans numéro", "من دون رقم"})
"""The same button on keyboards that were sent before its words changed: such a keyboard stays until it is answered."""
BACK = N_("‹ Back")
SOMEONE_ELSES = N_(
    "This is someone else’s contact. Please share your own with the button below, or continue without a number."
)
PHONE_LIMIT = 32


@dataclass(frozen=True, slots=True)
class ContactStep(Step):
    """Asked with a keyboard in place of the phone's own: only such a button can share a contact."""

    def keyboard(self, form: Form) -> ReplyKeyboardMarkup:
        _ = form.turn._
        last = [KeyboardButton(text=_.plain(BACK)), KeyboardButton(text=_.plain(WITHOUT))]
        return ReplyKeyboardMarkup(
            keyboard=[
                [KeyboardButton(text=_.plain(SHARE), request_contact=True)],
                last[::-1] if _.language.rtl else last,
            ],
            resize_keyboard=True,
            is_persistent=True,
        )

    async def done(self, form: Form) -> Markup:
        """What the message before reads, once this is asked below it."""
        return form.turn._("📱 Please answer below.")

    async def take(self, form: Form, message: Message) -> None:
        if message.contact is not None:
            if message.contact.user_id != form.turn.sender.id:
                raise Refusal(SOMEONE_ELSES)
            digits = message.contact.phone_number.lstrip("+")
            form.draft.phone = f"+{digits}"[:PHONE_LIMIT]
        elif is_(message, WITHOUT) or message.text in WITHOUT_BEFORE:
            form.draft.phone = ""
        else:
            number, email = parted(message.text or "")
            form.draft.phone = typed_number(number) if number or not email else form.draft.phone
            form.draft.email = email or form.draft.email


def is_(message: Message, msgid: str) -> bool:
    """Whether the message is this button, in whichever language it was shown."""
    return message.text in {catalogues().texts(code).plain(msgid) for code in catalogues().codes}


@dataclass(frozen=True, slots=True)
class EmailStep(TextStep):
    """Asked with the number when registering; changed from the review and the profile."""

    async def wanted(self, form: Form) -> bool:  # noqa: ARG002 - the number's question asks for both
        return False

    async def take(self, form: Form, message: Message) -> None:
        if message.text is None:
            raise Refusal(NOT_TEXT)
        form.draft.email = typed_email(message.text)
