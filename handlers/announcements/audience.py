"""First, whom it is for: values of five kinds, combined, with the count of people after each tap."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup

from handlers.announcements import described
from handlers.announcements.data import Announce, AudienceValue, Composing
from handlers.core.turn import Turn
from handlers.views.data import AnnounceToSession, DeskChoice
from handlers.views.keyboards import button, inline
from locales import N_, catalogues
from missions.announcements import drafts
from missions.announcements.audience import Dimension, choices
from missions.errors import Refusal
from storage.tables import Announcement, ProgrammeSession

NO_SUCH = N_("This choice is not available.")


def router() -> Router:
    audience = Router(name="audience")
    audience.callback_query.register(open_audience, Announce.filter(F.act == "audience"))
    audience.callback_query.register(open_dimension, Announce.filter(F.act == "dimension"))
    audience.callback_query.register(choose_all, Announce.filter(F.act == "all"))
    audience.callback_query.register(choose, AudienceValue.filter())
    audience.callback_query.register(begin_for_session, AnnounceToSession.filter())
    return audience


async def begin_for_session(_query: CallbackQuery, callback_data: AnnounceToSession, turn: Turn) -> None:
    await show(turn, await drafts.begin_for_session(turn.session, turn.person, callback_data.session))


async def open_audience(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    await show(turn, await drafts.own(turn.session, turn.person, callback_data.id))


async def open_dimension(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    await _show_dimension(turn, draft, _dimension(callback_data.argument))


async def choose(_query: CallbackQuery, callback_data: AudienceValue, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    dimension = _dimension(callback_data.dimension)
    codes = catalogues().codes
    await drafts.choose(turn.session, draft, dimension, callback_data.value, codes, on=callback_data.on)
    await _show_dimension(turn, draft, dimension)


async def choose_all(_query: CallbackQuery, callback_data: Announce, turn: Turn) -> None:
    draft = await drafts.own(turn.session, turn.person, callback_data.id)
    dimension = _dimension(callback_data.argument)
    await drafts.choose_all(turn.session, draft, dimension)
    await _show_dimension(turn, draft, dimension)


async def show(turn: Turn, draft: Announcement) -> None:
    """The audience as it is chosen, and the kinds of values to choose it by."""
    _ = turn._
    await turn.state.set_state(Composing.choosing)
    await turn.state.set_data({"announcement": draft.id})
    run = await drafts.dry_run(turn.session, draft)
    sides = await drafts.titled(turn.session, draft)
    rows = [
        [
            button(
                _.plain(label, chosen=described.chosen(sides, draft, dimension, _)),
                Announce(act="dimension", id=draft.id, argument=dimension.value),
            )
        ]
        for dimension, label in described.DIMENSIONS.items()
        if dimension is not Dimension.SESSION or any(isinstance(each, ProgrammeSession) for each in sides)
    ]
    rows.append([button(_.plain("✏️ Next: write the text"), Announce(act="texts", id=draft.id))])
    rows.append([button(_.plain("‹ Announcements"), DeskChoice(to="announce"))])
    question = _("📣 <b>Who is it for?</b>\nChoose one or more; your choices are combined. /cancel discards the draft.")
    await turn.show(Markup("\n\n").join([question, described.counts(run, _)]), inline(_, rows))


async def _show_dimension(turn: Turn, draft: Announcement, dimension: Dimension) -> None:
    _ = turn._
    run = await drafts.dry_run(turn.session, draft)
    sides = await drafts.titled(turn.session, draft)
    selected = draft.audience.get(dimension.value, [])
    names = described.value_names(sides, dimension, _)
    rows = [
        [
            button(
                _.plain("{mark} {value}", mark="☑️" if value in selected else "▫️", value=name),
                AudienceValue(id=draft.id, dimension=dimension.value, value=value, on=value not in selected),
            )
        ]
        for value in await choices(turn.session, draft.mission_id, dimension, catalogues().codes)
        if (name := described.value_name(names, dimension, value, _))
    ]
    if selected:
        every = Announce(act="all", id=draft.id, argument=dimension.value)
        rows.append([button(_.plain_pgettext("audience", "↩️ Choose all"), every)])
    rows.append([button(_.plain("‹ Done"), Announce(act="audience", id=draft.id))])
    title = _(described.DIMENSIONS[dimension], chosen=described.chosen(sides, draft, dimension, _))
    await turn.show(Markup("\n\n").join([title, described.counts(run, _)]), inline(_, rows))


def _dimension(name: str) -> Dimension:
    try:
        return Dimension(name)
    except ValueError:
        raise Refusal(NO_SUCH) from None
