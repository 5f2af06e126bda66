"""Every job of the clock, by the name that logs and metrics give it.

A job answers the notices that are due at `session.now`, at most `missions.jobs.CHUNK` of them, from the tables alone.
"""

from __future__ import annotations

from missions.announcements import sending
from missions.cards import stale
from missions.changes import chasing, telling
from missions.directory import directory
from missions.interpreters import knowledge
from missions.interpreters import reminders as interpreters
from missions.jobs import Due
from missions.meetings import digests, expiry, organisation_requests, reminders, waiting_alone
from missions.operations import restored, set_aside, zone_rules
from missions.people import reach
from missions.privacy import retention
from missions.pushes import releasing
from missions.refills import offering
from missions.sessions import losses, waiting_list
from missions.sessions import reminders as session_reminders
from missions.timetables import notices as timetables
from missions.timetables import publish_job

SEARCHES = "searches answered"
CHANGES, CARDS = "changes", "cards"

EACH_TICK: dict[str, Due] = {
    "offers of freed places not taken": offering.lapsed,
    "places that meetings left": offering.offers,
    CHANGES: telling.go_on,
    "changes not seen": chasing.chase,
    "lapsed requests": expiry.lapsed,
    "unanswered requests": expiry.unanswered,
    "left alone at a table": waiting_alone.left_alone,
    "lapsed requests to organisations": organisation_requests.lapsed,
    "reminders": reminders.due_reminders,
    "reminders of sessions": session_reminders.due_reminders,
    "digests": digests.due_digests,
    "offered places not taken": waiting_list.lapsed,
    "places that became free": waiting_list.offers,
    "places taken away": losses.lost_places,
    "timetables in the making": timetables.progressed,
    "timetables being published": publish_job.go_on,
    "published timetables": timetables.agendas,
    "announcements": sending.send_due,
    "held notices": releasing.due_notices,
    "what waits when a quiet time begins": releasing.rest,
    "unreachable": reach.newly_unreachable,
    "restored": restored.newly_restored,
    "time zone rules": zone_rules.follow,
    SEARCHES: directory.answered,
    CARDS: stale.stale_cards,
    "what changed for interpreters": knowledge.due,
    "reminders of interpreters": interpreters.due_reminders,
    "briefs of interpreters": interpreters.due_briefs,
}
"""Asked at every tick, in this order."""

EACH_HOUR: dict[str, Due] = {
    "profiles kept long enough": retention.profiles,
    "links kept long enough": retention.links,
    "strangers": retention.strangers,
    "rows set aside": set_aside.try_again,
}
"""Deletions whose deadline is counted in days, where an hour's delay does not matter; and what is tried once more."""

IRREVERSIBLE = frozenset(
    {
        "lapsed requests",
        "lapsed requests to organisations",
        "unanswered requests",
        "offered places not taken",
        "offers of freed places not taken",
        *EACH_HOUR,
    }
    - {"rows set aside"}
)
"""What erases or expires, and waits while the clock and Telegram's disagree."""

TIMED = frozenset(
    {
        *("reminders", "reminders of sessions", "reminders of interpreters"),
        *("digests", "briefs of interpreters", "announcements", "held notices"),
    }
)
"""What cannot be taken back once it is said: it goes by whichever of the two clocks is behind."""

ALIKE = frozenset({CHANGES, CARDS})
"""What is told to many from the same rows, as mission, session and venue: one unit of work loads each of them once."""
