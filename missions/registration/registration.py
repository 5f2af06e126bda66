"""Registration: from a first answer to a profile that the organisers see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from locales import N_
from missions.audit import record
from missions.errors import Refusal
from missions.names import fold
from missions.notices import Notice
from missions.people import consent
from missions.people.access import organisers
from missions.people.person import adopt_language
from missions.proposals import topics
from missions.registration import invitations
from missions.registration.invitations import Opened
from missions.registration.participation import CHANGED, ENDED, own, registered, touch
from missions.registration.profile_draft import ProfileDraft
from storage.database import UnitSession
from storage.tables import Delegate, DelegateStatus, Delegation, Mission, Organisation, OrganisationKind, Person

SPOKEN = ("ar", "fr", "en", "es", "pt", "de", "it", "zh")
"""Languages that delegates are asked about, as ISO 639-1 codes; profiles may have others."""

NO_TAG = N_("This topic no longer exists. Please choose another one.")
ALREADY = N_("You are already registered for this mission: /profile")
SHARED_KIND = N_(
    "Colleagues of yours are registered with this organisation, so only the organisers can change its kind."
)
CLAIMED = N_("This profile has already been claimed. Please ask the organisers for a new link.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Notice):
    """To an organiser: someone opened the link to an imported profile and agreed. called: who Telegram says it is."""

    delegate_id: int
    called: str
    person_id: int | None = None
    """Who that is; empty in notices that were kept before they had it."""


def days_of(mission: Mission) -> list[date]:
    """Every day of a mission."""
    return [mission.starts_on + timedelta(days=n) for n in range((mission.ends_on - mission.starts_on).days + 1)]


async def draft_of(session: UnitSession, delegate: Delegate) -> ProfileDraft:
    """A draft of an existing profile, to be changed."""
    organisation = await session.get_one(Organisation, delegate.organisation_id)
    return ProfileDraft(
        mission_id=delegate.mission_id,
        delegation_id=delegate.delegation_id,
        name=delegate.name,
        other_name=delegate.other_name,
        organisation=organisation.name,
        kind=organisation.kind.value,
        position=delegate.position,
        offer=delegate.offer,
        need=delegate.need,
        sectors=[*delegate.sectors],
        sectors_chosen=True,
        offer_tags=[*delegate.offer_tags],
        need_tags=[*delegate.need_tags],
        languages=[*delegate.languages],
        phone=delegate.phone,
        email=delegate.email,
        days=[*delegate.days],
    )


async def read_tags(session: UnitSession, draft: ProfileDraft, *, tick: bool = True) -> int:
    """Offer the tags that the texts speak of and that were not offered before; how many these are.

    tick: sure ones count as confirmed until the delegate unticks them; the delegate decides on the others.
    """
    mission = await session.get_one(Mission, draft.mission_id)
    added = 0
    for side in ("offer", "need"):
        known = draft.chips(side)
        found = await topics.read_from(session, mission, getattr(draft, side))
        new = {tag: sure for tag, sure in found.items() if tag not in known}
        setattr(draft, f"{side}_read", [*known, *new])
        if tick:
            setattr(draft, f"{side}_tags", [*draft.ticked(side), *(tag for tag, sure in new.items() if sure)])
        added += len(new)
    return added


async def begin(session: UnitSession, opened: Opened, person: Person, delegation_id: int) -> ProfileDraft:
    """The person agreed to the notice: count the link, keep the consent, and start with an empty profile.

    Raises:
        Refusal: the link is used up or the delegation is none of the mission's.
    """
    delegation = await session.get(Delegation, opened.invitation.delegation_id or delegation_id)
    if delegation is None or delegation.mission_id != opened.mission.id:
        raise Refusal(invitations.UNKNOWN)
    await _agree(session, opened, person)
    languages = [person.language] if person.language in SPOKEN else []
    return ProfileDraft(mission_id=opened.mission.id, delegation_id=delegation.id, languages=languages)


async def claim(session: UnitSession, opened: Opened, person: Person, called: str) -> tuple[Delegate, list[Notice]]:
    """The person agreed to the notice: bind the imported profile of the link to them.

    Raises:
        Refusal: someone else claimed it, or the person has another profile in this mission.
    """
    if opened.delegate is not None:
        raise Refusal(ALREADY)
    delegate = await session.get(Delegate, opened.invitation.delegate_id, with_for_update=True)
    if delegate is None or delegate.person_id is not None:
        raise Refusal(CLAIMED)
    await _agree(session, opened, person)
    delegate.person_id = person.id
    adopt_language(person, delegate.language)
    if delegate.status in {DelegateStatus.INVITED, DelegateStatus.APPROVED}:
        # The organisers who entered it have accepted it.
        delegate.status = DelegateStatus.APPROVED
        delegate.approved_at = delegate.approved_at or session.now
    touch(session, delegate)
    await session.flush()
    record(session, person, delegate.mission_id, "delegate.claim", f"delegate:{delegate.id}")
    desk = await organisers(session, delegate.mission_id)
    return delegate, [Claimed(to=one.id, delegate_id=delegate.id, person_id=person.id, called=called) for one in desk]


async def submit(session: UnitSession, person: Person, draft: ProfileDraft) -> tuple[Delegate, list[Notice]]:
    """Send a profile to the organisers.

    Raises:
        Refusal: the person is registered, or did not agree to the notice.
    """
    if not await consent.given(session, person, draft.mission_id):
        raise Refusal(invitations.UNKNOWN)
    organisation = await _organisation(session, draft)
    delegate = Delegate(
        mission_id=draft.mission_id,
        person_id=person.id,
        delegation_id=draft.delegation_id,
        organisation_id=organisation.id,
        language=person.language,
        created_at=session.now,
        updated_at=session.now,
        **_values(draft),
    )
    session.add(delegate)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Refusal(ALREADY) from error
    record(session, person, draft.mission_id, "delegate.register", f"delegate:{delegate.id}")
    return delegate, await registered(session, delegate)


async def change(session: UnitSession, person: Person, delegate_id: int, draft: ProfileDraft) -> Delegate:
    """Change a profile. Who is approved stays approved.

    Raises:
        Refusal: it is not the person's, they left, or the kind is shared with colleagues.
    """
    delegate = await own(session, person, delegate_id)
    if delegate.status in ENDED - {DelegateStatus.REFUSED} or delegate.status is DelegateStatus.SUSPENDED:
        raise Refusal(CHANGED)
    before = await draft_of(session, delegate)
    if _values(draft) == _values(before) and (draft.organisation, draft.kind) == (before.organisation, before.kind):
        return delegate
    if (draft.offer, draft.need) != (before.offer, before.need):
        delegate.language = person.language
    former = delegate.organisation_id
    delegate.organisation_id = (await _organisation(session, draft, delegate)).id
    for name, value in _values(draft).items():
        setattr(delegate, name, value)
    touch(session, delegate)
    await session.flush()
    await _drop_empty(session, former)
    record(session, person, delegate.mission_id, "delegate.change", f"delegate:{delegate.id}")
    return delegate


async def answer(session: UnitSession, person: Person, delegate_id: int) -> tuple[Delegate, list[Notice]]:
    """The profile was completed as the organisers asked, or mended after they refused it: back into the queue.

    Raises:
        Refusal: it waits already, or was decided otherwise.
    """
    delegate = await own(session, person, delegate_id)
    if delegate.status not in {DelegateStatus.QUESTIONED, DelegateStatus.REFUSED}:
        raise Refusal(CHANGED)
    delegate.status, delegate.status_reason = DelegateStatus.PENDING, ""
    touch(session, delegate)
    return delegate, await registered(session, delegate, again=True)


async def known_kind(session: UnitSession, mission_id: int, organisation: str) -> str:
    """The kind of an organisation that the mission knows; empty when it does not."""
    row = await _find(session, mission_id, fold(organisation))
    return "" if row is None else row.kind.value


async def kind_is_shared(session: UnitSession, mission_id: int, organisation: str, delegate_id: int | None) -> bool:
    """Whether another delegate has this organisation: then only organisers may change its kind."""
    row = await _find(session, mission_id, fold(organisation))
    return row is not None and await _others(session, row.id, delegate_id) > 0


async def _agree(session: UnitSession, opened: Opened, person: Person) -> None:
    await invitations.use(session, opened, person)
    await consent.give(session, person, opened.mission.id)
    person.mission_id = opened.mission.id
    session.add(person)


async def _organisation(session: UnitSession, draft: ProfileDraft, delegate: Delegate | None = None) -> Organisation:
    """The organisation's row, shared by colleagues. A profile changes name and kind only if no colleague has it."""
    key = fold(draft.organisation)
    row = await _find(session, draft.mission_id, key)
    kind = OrganisationKind(draft.kind)
    if row is None:
        row = Organisation(mission_id=draft.mission_id, name=draft.organisation, name_key=key, kind=kind)
    elif await _others(session, row.id, delegate.id if delegate else None) == 0:
        row.name, row.kind = draft.organisation, kind
    elif row.kind is not kind and delegate is not None and delegate.organisation_id == row.id:
        raise Refusal(SHARED_KIND)
    session.add(row)
    await session.flush()
    return row


async def _find(session: UnitSession, mission_id: int, key: str) -> Organisation | None:
    found = select(Organisation).where(Organisation.mission_id == mission_id, Organisation.name_key == key)
    return (await session.exec(found)).first()


async def _others(session: UnitSession, organisation_id: int, delegate_id: int | None) -> int:
    there = select(func.count()).select_from(Delegate).where(Delegate.organisation_id == organisation_id)
    if delegate_id is not None:
        there = there.where(col(Delegate.id) != delegate_id)
    return int((await session.exec(there)).one())


async def _drop_empty(session: UnitSession, organisation_id: int) -> None:
    if await _others(session, organisation_id, None) == 0:
        row = await session.get(Organisation, organisation_id)
        if row is not None:
            await session.delete(row)
            await session.flush()


def _values(draft: ProfileDraft) -> dict[str, Any]:
    names: Iterable[str] = ("name", "position", "offer", "need", "sectors", "languages", "phone", "days")
    return {name: getattr(draft, name) for name in (*names, "other_name", "email", "offer_tags", "need_tags")}
