"""Why two delegates should meet, both ways, in the reader's language."""

from __future__ import annotations

from markupsafe import Markup

from handlers import labels
from locales import N_, Texts
from missions.matching import Reason, Suggestion

_THEY_OFFER = "they_offer_what_i_seek"

# In the order: with tags and words of theirs, with tags alone, with words alone.
_OFFERED = (
    N_("• They offer what you look for: {tags} ({words})"),
    N_("• They offer what you look for: {tags}"),
    N_("• They offer what you look for: {words}"),
)
_SOUGHT = (
    N_("• They look for what you offer: {tags} ({words})"),
    N_("• They look for what you offer: {tags}"),
    N_("• They look for what you offer: {words}"),
)


def why(_: Texts, suggestion: Suggestion) -> Markup:
    """A few lines: what fits each way, that it fits one way only, or that it is but the same field."""
    lines = [_reason(_, reason) for reason in suggestion.reasons]
    if len(suggestion.reasons) == 1:
        lines.append(_one_sided(_, suggestion.reasons[0]))
    if not suggestion.reasons and suggestion.sectors:
        lines.append(_("• The same field: {sectors}", sectors=labels.sectors(_, suggestion.sectors)))
    if suggestion.languages:
        spoken = labels.languages(_, suggestion.languages)
        lines.append(_("• You both speak: {languages}", languages=spoken))
    else:
        lines.append(_("• You have no language in common: tell the organisers if you agree to meet."))
    return Markup("\n").join(lines)


def _reason(_: Texts, reason: Reason) -> Markup:
    forms = _OFFERED if reason.direction == _THEY_OFFER else _SOUGHT
    tags = labels.sectors(_, reason.tags)
    words = _.list([_("“{words}”", words=words) for words in reason.words])
    if reason.tags and reason.words:
        return _(forms[0], tags=tags, words=words)
    if reason.tags:
        return _(forms[1], tags=tags)
    return _(forms[2], words=words)


def _one_sided(_: Texts, reason: Reason) -> Markup:
    if reason.direction == _THEY_OFFER:
        return _("• One way only: they do not say that they look for what you offer.")
    return _("• One way only: they do not say that they offer what you look for.")
