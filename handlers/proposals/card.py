"""The buttons under a proposal: what one can do, and its neighbours; or what is said where there is nobody."""

from __future__ import annotations

from handlers.views import person
from handlers.views.data import AskAct, AskPress, CardAct, CardPress, MenuChoice
from handlers.views.keyboards import Keyboard, Screen, button, inline
from handlers.views.message import About, Button
from locales import N_, Texts
from missions.proposals.cards import Card, Nobody
from storage.tables import CardKind, Delegate, ProposalAnswer

FREE = "free"
"""Of a suggestion: nothing is open between the two."""
NOBODY = {
    Nobody.BEING_MADE: N_("Your suggestions are being prepared. Please try again in a few seconds."),
    Nobody.NO_WORDS: N_("No suggestions yet: your profile does not say what you offer and what you look for."),
    Nobody.NOBODY_YET: N_("No one from another delegation has been approved yet. Please try again later."),
    Nobody.ALL_ANSWERED: N_(
        "No suggestions left. The more your profile says about what you offer and look for, the more "
        "people we can suggest."
    ),
}


def view(_: Texts, card: Card | Nobody, refused: int | None = None) -> Screen:
    """A card of the list, or why there is none. refused: the one before, of whom it may be said why not."""
    if isinstance(card, Nobody):
        return _nobody(_, card)
    return person.text(_, card.counterpart, card.place), keyboard(_, card, refused)


def keyboard(_: Texts, card: Card, refused: int | None) -> Keyboard:
    """What the delegate can say of this counterpart, and the ways to others."""
    other, proposed, place = card.counterpart.other, card.counterpart.proposed, card.place
    ask = button(_.plain("🤝 Request a meeting"), AskPress(act=AskAct.WHEN, id=other.id))
    answers = [button(_.plain("✖️ Not for me"), CardPress(act=CardAct.REFUSE, id=other.id))]
    if proposed.answer is not ProposalAnswer.LATER:
        answers.insert(0, button(_.plain("🕓 Later"), CardPress(act=CardAct.LATER, id=other.id)))
    if proposed.answer is not ProposalAnswer.INTERESTED:
        answers.insert(0, button(_.plain("⭐ Interested"), CardPress(act=CardAct.INTERESTED, id=other.id)))
    ways = [button(_.plain("☰ Menu"), MenuChoice(to="menu"))]
    if place.before is not None:
        ways.insert(0, button("‹", CardPress(act=CardAct.SHOW, id=place.before)))
    if place.after is not None:
        ways.append(button(_.plain("Next ›"), CardPress(act=CardAct.SHOW, id=place.after)))
    last = []
    if refused:
        last = [button(_.plain("💬 Say why (optional)"), CardPress(act=CardAct.WHY, id=refused))]
    elif place.elsewhere is not None:
        last = [_elsewhere(_, card)]
    found = inline(_, [[ask], answers, ways, last])
    found.follow(about(card.counterpart.reader, other, FREE))
    return found


def about(reader: Delegate, other: Delegate, truth: str) -> About:
    """The suggestion that a message shows."""
    return About(CardKind.SUGGESTION, other.id, reader.id, truth=truth, names=frozenset({other.id}))


def _elsewhere(_: Texts, card: Card) -> Button:
    """To the other of the two lists."""
    place = card.place
    many = _.number(place.many_elsewhere)
    if card.counterpart.proposed.why.seek_me:
        label = _.plain("🤝 You match each other ({n})", n=many)
    else:
        label = _.plain("🎁 Looking for what you offer ({n})", n=many)
    return button(label, CardPress(act=CardAct.SHOW, id=place.elsewhere or 0))


def _nobody(_: Texts, why: Nobody) -> Screen:
    profile = button(_.plain("👤 My profile"), MenuChoice(to="profile"))
    again = button(_.plain("🔄 Look again"), MenuChoice(to="people"))
    menu = button(_.plain("‹ Menu"), MenuChoice(to="menu"))
    return _(NOBODY[why]), inline(_, [[again if why is Nobody.BEING_MADE else profile], [menu]])
