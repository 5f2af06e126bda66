"""How a draft reads: how many meetings are placed, what keeps the others out, and where each is."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from handlers.core.message_text import MESSAGE_LIMIT, length
from handlers.views import labels
from handlers.views.table import table_at
from locales import N_, Texts
from missions.solver import Rule
from missions.timetables.draft_plan import Obstacle, Seat, TimetableDraft
from missions.timetables.summary import Names
from storage.tables import TimetableKind

SLOTS = 4
"""Times that are named where a reason holds only then."""

KINDS = {"make": TimetableKind.WHOLE, "afresh": TimetableKind.AFRESH, "mend": TimetableKind.MENDED}
"""What the buttons that begin a timetable begin."""
AGAIN = {kind: act for act, kind in KINDS.items()}

LEVELS = {
    "gaps": N_("⏸ Gaps in people’s days: {value}"),
    "venue_changes": N_("🚶 Changes of venue: {value}"),
}
PROVEN = N_("{level} (no plan has fewer)")
AT_LEAST = N_("{level} (at best {bound})")

OF_PEOPLE = {
    Rule.ABSENT: N_("{people}: not there"),
    Rule.BUSY: N_("{people}: in other meetings"),
    Rule.DAY_LIMIT: N_("{people}: daily limit of meetings reached"),
    Rule.TRAVEL: N_("{people}: not enough time between two venues"),
}
OF_LANGUAGES = {
    Rule.NO_INTERPRETER: N_("no interpreter for {languages}"),
    Rule.INTERPRETERS: N_("interpreters for {languages}: busy or away"),
}
OF_PAIRS = {
    Rule.MUST: N_("a required meeting: {pair}"),
    Rule.FIXED: N_("an existing meeting: {pair}"),
    Rule.SLOTS: N_("only possible at certain times: {pair}"),
    Rule.ORDER: N_("one must come before the other: {pair}"),
}


def placed(_: Texts, draft: TimetableDraft) -> Markup:
    """The sentence an organiser can defend."""
    known = {"placed": _.number(draft.placed), "wished": _.number(draft.wished)}
    if draft.placed == draft.wished:
        return _("<b>All {wished} wanted meetings are placed.</b>", wished=known["wished"])
    if draft.bound is None:
        return _("<b>{placed} of {wished} placed.</b>", **known)
    if draft.proven:
        return _("<b>{placed} of {wished} placed; no plan places more.</b>", **known)
    return _("<b>{placed} of {wished} placed; at most {bound} are possible.</b>", **known, bound=_.number(draft.bound))


def levels(_: Texts, draft: TimetableDraft) -> list[Markup]:
    """What else counts, each with its bound."""
    lines = []
    for name, value, bound, _scope in draft.levels:
        if name in LEVELS:
            line = _(LEVELS[name], value=_.number(round(value)))
            proven = abs(value - bound) < 1e-6
            lines.append(_(PROVEN, level=line) if proven else _(AT_LEAST, level=line, bound=_.number(round(bound))))
    return lines


def pair(_: Texts, names: Names, key: str) -> str:
    one, other = names.pair(key)
    return _.plain("{one} – {other}", one=one, other=other)


def moment(_: Texts, names: Names, slot_id: int) -> str:
    slot = names.slots.get(slot_id)
    if slot is None:
        return "?"
    zone = names.mission.time_zone
    return _.plain("{day}, {time}", day=_.brief_day(slot.starts_at, zone), time=_.time(slot.starts_at, zone))


def seat(_: Texts, names: Names, at: Seat) -> Markup:
    """When and where, with the interpreter."""
    table, venue = names.tables.get(at.table_id, (None, None))
    where = table_at(_, venue.title, table.label) if venue and table else "?"
    line = _("{when} · {where}", when=moment(_, names, at.slot_id), where=where)
    if at.interpreter_id is None:
        return line
    return _("{seat} · 🗣 {interpreter}", seat=line, interpreter=names.interpreters.get(at.interpreter_id, "?"))


def reasons(_: Texts, names: Names, whys: Sequence[Obstacle], at_most: int = 4) -> list[Markup]:
    """Each rule in the way as a sentence; said once where several are alike."""
    lines = [why(_, names, each) for each in whys]
    return [_("• {reason}", reason=line) for line in list(dict.fromkeys(lines))[:at_most]]


def why(_: Texts, names: Names, reason: Obstacle) -> Markup:
    sentence = _rule(_, names, reason)
    known = [slot for slot in reason.slots if slot in names.slots]
    if not known:
        return sentence
    times = [moment(_, names, slot) for slot in known[:SLOTS]]
    if len(known) > SLOTS:
        times.append(_.plain("…"))
    return _("{reason} ({times})", reason=sentence, times=_.list(times))


def _rule(_: Texts, names: Names, reason: Obstacle) -> Markup:
    keys = reason.keys
    if reason.rule is Rule.ABSENT and len(keys) > 1:
        return _("{people}: never there at the same time", people=_people(_, names, keys))
    if reason.rule in OF_PEOPLE:
        return _(OF_PEOPLE[reason.rule], people=_people(_, names, keys))
    if reason.rule in OF_LANGUAGES:
        return _(OF_LANGUAGES[reason.rule], languages=_languages(_, keys))
    if reason.rule in OF_PAIRS:
        return _(OF_PAIRS[reason.rule], pair=_.list([pair(_, names, str(each)) for each in keys]))
    return _("all tables are taken or closed")


def _people(_: Texts, names: Names, keys: Sequence[int | str]) -> str:
    return _.list([names.delegates.get(int(key), "?") for key in keys])


def _languages(_: Texts, keys: Sequence[int | str]) -> str:
    return labels.languages(_, map(str, keys))


def fitted(lines: Sequence[Markup]) -> Markup:
    """As many of the lines as a message takes, with a mark before each in a language from right to left."""
    kept = list(lines)
    while len(kept) > 1 and length(Markup("\n").join(kept)) + len(kept) > MESSAGE_LIMIT - 10:
        kept.pop()
    return Markup("\n").join(kept if len(kept) == len(lines) else [*kept, Markup("…")])
