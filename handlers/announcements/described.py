"""How an audience and a dry run read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from handlers.views import labels
from locales import N_, Texts, catalogues
from missions.announcements.audience import Dimension
from missions.announcements.drafts import DryRun, Titled, for_others
from storage.tables import Announcement, DelegateStatus, Delegation, OrganisationKind, ProgrammeSession

DIMENSIONS = {
    Dimension.DELEGATION: N_("🧭 Delegation: {chosen}"),
    Dimension.KIND: N_("🏢 Kind of organisation: {chosen}"),
    Dimension.SECTOR: N_("🏷 Sector: {chosen}"),
    Dimension.LANGUAGE: N_("🌐 Language: {chosen}"),
    Dimension.STATUS: N_("✅ Status: {chosen}"),
    Dimension.SESSION: N_("📋 Signed up for: {chosen}"),
}


def value_names(sides: Sequence[Titled], dimension: Dimension, _: Texts) -> Mapping[str, str]:
    """What the values of a dimension are called. sides: the mission's delegations and sessions."""
    match dimension:
        case Dimension.DELEGATION:
            return {str(side.id): _.choose(side.title) for side in sides if isinstance(side, Delegation)}
        case Dimension.SESSION:
            return {str(side.id): _.choose(side.title) for side in sides if isinstance(side, ProgrammeSession)}
        case Dimension.KIND:
            return {kind.value: labels.kind(_, kind) for kind in OrganisationKind}
        case Dimension.STATUS:
            return {status.value: labels.status(_, status) for status in DelegateStatus}
        case _:
            return {}


def value_name(names: Mapping[str, str], dimension: Dimension, value: str, _: Texts) -> str:
    """What one value is called."""
    match dimension:
        case Dimension.SECTOR:
            return labels.sector(_, value)
        case Dimension.LANGUAGE:
            return labels.language(_, value)
        case _:
            return names.get(value, value)


def chosen(sides: Sequence[Titled], announcement: Announcement, dimension: Dimension, _: Texts) -> str:
    """The values of a dimension that the audience has, or that it has them all."""
    values = announcement.audience.get(dimension.value, [])
    if not values:
        return _.plain_pgettext("audience", "all")
    names = value_names(sides, dimension, _)
    return _.list([value_name(names, dimension, value, _) for value in values])


def audience(sides: Sequence[Titled], announcement: Announcement, _: Texts) -> Markup:
    """The filter in words: a line for each dimension that narrows it down."""
    narrowed = [dimension for dimension in Dimension if announcement.audience.get(dimension.value)]
    if not narrowed:
        return _("👥 For everyone in the mission")
    lines = [_(DIMENSIONS[dimension], chosen=chosen(sides, announcement, dimension, _)) for dimension in narrowed]
    return Markup("\n").join(lines)


def counts(run: DryRun, _: Texts) -> Markup:
    """How many people it is for, and how many of them it reaches."""
    lines = [
        _("👥 In the audience: <b>{n}</b>", n=_.number(run.total)),
        _("📬 Can be reached now: <b>{n}</b>", n=_.number(run.reachable)),
    ]
    if run.unreachable:
        lines.append(_("🔕 Unreachable (blocked the bot): {n}", n=_.number(run.unreachable)))
    if run.without_chat:
        lines.append(_("✉️ Not in the chat yet: {n}", n=_.number(run.without_chat)))
    return Markup("\n").join(lines)


def languages(run: DryRun, announcement: Announcement, _: Texts) -> Markup:
    """A line for each language that the audience reads: how many, and which text they get."""
    return Markup("\n").join(_language(code, count, announcement, _) for code, count in run.languages.items())


def _language(code: str, count: int, announcement: Announcement, _: Texts) -> Markup:
    known = {"language": labels.language(_, code), "n": _.number(count)}
    if code in announcement.texts:
        return _("✅ {language} ({n}): written", **known)
    if announcement.fallback is not None:
        other = labels.language(_, announcement.fallback)
        return _("↪️ {language} ({n}): will receive the text in {other}", **known, other=other)
    return _("⚠️ {language} ({n}): no text yet", **known)


def newcomers(announcement: Announcement, author_language: str, _: Texts) -> Markup | None:
    """Whose text someone gets who comes by then with a language that nobody foresaw."""
    others = for_others(announcement, author_language)
    possible = announcement.audience.get(Dimension.LANGUAGE.value) or catalogues().codes
    if others is None or set(possible) <= set(announcement.texts):
        return None
    return _("↪️ Any other language: will receive the text in {other}", other=labels.language(_, others))
