"""Invitation links: made choice after choice, shown as a link and a picture, listed, taken back."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendPhoto
from aiogram.types import BufferedInputFile, CallbackQuery
from markupsafe import Markup, escape

from handlers.core.turn import Turn
from handlers.desk import qr
from handlers.desk.data import ClaimLink, InterpreterAct, LinkAct, NewLink
from handlers.views.data import DeskChoice
from handlers.views.keyboards import button, inline
from handlers.views.message import Button, Rows
from locales import N_, Texts
from missions.directory import roster
from missions.errors import Refusal
from missions.people import access
from missions.registration import links
from missions.registration.invitations import DELEGATE
from missions.registration.links import Link
from storage.tables import Mission, RoleKind

LISTED = 20
MADE = N_("This link has already been created, or you moved on to something else. Press “Create a link” for another.")


class Inviting(StatesGroup):
    """A link is being put together: its last button makes one link, however often it is pressed."""

    choosing = State()


def router() -> Router:
    invitations = Router(name="invitations")
    invitations.callback_query.register(show_links, DeskChoice.filter(F.to == "invitations"))
    invitations.callback_query.register(ask_whom, DeskChoice.filter(F.to == "invite"))
    invitations.callback_query.register(ask_uses, NewLink.filter(F.step == "uses"))
    invitations.callback_query.register(ask_days, NewLink.filter(F.step == "days"))
    invitations.callback_query.register(make, NewLink.filter(F.step == "made"))
    invitations.callback_query.register(claim, ClaimLink.filter())
    invitations.callback_query.register(of_interpreter, InterpreterAct.filter(F.act == "link"))
    invitations.callback_query.register(show_link, LinkAct.filter(F.act == "show"))
    invitations.callback_query.register(ask_revoke, LinkAct.filter(F.act == "revoke"))
    invitations.callback_query.register(revoke, LinkAct.filter(F.act == "revoked"))
    return invitations


async def show_links(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    await turn.state.clear()
    await _show_list(turn, mission)


async def _show_list(turn: Turn, mission: Mission) -> None:
    _ = turn._
    held = await links.listed(turn.session, mission.id)
    rows: Rows = [[button(_.plain("➕ Create a link"), DeskChoice(to="invite"))]]
    for link in held[:LISTED]:
        left = _.plain(
            "{left} of {uses} left · {whom}",
            whom=_whom(link, _),
            left=_.number(link.invitation.uses_left),
            uses=_.number(link.invitation.uses),
        )
        rows.append([button(left, LinkAct(act="show", invitation=link.invitation.id))])
    rows.append([button(_.plain("‹ Desk"), DeskChoice(to="home"))])
    if held:
        text = _("✉️ <b>Invitations</b>\nThese links still work. Choose one to see it again or withdraw it.")
    else:
        text = _("✉️ <b>Invitations</b>\nNo link is active. Create one and send it to the people you invite.")
    await turn.show(text, inline(_, rows))


async def ask_whom(_query: CallbackQuery, turn: Turn) -> None:
    mission = await access.require_organiser(turn.session, turn.person)
    _ = turn._
    await turn.state.set_state(Inviting.choosing)
    choice = NewLink(step="uses", mission=mission.id, role=DELEGATE)
    delegations = await roster.delegations(turn.session, mission.id)
    rows = [
        [
            button(
                _.plain("Delegates: {delegation}", delegation=delegation.title),
                choice.model_copy(update={"delegation": delegation.id}),
            )
        ]
        for delegation, _count in delegations
    ]
    if delegations:
        rows.append([button(_.plain("Delegates (they choose their delegation)"), choice)])
    organiser = NewLink(step="days", mission=mission.id, role=RoleKind.ORGANISER.value)
    rows.append([button(_.plain("An organiser"), organiser)])
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="invitations"))])
    text = _(
        "➕ <b>New link</b>\n"
        "Who is it for?\n\n"
        "A link for an organiser works once, and the owner confirms the person who opens it."
    )
    if not delegations:
        none = _("There are no delegations yet: they come with your spreadsheet. Until then, invite organisers only.")
        text = Markup("\n\n").join([text, none])
    await turn.show(text, inline(_, rows))


async def ask_uses(_query: CallbackQuery, callback_data: NewLink, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person, callback_data.mission)
    _ = turn._
    choices = [
        button(_.number(uses), callback_data.model_copy(update={"step": "days", "uses": uses})) for uses in links.USES
    ]
    await turn.show(
        _("How many people can use the link?"),
        inline(_, [choices, [button(_.plain("‹ Back"), DeskChoice(to="invite"))]]),
    )


async def ask_days(_query: CallbackQuery, callback_data: NewLink, turn: Turn) -> None:
    await access.require_organiser(turn.session, turn.person, callback_data.mission)
    _ = turn._
    rows = []
    for days in links.DAYS:
        text = _.plain_ngettext("{n} day", "{n} days", days) if days else _.plain("Until the mission ends")
        rows.append([button(text, callback_data.model_copy(update={"step": "made", "days": days}))])
    rows.append([button(_.plain("‹ Back"), DeskChoice(to="invite"))])
    await turn.show(_("How long should the link work?"), inline(_, rows))


async def make(_query: CallbackQuery, callback_data: NewLink, turn: Turn) -> None:
    link = await links.make(
        turn.session,
        turn.person,
        callback_data.mission,
        role=callback_data.role,
        delegation_id=callback_data.delegation or None,
        uses=callback_data.uses,
        days=callback_data.days,
    )
    if await turn.state.get_state() != Inviting.choosing.state:
        raise Refusal(MADE)
    await turn.state.clear()
    await _present(turn, link)


async def claim(_query: CallbackQuery, callback_data: ClaimLink, turn: Turn) -> None:
    await _present(turn, await links.claim(turn.session, turn.person, callback_data.delegate))


async def of_interpreter(_query: CallbackQuery, callback_data: InterpreterAct, turn: Turn) -> None:
    await _present(turn, await links.of_interpreter(turn.session, turn.person, callback_data.id))


async def show_link(_query: CallbackQuery, callback_data: LinkAct, turn: Turn) -> None:
    await _present(turn, await links.find(turn.session, turn.person, callback_data.invitation))


async def ask_revoke(_query: CallbackQuery, callback_data: LinkAct, turn: Turn) -> None:
    link = await links.find(turn.session, turn.person, callback_data.invitation)
    _ = turn._
    text = _("Withdraw this link? No one can open it afterwards: {whom}.", whom=_whom(link, _))
    if used := link.invitation.uses - link.invitation.uses_left:
        stay = _.ngettext(
            "{n} person has used it and stays registered.", "{n} people have used it and stay registered.", used
        )
        text = Markup("\n\n").join([text, stay])
    rows = [
        [button(_.plain("🗑 Withdraw it"), callback_data.model_copy(update={"act": "revoked"}))],
        [button(_.plain("‹ Keep it"), DeskChoice(to="invitations"))],
    ]
    await turn.show(text, inline(_, rows))


async def revoke(_query: CallbackQuery, callback_data: LinkAct, turn: Turn) -> None:
    link = await links.revoke(turn.session, turn.person, callback_data.invitation)
    await turn.toast(turn._.plain("Link withdrawn."))
    await _show_list(turn, link.mission)


async def _present(turn: Turn, link: Link) -> None:
    """The link's terms in place of what was pressed; below, link and picture as they can be forwarded."""
    _ = turn._
    # As it is: the marks that keep directions apart would be copied with it.
    address = escape(await _address(turn.box.bot, link.invitation.token))
    picture = qr.png(str(address))
    rows = [
        [button(_.plain("🗑 Withdraw it"), LinkAct(act="revoke", invitation=link.invitation.id))],
        [_back(link, _)],
    ]
    await turn.show(_terms(link, address, _), inline(_, rows))
    await turn.box.post(
        SendPhoto(
            chat_id=turn.chat_id,
            photo=BufferedInputFile(picture, "wasl.png"),
            caption=_caption(link, address, _),
        )
    )


def _back(link: Link, _: Texts) -> Button:
    if link.interpreter is not None:
        return button(_.plain("‹ Back"), InterpreterAct(act="show", id=link.interpreter.id))
    return button(_.plain("‹ Invitations"), DeskChoice(to="invitations"))


def _terms(link: Link, address: Markup, _: Texts) -> Markup:
    lines = [
        _("🔗 <b>{whom}</b>", whom=_whom(link, _)),
        _(
            "Uses left: {left} of {uses}",
            left=_.number(link.invitation.uses_left),
            uses=_.number(link.invitation.uses),
        ),
    ]
    if link.invitation.expires_at is not None:
        zone = link.mission.time_zone
        lines.append(
            _(
                "Valid until {day}, {time}",
                day=_.day(link.invitation.expires_at, zone),
                time=_.time(link.invitation.expires_at, zone),
            )
        )
    lines.append(_("Tap to copy:\n<code>{address}</code>", address=address))
    lines.append(_by_hand(link, _))
    lines.append(_("You can forward the message below as it is."))
    return Markup("\n").join(lines)


def _caption(link: Link, address: Markup, _: Texts) -> Markup:
    return Markup("\n\n").join([_invites(link, address, _), _by_hand(link, _)])


def _by_hand(link: Link, _: Texts) -> Markup:
    """For where the app loses what the link carries."""
    return _(
        "If nothing happens, copy this and send it in the chat:\n<code>/start {code}</code>",
        code=escape(link.invitation.token),
    )


def _invites(link: Link, address: Markup, _: Texts) -> Markup:
    if link.interpreter is not None:
        return _(
            "<b>{mission}</b>\n{name}, your meetings as an interpreter come to this chat. Open this link:\n{address}",
            mission=link.mission.title,
            name=link.interpreter.name,
            address=address,
        )
    if link.invitation.role != DELEGATE:
        return _(
            "<b>{mission}</b>\nTo help organise it, open this link:\n{address}",
            mission=link.mission.title,
            address=address,
        )
    if link.delegate is not None:
        return _(
            "<b>{mission}</b>\n{name}, your profile is ready. To confirm it, open this link:\n{address}",
            mission=link.mission.title,
            name=link.delegate.called,
            address=address,
        )
    return _("<b>{mission}</b>\nTo take part, open this link:\n{address}", mission=link.mission.title, address=address)


def _whom(link: Link, _: Texts) -> str:
    if link.interpreter is not None:
        return _.plain("To interpret: {name}", name=link.interpreter.name)
    if link.invitation.role != DELEGATE:
        return _.plain("An organiser")
    if link.delegate is not None:
        return _.plain("To claim the profile of {name}", name=link.delegate.called)
    if link.delegation is not None:
        return _.plain("Delegates: {delegation}", delegation=link.delegation.title)
    return _.plain("Delegates of any delegation")


async def _address(bot: Bot, token: str) -> str:
    """The address of an invitation: who opens it is asked to press Start, which sends the token to the bot."""
    me = await bot.me()
    return f"https://t.me/{me.username}?start={token}"
