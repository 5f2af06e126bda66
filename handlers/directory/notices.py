"""What was found for a search that had to wait."""

from __future__ import annotations

from handlers.core.edits import edited_since
from handlers.core.notices import Reader, Said
from handlers.directory import inline_query, pages
from handlers.views.message import NeutralMessage
from missions.directory import directory
from missions.directory.directory import SearchAnswered
from missions.directory.lists import results_of
from missions.people import access
from storage.tables import DelegateStatus, Lane, Search


async def search_answered(notice: SearchAnswered, reader: Reader) -> Said:
    search = await reader.session.get_one(Search, notice.search_id)
    delegate = await access.delegate_of(reader.session, reader.person)
    if delegate is None or delegate.status is not DelegateStatus.APPROVED or delegate.mission_id != search.mission_id:
        return []
    if "inline" in search.message:
        return [await inline_query.late_answer(reader, delegate, search)]
    row = search.message.get("row")
    if row is not None and await edited_since(reader.session, row):
        # The reader has gone on in that message, and the way back leads to the results: only more of them is news.
        listed = await directory.by_words(reader.session, search.mission_id, search.words)
        if set(search.found or ()) <= set(listed):
            return []
        row = None
    text, keyboard = pages.found(reader._, await results_of(reader.session, delegate, search))
    return [NeutralMessage(text=text, buttons=keyboard.rows, lane=Lane.REPLY, in_place_of=row, notice=False)]
