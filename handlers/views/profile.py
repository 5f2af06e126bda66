"""A whole profile on one card: for its owner to look over, and for the organisers to decide on."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from handlers.views import labels
from locales import N_, Texts
from missions.registration import registration
from missions.registration.whole_profile import WholeProfile
from storage.tables import Mission, OrganisationKind

FIELDS = {
    "name": N_("Name"),
    "other_name": N_("Name in the other script"),
    "organisation": N_("Organisation"),
    "kind": N_("Kind of organisation"),
    "position": N_("Position"),
    "offer": N_("What I offer"),
    "need": N_("What I look for"),
    "tags": N_("Topics"),
    "sectors": N_("Sectors"),
    "languages": N_("Languages"),
    "contact": N_("Phone number"),
    "email": N_("E-mail"),
    "days": N_("Days"),
}
"""What can be edited, as its button calls it."""


def text(_: Texts, profile: WholeProfile) -> Markup:
    """Everything in a profile; what is missing is said to be missing."""
    draft, delegation, mission = profile.draft, profile.delegation, profile.mission
    missing = _("<i>not given</i>")
    kind = labels.kind(_, OrganisationKind(draft.kind)) if draft.kind else missing
    lines = [
        _("<b>{name}</b>", name=draft.name),
        *([_("🔤 {name}", name=draft.other_name)] if draft.other_name else []),
        _("💼 {position}", position=draft.position or missing),
        _("🏢 {organisation} · {kind}", organisation=draft.organisation, kind=kind),
        _("🧭 {delegation}", delegation=delegation.title),
        Markup(),
        _("🎁 <b>Offers:</b> {offer}", offer=draft.offer or missing),
        *_topics(_, mission, draft.offer_tags),
        _("🔎 <b>Looks for:</b> {need}", need=draft.need or missing),
        *_topics(_, mission, draft.need_tags),
        Markup(),
        _("🏷 <b>Sectors:</b> {sectors}", sectors=_sectors(_, draft.sectors) or missing),
        _("🗣 <b>Languages:</b> {languages}", languages=labels.languages(_, draft.languages) or missing),
        _("📱 <b>Phone:</b> {phone}", phone=draft.phone or missing),
        _("📧 <b>E-mail:</b> {email}", email=draft.email or missing),
        _("📅 <b>Days:</b> {days}", days=days(_, mission, draft.days)),
    ]
    return Markup("\n").join(lines)


def _topics(_: Texts, mission: Mission, tags: list[str]) -> list[Markup]:
    return [_("— <i>{topics}</i>", topics=labels.tags(_, mission, tags))] if tags else []


def _sectors(_: Texts, ids: list[str]) -> str:
    # Their labels have an "and" of their own: a sentence of them could not be read.
    return " · ".join(labels.sector(_, one) for one in ids)


def days(_: Texts, mission: Mission, chosen: list[str]) -> str:
    """The days on which a delegate takes part."""
    every = [day.isoformat() for day in registration.days_of(mission)]
    if not set(every) - set(chosen or every):
        return _.plain("all")
    return _.list(_.day(date.fromisoformat(day)) for day in chosen)
