"""A counterpart as a card: who they are, what they offer and look for, and why to meet them."""

from __future__ import annotations

from markupsafe import Markup

from handlers.views import labels
from handlers.views.data import AskAct, AskPress
from handlers.views.fit import asked_line, heading, languages_of_two, lines
from handlers.views.keyboards import Screen, button, inline
from handlers.views.meeting import who
from handlers.views.meeting_press import Act, MeetingPress
from handlers.views.message import Action, Button
from handlers.views.origin import From
from locales import N_, Texts
from missions.people.languages import shared_languages
from missions.proposals.cards import CardPlace
from missions.proposals.counterpart import Counterpart, FoundPerson
from storage.tables import Delegate, Delegation, Meeting, MeetingState, Organisation, ProposalAnswer

LONGEST = 700
"""Signs of an offer or a need on a card; what is longer is cut."""

ANSWERS = {
    ProposalAnswer.INTERESTED: N_("⭐ You are interested."),
    ProposalAnswer.LATER: N_("🕓 Saved for later."),
}


def text(_: Texts, shown: Counterpart, place: CardPlace | None = None) -> Markup:
    """The card of another delegate; never how to reach them. place: where it is in a list of proposals."""
    other, proposed = shown.other, shown.proposed
    head = [who(_, other, shown.organisation), kind_line(_, shown.organisation, shown.delegation)]
    label = heading(_, proposed.why)
    if place is not None and label is not None:
        number, many = _.number(place.number), _.number(place.many)
        head.insert(0, _("<i>{number} of {many} · {label}</i>", number=number, many=many, label=label))
    parts = [Markup("\n").join(head)]
    parts += offers_and_needs(_, other, LONGEST)
    parts.append(_("<b>Why</b>\n{why}", why=_reasons(_, shown)))
    if proposed.answer in ANSWERS:
        parts.append(_(ANSWERS[proposed.answer]))
    return Markup("\n\n").join(parts)


def offers_and_needs(_: Texts, delegate: Delegate, longest: int) -> list[Markup]:
    """What a delegate offers and looks for, each cut to a limit of characters."""
    parts = []
    if delegate.offer:
        parts.append(_("<b>Offers</b>\n{offer}", offer=_cut(delegate.offer, longest)))
    if delegate.need:
        parts.append(_("<b>Looks for</b>\n{need}", need=_cut(delegate.need, longest)))
    return parts


def found_person(_: Texts, found: FoundPerson, back: Action) -> Screen:
    """A delegate found in the directory; back leads to the list."""
    other, rows = found.counterpart.other, [[button(_.plain("‹ Back to the list"), back)]]
    if found.standing is not None:
        rows.insert(0, [standing_between(_, found.standing)])
    elif found.may_be_asked:
        ask = AskPress(act=AskAct.WHEN, id=other.id)
        rows.insert(0, [button(_.plain("🤝 Request a meeting"), From(ask, back))])
    return text(_, found.counterpart), inline(_, rows)


def standing_between(_: Texts, meeting: Meeting) -> Button:
    """Opens the request or the meeting of the two."""
    show = MeetingPress(act=Act.SHOW, id=meeting.id, revision=meeting.revision)
    is_asked = meeting.state is MeetingState.REQUESTED
    return button(_.plain("📨 Open the request") if is_asked else _.plain("📅 Open the meeting"), show)


def kind_line(_: Texts, organisation: Organisation, delegation: Delegation) -> Markup:
    """What the organisation is, and the delegation with its country."""
    country = _.language.locale.territories.get(delegation.country)
    kind = labels.kind(_, organisation.kind)
    if country is None:
        return _("{kind} · {delegation}", kind=kind, delegation=delegation.title)
    return _("{kind} · {delegation} ({country})", kind=kind, delegation=delegation.title, country=country)


def _reasons(_: Texts, shown: Counterpart) -> Markup:
    mine, theirs, why = shown.reader, shown.other, shown.proposed.why
    found = lines(_, shown.mission, why)
    if not found and why.fit in ("each_other", "they_offer", "they_seek"):
        found.append(_("• Your profiles are close overall."))
    elif not found and not why.must:
        found.append(_("• No topics in common."))
    found.append(languages_of_two(_, shared_languages(mine, theirs), interpreted=shown.interpreted))
    if mine.days and theirs.days and not set(mine.days) & set(theirs.days):
        found.append(_("• You attend on different days."))
    if shown.met is not None:
        year = str(shown.met.starts_on.year)
        found.append(_("• 🔁 You have met before: {mission}, {year}", mission=shown.met.title, year=year))
    found += [asked_line(_, each) for each in shown.colleagues]
    return Markup("\n").join(found)


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
