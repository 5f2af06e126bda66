"""Reasons for a "no": common ones to press, told to the other in the other's language; or one's own words."""

from __future__ import annotations

from locales import N_, Texts

NONE = 0
OWN_WORDS = 1

REASONS = {
    2: N_("Our fields are too far apart."),
    3: N_("My agenda is full."),
    4: N_("We are already in contact."),
    5: N_("A colleague of mine is better placed."),
    6: N_("I cannot come at that time."),
    7: N_("I can no longer take part."),
    8: N_("We are competitors."),
}

FOR_DECLINING = (2, 3, 4, 5)
FOR_CANCELLING = (6, 7)

NOT_FOR_ME = (2, 4, 5, 8)
"""Why a proposal is turned down; told to nobody."""

_SIGN = ":"


def kept(number: int) -> str:
    """What Meeting.reason keeps for a reason that was pressed."""
    return f"{_SIGN}{number}" if number in REASONS else ""


def kept_words(words: str) -> str:
    """The same for one's own words, which are never taken for a pressed one."""
    return words.lstrip(_SIGN)


def told(_: Texts, reason: str) -> str:
    """The reason in the reader's language; empty where none was given."""
    if reason.startswith(_SIGN):
        number = int(reason.removeprefix(_SIGN))
        return _.plain(REASONS[number]) if number in REASONS else ""
    return reason
