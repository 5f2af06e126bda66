"""Bot API calls for readers who read from right to left: every line of what is sent begins on the right."""

from __future__ import annotations

from typing import Any

from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    EditMessageText,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import InlineQueryResultArticle, InlineQueryResultUnion, InputTextMessageContent

from locales import bidi


def right_to_left(call: TelegramMethod[Any]) -> TelegramMethod[Any]:
    """The same call, marked; one whose entities are counted in its text is left as it is."""
    match call:
        case AnswerCallbackQuery(text=str(text)):
            return call.model_copy(update={"text": bidi.right_to_left(text)})
        case SendMessage(text=text, entities=None) | EditMessageText(text=str(text), entities=None):
            return call.model_copy(update={"text": bidi.right_to_left_html(text)})
        case SendPhoto(caption=str(caption)) | SendDocument(caption=str(caption)):
            return call.model_copy(update={"caption": bidi.right_to_left_html(caption)})
        case AnswerInlineQuery(results=results):
            return call.model_copy(update={"results": [_result(each) for each in results]})
    return call


def _result(found: InlineQueryResultUnion) -> InlineQueryResultUnion:
    match found:
        case InlineQueryResultArticle(input_message_content=InputTextMessageContent(message_text=text) as content):
            marked = content.model_copy(update={"message_text": bidi.right_to_left_html(text)})
            return found.model_copy(update={"input_message_content": marked})
    return found
