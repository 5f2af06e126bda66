"""What joining tells others: the organisers of who wants to join, and those who joined of the organisers' word."""

from __future__ import annotations

from markupsafe import Markup

from handlers.core.commands import newly_offered
from handlers.core.gathering import gather
from handlers.core.notices import Reader, Said
from handlers.registration import gathered
from handlers.views import menu, profile
from handlers.views.data import MenuChoice
from handlers.views.decision_buttons import RemovalAct, RoleAnswer, decisions
from handlers.views.first_line import Who, first_line
from handlers.views.keyboards import Screen, button, live
from handlers.views.message import About, NeutralMessage
from handlers.views.zones import asked
from locales import N_, Texts
from missions.people.home import home_of
from missions.registration.approval import Approved, MoreAsked, RegistrationRefused
from missions.registration.organisers import RoleAnswered, RoleAsked
from missions.registration.participation import Registered
from missions.registration.registration import Claimed
from missions.registration.removal import ClaimUndone, Readmitted, Removed, RoleEnded, Suspended
from missions.registration.whole_profile import whole_of
from storage.tables import CardKind, Delegate, Mission, Role, RoleKind

ROLES = {
    RoleKind.ORGANISER: N_("organiser"),
    RoleKind.LEADER: N_("delegation leader"),
    RoleKind.DESK: N_("desk"),
    RoleKind.INTERPRETER: N_("interpreter"),
}


async def registered(notice: Registered, reader: Reader) -> Said:
    """Alone, with all that is in it; in a burst, on the card of those who wait."""
    delegate = await reader.session.get_one(Delegate, notice.delegate_id)
    earlier = await gathered.open_card(reader, delegate)
    if earlier is not None:
        return [await gathered.add(reader, *earlier, delegate.mission_id)]
    text, keyboard = await registration_view(reader, delegate, again=notice.again)
    return [NeutralMessage(text=text, buttons=keyboard.rows, about=keyboard.about)]


async def registration_view(reader: Reader, delegate: Delegate, *, again: bool) -> Screen:
    """A registration to be decided on. again: it was sent before."""
    _ = reader._
    mission = await reader.session.get_one(Mission, delegate.mission_id)
    found = await whole_of(reader.session, delegate)
    what = _("🔄 <b>Completed registration</b>") if again else _("🆕 <b>New registration</b>")
    first = first_line(_, what, who=Who(delegate.called, found.draft.organisation))
    head = Markup("\n").join((first, _("<i>{mission}</i>", mission=mission.title)))
    whole = profile.text(_, found)
    screen = Markup("\n\n").join((head, whole)), decisions(_, delegate)
    return live(screen, About(CardKind.REGISTRATION, delegate.id, names=frozenset({delegate.id})), whole)


async def claimed(notice: Claimed, reader: Reader) -> Said:
    _ = reader._
    delegate = await reader.session.get_one(Delegate, notice.delegate_id)
    text = Markup("\n").join(
        (
            first_line(_, _("🔗 <b>Profile claimed by link</b>"), who=Who(delegate.called)),
            _("Name on Telegram: {called}.", called=notice.called),
        )
    )
    wrong = RemovalAct(act="unclaim", delegate=delegate.id, revision=delegate.revision)
    label = _.plain("🚫 Wrong person: {name}…", name=delegate.called)
    return [await gather(reader, CardKind.CLAIMS, NeutralMessage(text=text, buttons=[[button(label, wrong)]]))]


async def approved(notice: Approved, reader: Reader) -> Said:
    _ = reader._
    delegate = await reader.session.get_one(Delegate, notice.delegate_id)
    mission = await reader.session.get_one(Mission, delegate.mission_id)
    welcome = _(
        "✅ <b>Registration approved: {mission}.</b> See who you could meet, and request your first meeting.",
        mission=mission.title,
    )
    _text, keyboard = menu.view(_, await home_of(reader.session, reader.person))
    hours, zone = asked(_, mission.time_zone)
    return [NeutralMessage(text=Markup("\n").join([welcome, hours]), buttons=[*keyboard.rows, *zone])]


async def refused(notice: RegistrationRefused, reader: Reader) -> Said:
    _ = reader._
    text = _(
        "🚫 The organisers did not approve your registration: <i>{reason}</i>\n\n"
        "You can edit your profile and send it again.",
        reason=notice.reason,
    )
    return [_to_mend(_, text, About(CardKind.ASKED, notice.delegate_id, day=1))]


async def more_asked(notice: MoreAsked, reader: Reader) -> Said:
    _ = reader._
    text = _(
        "❔ Before they approve you, the organisers ask: <i>{question}</i>\n\n"
        "Please add it to your profile, then send it again.",
        question=notice.question,
    )
    return [_to_mend(_, text, About(CardKind.ASKED, notice.delegate_id))]


def _to_mend(_: Texts, text: Markup, about: About) -> NeutralMessage:
    """What the organisers want of a profile, with the way there."""
    rows = [[button(_.plain("👤 Open my profile"), MenuChoice(to="profile"))]]
    return NeutralMessage(text=text, buttons=rows, about=about)


async def role_asked(notice: RoleAsked, reader: Reader) -> Said:
    _ = reader._
    role = await reader.session.get_one(Role, notice.role_id)
    mission = await reader.session.get_one(Mission, role.mission_id)
    called = _.plain(ROLES[role.kind])
    text = Markup("\n").join(
        (
            first_line(_, _("🔑 <b>Confirm as {role}?</b>", role=called), who=Who(notice.called)),
            _(
                "<b>{name}</b> opened your link and asks to help run <b>{mission}</b> as: {role}.",
                name=notice.called,
                mission=mission.title,
                role=called,
            ),
        )
    )
    rows = [
        [
            button(_.plain("✅ Confirm"), RoleAnswer(role=role.id, accept=True)),
            button(_.plain("🚫 Refuse"), RoleAnswer(role=role.id, accept=False)),
        ]
    ]
    return [NeutralMessage(text=text, buttons=rows, about=About(CardKind.ROLE, role.id))]


async def role_answered(notice: RoleAnswered, reader: Reader) -> Said:
    _ = reader._
    mission = await reader.session.get_one(Mission, notice.mission_id)
    if not notice.accepted:
        return [NeutralMessage(text=_("The owner of <b>{mission}</b> did not confirm you.", mission=mission.title))]
    text = _(
        "✅ You are confirmed for <b>{mission}</b> as: {role}.", mission=mission.title, role=_.plain(ROLES[notice.kind])
    )
    _text, keyboard = menu.view(_, await home_of(reader.session, reader.person))
    organises = notice.kind is RoleKind.ORGANISER
    commands = await newly_offered(reader.session, reader.person, _) if organises else {}
    return [NeutralMessage(text=text, buttons=keyboard.rows, commands=commands)]


async def role_ended(notice: RoleEnded, reader: Reader) -> Said:
    mission = await reader.session.get_one(Mission, notice.mission_id)
    return [NeutralMessage(text=reader._("🔑 You no longer organise <b>{mission}</b>.", mission=mission.title))]


async def suspended(notice: Suspended, reader: Reader) -> Said:
    mission = await _mission_of(reader, notice.delegate_id)
    text = reader._(
        "⛔ <b>{mission}</b>: the organisers have suspended your participation. Your confirmed meetings stay.",
        mission=mission.title,
    )
    return [NeutralMessage(text=text)]


async def readmitted(notice: Readmitted, reader: Reader) -> Said:
    _ = reader._
    mission = await _mission_of(reader, notice.delegate_id)
    _text, keyboard = menu.view(_, await home_of(reader.session, reader.person))
    text = _("✅ <b>{mission}</b>: you are back. The organisers have readmitted you.", mission=mission.title)
    return [NeutralMessage(text=text, buttons=keyboard.rows)]


async def removed(notice: Removed, reader: Reader) -> Said:
    mission = await _mission_of(reader, notice.delegate_id)
    text = reader._(
        "🗑 <b>{mission}</b>: the organisers have ended your participation. Your meetings are cancelled.",
        mission=mission.title,
    )
    return [NeutralMessage(text=text)]


async def claim_undone(notice: ClaimUndone, reader: Reader) -> Said:
    mission = await reader.session.get_one(Mission, notice.mission_id)
    text = reader._(
        "🔗 <b>{mission}</b>: the profile you opened belongs to another person, and is no longer yours."
        " If this is wrong, please contact the organisers.",
        mission=mission.title,
    )
    return [NeutralMessage(text=text)]


async def _mission_of(reader: Reader, delegate_id: int) -> Mission:
    delegate = await reader.session.get_one(Delegate, delegate_id)
    return await reader.session.get_one(Mission, delegate.mission_id)
