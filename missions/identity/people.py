"""Whether two people are one: by e-mail, by phone, by name across scripts and spellings, and by organisation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from missions.identity import firms
from missions.identity.contacts import (
    email_key,
    firm_domain,
    is_mobile,
    is_shared_box,
    phone_key,
    same_phone,
)
from missions.identity.personal_names import Name, Shared, parse, part_keys, shared
from missions.identity.sameness import Sameness
from missions.identity.sounds import endings, is_arabic
from storage.tables.folding import fold


@dataclass(frozen=True)
class KnownPerson:
    """What is known of a person. names: one, or the same name in both scripts."""

    names: tuple[str, ...]
    organisation: str = ""
    email: str = ""
    phone: str = ""
    region: str = ""
    """ISO 3166 code of the country that a phone number without one is dialled in."""

    @cached_property
    def parsed(self) -> tuple[tuple[bool, Name], ...]:
        """Each name in its parts, with whether it is in Arabic."""
        return tuple((is_arabic(fold(name)), parse(name)) for name in self.names if fold(name))

    @cached_property
    def mail(self) -> str:
        """The address for comparing."""
        return email_key(self.email)

    @cached_property
    def number(self) -> str:
        """The phone number for comparing."""
        return phone_key(self.phone, self.region)

    @cached_property
    def keys(self) -> frozenset[str]:
        """People with no key in common are different: two parts of the name, or one and the firm, or a contact."""
        parts = {key for _script, name in self.parsed for key in _part_keys(name)}
        pairs = {f"n:{one}|{other}" for one, other in combinations(sorted(parts), 2)}
        firm = {f"o:{part}|{key}" for part in parts for key in firms.keys(self.organisation)}
        alone = {f"n:{part}" for part in parts} if any(len(name.parts) == 1 for _script, name in self.parsed) else set()
        contacts = {f"m:{self.mail}"} if self.mail else set()
        contacts |= {f"p:{self.number.lstrip('+')[-8:]}"} if self.number else set()
        return frozenset(pairs | firm | alone | contacts)


def compare(one: KnownPerson, other: KnownPerson) -> Sameness:
    """Whether two people are one. Certain is nearly always right; what is doubtful is asked."""
    names, contradicted = _names(one, other)
    mailed = bool(one.mail) and one.mail == other.mail
    own_mail = mailed and not is_shared_box(one.mail)
    phoned = same_phone(one.number, other.number)
    if own_mail or phoned:
        return _by_contact(one, names, mailed=own_mail, phoned=phoned)
    if names is None or names < Shared.CLOSE:
        return Sameness.DIFFERENT
    verdict = _by_name(one, other, names, firm=_firm(one, other, mailed=mailed))
    return min(verdict, Sameness.DOUBTFUL) if contradicted else verdict


def _names(one: KnownPerson, other: KnownPerson) -> tuple[Shared | None, bool]:
    """How much of the names is one, and whether they say otherwise in one of the scripts; None where one has none."""
    found = [
        (script == script_too, shared(name, name_too))
        for script, name in one.parsed
        for script_too, name_too in other.parsed
    ]
    if not found:
        return None, False
    best = max(likeness for _same_script, likeness in found)
    within = [likeness for same_script, likeness in found if same_script]
    return best, bool(within) and best >= Shared.CLOSE and min(within) < Shared.CLOSE


def _by_contact(one: KnownPerson, names: Shared | None, *, mailed: bool, phoned: bool) -> Sameness:
    """A contact of their own is one."""
    if names is None:
        return Sameness.CERTAIN
    if names >= Shared.CLOSE or (mailed and (phoned or names is Shared.FIRST) and names > Shared.NOTHING):
        return Sameness.CERTAIN
    if mailed or is_mobile(one.number) or names > Shared.NOTHING:
        return Sameness.DOUBTFUL
    # Colleagues at one switchboard.
    return Sameness.DIFFERENT


def _by_name(one: KnownPerson, other: KnownPerson, names: Shared, firm: Sameness | None) -> Sameness:
    apart = _contacts_apart(one, other)
    if firm is Sameness.CERTAIN:
        taken = names >= Shared.LONG and apart == 0
        return (
            Sameness.CERTAIN
            if taken
            else Sameness.DIFFERENT
            if apart > 1 and names < Shared.SHORTER
            else Sameness.DOUBTFUL
        )
    if firm is Sameness.DOUBTFUL and names is Shared.ALL and not apart:
        return Sameness.CERTAIN
    if names is Shared.CLOSE:
        return Sameness.DIFFERENT if firm is Sameness.DIFFERENT or apart else Sameness.DOUBTFUL
    if firm is Sameness.DIFFERENT:
        return Sameness.DIFFERENT if apart or names < Shared.LONG else Sameness.DOUBTFUL
    return Sameness.DOUBTFUL if apart < 2 else Sameness.DIFFERENT


def _firm(one: KnownPerson, other: KnownPerson, *, mailed: bool) -> Sameness | None:
    """Whether they are of one firm; None where one does not say."""
    domain = firm_domain(one.mail)
    if mailed or (domain and domain == firm_domain(other.mail)):
        return Sameness.CERTAIN
    if not fold(one.organisation) or not fold(other.organisation):
        return None
    return firms.compare(one.organisation, other.organisation)


def _contacts_apart(one: KnownPerson, other: KnownPerson) -> int:
    """How many contacts speak against it: addresses of their own at one domain, or mobile numbers, that differ."""
    mails = [each for each in (one.mail, other.mail) if each and not is_shared_box(each)]
    numbers = [each for each in (one.number, other.number) if is_mobile(each)]
    other_firm = len(mails) == 2 and _firm(one, other, mailed=False) is not Sameness.CERTAIN
    other_box = len(mails) == 2 and mails[0].partition("@")[2] == mails[1].partition("@")[2]
    return int(other_firm or other_box) + int(len(numbers) == 2)


def _part_keys(name: Name) -> set[str]:
    """The keys of the parts that are more than an initial."""
    return {
        f"{key}{end}"
        for part in name.parts
        if len(part[0]) > 1
        for key in part_keys(part)
        for end in {end for word in part for end in endings(word)}
    }
