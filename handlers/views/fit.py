"""Why two delegates should meet, both ways, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from handlers.views import labels
from locales import N_, Texts
from missions.proposals.place import SECTORS
from missions.proposals.proposals import THEY_OFFER, WhyMeet
from missions.rules.colleagues import Courting
from storage.tables import Mission

# In the order: with tags and a phrase of theirs, with tags alone, with the phrase alone.
_OFFERED = (
    N_("• You look for: {tags} ↔ Offers: “{words}” <i>({language})</i>"),
    N_("• Offers what you look for: {tags}"),
    N_("• Offers something close to what you look for: “{words}” <i>({language})</i>"),
)
_SOUGHT = (
    N_("• You offer: {tags} ↔ Looks for: “{words}” <i>({language})</i>"),
    N_("• Looks for what you offer: {tags}"),
    N_("• Looks for something close to what you offer: “{words}” <i>({language})</i>"),
)
FITS = {
    "each_other": N_("🤝 You match each other"),
    "they_offer": N_("🔎 Offers what you look for"),
    "they_seek": N_("🎁 Looks for what you offer"),
    "wished": N_("💡 Other suggestions"),
}
MUST = N_("📌 The organisers suggest this meeting")
LONGEST = 160
"""Signs of a phrase that is quoted; what is longer is cut."""


def heading(_: Texts, why: WhyMeet) -> Markup | None:
    """Which of the lists it belongs to; nothing where nothing is known."""
    if why.must:
        return _(MUST)
    return _(FITS[why.fit]) if why.fit in FITS else None


def lines(_: Texts, mission: Mission, why: WhyMeet) -> list[Markup]:
    """What fits each way, that it fits one way only, or that it is but the same field."""
    found = [_reason(_, mission, reason) for reason in why.reasons if reason["direction"] != SECTORS]
    found += [
        _("• Same sector: {sectors}", sectors=labels.sectors(_, reason["tags"]))
        for reason in why.reasons
        if reason["direction"] == SECTORS
    ]
    if len(why.reasons) == 1 and why.reasons[0]["direction"] != SECTORS:
        found.append(_one_sided(_, why.reasons[0]))
    return found


def sought(_: Texts, mission: Mission, reason: Mapping[str, Any] | None, need: tuple[str, str]) -> Iterator[Markup]:
    """What they look for that the reader offers, in the reader's language, with their own phrase in theirs.

    need: all that they look for, and its language, for those of whom nothing else is known.
    """
    tags, words, language = [], *need
    if reason is not None:
        tags = reason["tags"]
        words, language = next(iter(reason["words"]), ""), reason["language"] or ""
    if tags:
        yield _("🎯 Looks for what you offer: {tags}", tags=labels.tags(_, mission, tags))
    if words and reason is not None and not tags:
        yield _("🎯 Looks for something close to what you offer:")
    elif words and not tags:
        yield _("🎯 Looks for:")
    if words:
        yield _("💬 “{words}” <i>({language})</i>", words=_cut(words), language=labels.language(_, language))


def languages_of_two(_: Texts, shared: Sequence[str], *, interpreted: bool) -> Markup:
    """Which languages two share; where none, whether an interpreter can be had."""
    if shared:
        return _("• You both speak: {languages}", languages=labels.languages(_, shared))
    if interpreted:
        return _("• 🗣 No common language: an interpreter will be there.")
    return _("• No common language: if you agree to meet, tell the organisers.")


def _reason(_: Texts, mission: Mission, reason: Mapping[str, Any]) -> Markup:
    forms = _OFFERED if reason["direction"] == THEY_OFFER else _SOUGHT
    tags = labels.tags(_, mission, reason["tags"])
    words = next(iter(reason["words"]), "")
    if not words:
        return _(forms[1], tags=tags)
    language = labels.language(_, reason["language"] or "")
    if tags:
        return _(forms[0], tags=tags, words=_cut(words), language=language)
    return _(forms[2], words=_cut(words), language=language)


def _one_sided(_: Texts, reason: Mapping[str, Any]) -> Markup:
    if reason["direction"] == THEY_OFFER:
        return _("• One-sided: they have not said they look for what you offer.")
    return _("• One-sided: they have not said they offer what you look for.")


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"


def asked_line(_: Texts, colleague: Courting) -> Markup:
    """A colleague who has asked them for a meeting, or meets them."""
    if colleague.confirmed:
        return _("• 👥 {name} from your organisation already has a meeting with this person.", name=colleague.name)
    return _("• 👥 {name} from your organisation has already requested a meeting.", name=colleague.name)
