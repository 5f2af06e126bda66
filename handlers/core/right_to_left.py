"""Bot API calls in the direction of their reader: every line of what is sent begins on the side where they begin."""

from __future__ import annotations

from collections.abc import Callable
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
    return _directed(call, bidi.right_to_left, bidi.right_to_left_html)


def left_to_right(call: TelegramMethod[Any]) -> TelegramMethod[Any]:
    """The same for who reads from left to right."""
    return _directed(call, bidi.left_to_right, bidi.left_to_right_html)


def _directed(
    call: TelegramMethod[Any], plain: Callable[[str], str], in_html: Callable[[str], str]
) -> TelegramMethod[Any]:
    match call:
        case AnswerCallbackQuery(text=str(text)):
            return call.model_copy(update={"text": plain(text)})
        case SendMessage(text=text, entities=None) | EditMessageText(text=str(text), entities=None):
            return call.model_copy(update={"text": in_html(text)})
        case SendPhoto(caption=str(caption)) | SendDocument(caption=str(caption)):
            return call.model_copy(update={"caption": in_html(caption)})
        case AnswerInlineQuery(results=results):
            return call.model_copy(update={"results": [_result(each, in_html) for each in results]})
    return call


def _result(found: InlineQueryResultUnion, in_html: Callable[[str], str]) -> InlineQueryResultUnion:
    match found:
        case InlineQueryResultArticle(input_message_content=InputTextMessageContent(message_text=text) as content):
            marked = content.model_copy(update={"message_text": in_html(text)})
            return found.model_copy(update={"input_message_content": marked})
    return found
