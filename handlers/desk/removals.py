"""Putting people out: suspend or remove a delegate, take a claimed profile back, end an organiser's part."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery
from markupsafe import Markup, escape

from handlers.core.notices import tell
from handlers.core.turn import Turn
from handlers.desk.data import HelperAct
from handlers.desk.removal_log import lines as acts_in_words
from handlers.views.data import DeskChoice, ProfileCard
from handlers.views.decision_buttons import RemovalAct
from handlers.views.keyboards import button, inline
from handlers.views.message import Button, Rows
from locales import Texts
from missions.people import access
from missions.registration import participation, removal, removal_log
from missions.registration.approval import decidable
from storage.tables import Delegate, DelegateStatus

ANY = frozenset(DelegateStatus)


def router() -> Router:
    removals = Router(name="desk removals")
    removals.callback_query.register(offer, RemovalAct.filter(F.act == "offer"))
    removals.callback_query.register(suspend, RemovalAct.filter(F.act == "suspend"))
    removals.callback_query.register(readmit, RemovalAct.filter(F.act == "readmit"))
    removals.callback_query.register(ask_to_remove, RemovalAct.filter(F.act == "remove"))
    removals.callback_query.register(remove, RemovalAct.filter(F.act == "removed"))
    removals.callback_query.register(ask_to_unclaim, RemovalAct.filter(F.act == "unclaim"))
    removals.callback_query.register(unclaim, RemovalAct.filter(F.act == "unclaimed"))
    removals.callback_query.register(list_helpers, DeskChoice.filter(F.to == "organisers"))
    removals.callback_query.register(ask_to_dismiss, HelperAct.filter(F.act == "end"))
    removals.callback_query.register(dismiss, HelperAct.filter(F.act == "ended"))
    return removals


async def offer(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    """What can be done about a delegate, and what becomes of their meetings."""
    _ = turn._
    delegate = await _shown(turn, callback_data)
    ahead = await participation.confirmed_ahead(turn.session, delegate)
    lines = [_("⛔ <b>{name}</b>", name=delegate.called)]
    if ahead:
        lines.append(_.ngettext("🤝 {n} upcoming confirmed meeting", "🤝 {n} upcoming confirmed meetings", ahead))
    lines.append(
        _(
            "Suspend: no new requests or suggestions for now; confirmed meetings stay.\n"
            "Remove: meetings and requests are cancelled, and the others are notified."
        )
    )
    mission = await access.require_organiser(turn.session, turn.person, delegate.mission_id)
    acts = await removal_log.about_delegate(turn.session, turn.person, delegate)
    lines += acts_in_words(_, acts, mission.time_zone)
    rows: Rows = []
    if delegate.status in removal.IN_PLACE:
        rows.append([_act(_.plain("⛔ Suspend"), delegate, "suspend"), _act(_.plain("🗑 Remove…"), delegate, "remove")])
    elif delegate.status is DelegateStatus.SUSPENDED:
        readmit, out = _act(_.plain("↩️ Readmit"), delegate, "readmit"), _act(_.plain("🗑 Remove…"), delegate, "remove")
        rows.append([readmit, out])
    elif delegate.status is DelegateStatus.REMOVED:
        rows.append([_act(_.plain("↩️ Readmit"), delegate, "readmit")])
    if delegate.person_id is not None and delegate.file_key is not None:
        rows.append([_act(_.plain("🔗 Claimed by the wrong person…"), delegate, "unclaim")])
    rows.append([_back(_, delegate)])
    await turn.show(Markup("\n\n").join(lines), inline(_, rows))


async def suspend(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    notices = await removal.suspend(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await tell(turn.box, notices)
    await turn.toast(turn._.plain("Suspended."))
    await _offer_again(turn, callback_data)


async def readmit(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    notices = await removal.readmit(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await tell(turn.box, notices)
    await turn.toast(turn._.plain("Readmitted."))
    await _offer_again(turn, callback_data)


async def ask_to_remove(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    _ = turn._
    delegate = await _shown(turn, callback_data)
    ahead = await participation.confirmed_ahead(turn.session, delegate)
    text = _.ngettext(
        "Remove <b>{name}</b> from the mission? {n} confirmed meeting is cancelled, and the other person is notified.",
        "Remove <b>{name}</b> from the mission? {n} confirmed meetings are cancelled, and the others are notified.",
        ahead,
        name=delegate.called,
    )
    rows = [[_act(_.plain("🗑 Yes, remove"), delegate, "removed")], [_act(_.plain("‹ Back"), delegate, "offer")]]
    await turn.show(text, inline(_, rows))


async def remove(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    notices = await removal.remove(turn.session, turn.person, callback_data.delegate, callback_data.revision)
    await tell(turn.box, notices)
    await turn.toast(turn._.plain("Removed."))
    await _offer_again(turn, callback_data)


async def ask_to_unclaim(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    _ = turn._
    # Asking does no harm, whatever the person has changed in the profile since they claimed it.
    delegate = await decidable(turn.session, turn.person, callback_data.delegate, states=ANY)
    text = _(
        "Was the profile of <b>{name}</b> claimed by the wrong person? That account loses it at once, and you get a"
        " new link for the right person. Meetings stay.",
        name=delegate.called,
    )
    rows = [
        [_act(_.plain("🔗 Yes, release the profile"), delegate, "unclaimed")],
        [_act(_.plain("‹ Back"), delegate, "offer")],
    ]
    await turn.show(text, inline(_, rows))


async def unclaim(_query: CallbackQuery, callback_data: RemovalAct, turn: Turn) -> None:
    _, revision = turn._, callback_data.revision
    link, notices = await removal.undo_claim(turn.session, turn.person, callback_data.delegate, revision)
    await tell(turn.box, notices)
    delegate = await turn.session.get_one(Delegate, callback_data.delegate)
    address = f"https://t.me/{(await turn.box.bot.me()).username}?start={link.token}"
    text = _(
        "🔗 The profile of <b>{name}</b> can be claimed again. New link for the right person:\n<code>{address}</code>",
        name=delegate.called,
        address=escape(address),
    )
    await turn.show(text, inline(_, [[_back(_, delegate)]]))


async def list_helpers(_query: CallbackQuery, turn: Turn) -> None:
    """The organisers of the mission; only an owner sees them here."""
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    helpers = await removal.helpers(turn.session, turn.person, mission.id)
    rows: Rows = [
        [
            button(
                _.plain("🗑 {name}", name=helper.role.called or str(helper.person.telegram_id)),
                HelperAct(act="end", role=helper.role.id),
            )
        ]
        for helper in helpers
    ]
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    text = _("🔑 <b>Organisers</b>\nChoose one to remove from this mission.")
    if not helpers:
        text = _("🔑 <b>Organisers</b>\nOnly the owners organise this mission. Invite others under Invitations.")
    acts = await removal_log.about_organisers(turn.session, turn.person, mission)
    await turn.show(Markup("\n\n").join([text, *acts_in_words(_, acts, mission.time_zone)]), inline(_, rows))


async def ask_to_dismiss(_query: CallbackQuery, callback_data: HelperAct, turn: Turn) -> None:
    _ = turn._
    mission = await access.require_organiser(turn.session, turn.person)
    helpers = await removal.helpers(turn.session, turn.person, mission.id)
    chosen = [helper for helper in helpers if helper.role.id == callback_data.role]
    if not chosen:
        await list_helpers(_query, turn)
        return
    name = chosen[0].role.called or str(chosen[0].person.telegram_id)
    text = _("Remove <b>{name}</b> from the organisers of this mission? They will be notified.", name=name)
    yes = button(_.plain("🗑 Yes, end it"), HelperAct(act="ended", role=callback_data.role))
    await turn.show(text, inline(_, [[yes], [button(_.plain("‹ Back"), DeskChoice(to="organisers"))]]))


async def dismiss(query: CallbackQuery, callback_data: HelperAct, turn: Turn) -> None:
    await tell(turn.box, await removal.dismiss(turn.session, turn.person, callback_data.role))
    await turn.toast(turn._.plain("Removed."))
    await list_helpers(query, turn)


async def _shown(turn: Turn, press: RemovalAct) -> Delegate:
    return await decidable(turn.session, turn.person, press.delegate, press.revision, ANY)


async def _offer_again(turn: Turn, press: RemovalAct) -> None:
    delegate = await turn.session.get_one(Delegate, press.delegate)
    query = turn.query
    if query is not None:
        await offer(query, RemovalAct(act="offer", delegate=delegate.id, revision=delegate.revision), turn)


def _act(text: str, delegate: Delegate, act: str) -> Button:
    return button(text, RemovalAct(act=act, delegate=delegate.id, revision=delegate.revision))


def _back(_: Texts, delegate: Delegate) -> Button:
    return button(_.plain("‹ Profile"), ProfileCard(delegate=delegate.id))
