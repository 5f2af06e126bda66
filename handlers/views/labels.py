"""What the kinds, statuses, sectors and languages of a profile are called."""

from __future__ import annotations

from collections.abc import Iterable

from locales import N_, Texts
from missions.matching.taxonomy import concepts
from missions.proposals import topics
from storage.tables import DelegateStatus, Mission, OrganisationKind

KINDS = {
    OrganisationKind.COMPANY: N_("Company"),
    OrganisationKind.AGENCY: N_("Public agency"),
    OrganisationKind.CHAMBER: N_("Chamber of commerce"),
    OrganisationKind.PARK: N_("Technology park"),
    OrganisationKind.UNIVERSITY: N_("University"),
    OrganisationKind.INVESTOR: N_("Investor"),
    OrganisationKind.ASSOCIATION: N_("Association"),
}
STATUSES = {
    DelegateStatus.INVITED: N_("Not in the chat yet"),
    DelegateStatus.PENDING: N_("Waiting for approval"),
    DelegateStatus.QUESTIONED: N_("Asked for details"),
    DelegateStatus.APPROVED: N_("Approved"),
    DelegateStatus.REFUSED: N_("Not approved"),
    DelegateStatus.PAUSED: N_("Paused"),
    DelegateStatus.LEFT: N_("Has left"),
    DelegateStatus.SUSPENDED: N_("Suspended"),
    DelegateStatus.REMOVED: N_("Removed"),
}
STATUS_SIGNS = {
    DelegateStatus.INVITED: "✉️",
    DelegateStatus.PENDING: "⏳",
    DelegateStatus.QUESTIONED: "❔",
    DelegateStatus.APPROVED: "✅",
    DelegateStatus.REFUSED: "🚫",
    DelegateStatus.PAUSED: "⏸",
    DelegateStatus.LEFT: "🚪",
    DelegateStatus.SUSPENDED: "⛔",
    DelegateStatus.REMOVED: "🗑",
}

STANDS = {
    DelegateStatus.INVITED: N_("⏳ Not confirmed yet."),
    DelegateStatus.PENDING: N_("⏳ The organisers are reviewing your registration. Their answer will come here."),
    DelegateStatus.QUESTIONED: N_("❔ The organisers ask: <i>{reason}</i>"),
    DelegateStatus.APPROVED: N_("✅ Registration approved"),
    DelegateStatus.REFUSED: N_("🚫 Your registration was not approved: <i>{reason}</i>"),
    DelegateStatus.PAUSED: N_("⏸ Paused: you are not suggested to anyone."),
    DelegateStatus.LEFT: N_("🚪 You have left this mission."),
    DelegateStatus.SUSPENDED: N_("⛔ The organisers have suspended your participation. Confirmed meetings stay."),
    DelegateStatus.REMOVED: N_("🗑 The organisers have ended your participation."),
}
"""The state of a registration, as its delegate reads it."""


def kind(_: Texts, which: OrganisationKind) -> str:
    """What an organisation is."""
    return _.plain(KINDS[which])


def status(_: Texts, which: DelegateStatus) -> str:
    """The state of a registration."""
    return _.plain(STATUSES[which])


def sector(_: Texts, concept_id: str) -> str:
    """A sector or a tag of the taxonomy; its own id where it is unknown."""
    concept = concepts().get(concept_id)
    return _.choose(concept.label) if concept else concept_id


def tag(_: Texts, mission: Mission, which: str) -> str:
    """A tag of the mission; its own id where it is no longer known."""
    known = topics.label(mission, which)
    return _.choose(known) if known else which


def tags(_: Texts, mission: Mission, which: Iterable[str]) -> str:
    """Several of them. Some labels have an "and" of their own: a sentence of them could not be read."""
    return " · ".join(tag(_, mission, each) for each in which)


def sectors(_: Texts, concept_ids: Iterable[str]) -> str:
    """Several of them, one after another."""
    return _.list([sector(_, concept_id) for concept_id in concept_ids])


def language(_: Texts, code: str) -> str:
    """A language's name in the reader's own; its code where CLDR has none."""
    return str(_.language.locale.languages.get(code, code))


def languages(_: Texts, codes: Iterable[str]) -> str:
    """Several of them, one after another."""
    return _.list([language(_, code) for code in codes])
