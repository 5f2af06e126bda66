"""Text for people in the code: what is found, and what is let be."""

from pathlib import Path
from textwrap import dedent

import pytest

from locales.upkeep.literals import literals


def lines(source: str) -> list[int]:
    return [problem.line for problem in literals(dedent(source), Path("handlers/x.py"))]


@pytest.mark.parametrize(
    "call",
    [
        'message.answer("Hello")',
        'message.answer(f"Table {n}")',
        'message.answer("Hello " + name)',
        'message.answer("Hello %s" % name)',
        'message.answer("Hello {}".format(name))',
        'message.answer("مرحبا")',
        'message.answer(_("Hello") if name else "Nobody")',
        'message.answer("\\n".join([_("Hello"), "you"]))',
        'message.answer(text="Hello")',
        'message.edit_text("Hello")',
        'message.reply("Hello")',
        'callback.answer("Done", show_alert=True)',
        'bot.send_message(chat, "Hello")',
        'bot.send_message(chat_id=chat, text="Hello")',
        'bot.send_photo(chat, photo, caption="Hello")',
        'InlineKeyboardButton(text="✅ Confirm", callback_data=data)',
        'builder.button(text="Confirm")',
        'button("Confirm", data)',
        'refuse(Refusal("Taken."))',
        'ForceReply(input_field_placeholder="Your name")',
        'message.answer("<b>" + "Hello" + "</b>")',
    ],
)
def test_a_text_for_people_is_found(call: str) -> None:
    assert lines(f"async def handler(message, _, name):\n    await {call}\n") == [2]


@pytest.mark.parametrize(
    "call",
    [
        'message.answer(_("Hello"))',
        'message.answer(_("Hello") + "\\n· " + _("Welcome"))',
        'message.answer(f"<b>{name}</b>\\n\\n{text}")',
        'message.answer("✅")',
        'refuse(Refusal(N_("Taken.")))',
        "refuse(Refusal(NOT_FOR_YOU))",
        'message.answer("10:00–10:30")',
        'message.answer("https://wasl.example/privacy")',
        'message.answer("/start")',
        "message.answer(SEPARATOR.join(parts))",
        'message.answer(_("Hello"), parse_mode="HTML")',
        'InlineKeyboardButton(text=_.plain("Confirm"), callback_data="meeting")',
        'logger.info("a line of the log")',
        'state.set_state("registration")',
        'message.answer("Wasl")  # untranslated: the name of the house',
    ],
)
def test_what_is_no_text_is_let_be(call: str) -> None:
    assert lines(f"async def handler(message, _, name):\n    await {call}\n") == []


def test_a_variable_is_followed_to_where_it_was_set() -> None:
    source = """
        async def handler(message, _):
            text = _("Hello")
            if message:
                text += " you"
            await message.answer(text)


        async def other(message, text):
            await message.answer(text)
            name = "not shown"
    """

    assert lines(source) == [5]


def test_a_mark_needs_a_reason_and_may_stand_on_any_line_of_the_text() -> None:
    source = """
        async def handler(message):
            await message.answer("Wasl")  # untranslated:
            await message.answer(
                "Wasl"
                "Link"  # untranslated: two names
            )
    """

    assert lines(source) == [3]
