"""Somebody who comes later than they had said, kept among the stretches in which they are not to be had: the one that
begins with the mission."""

from __future__ import annotations

from datetime import datetime, time

from missions import local_time
from missions.spans import Spans, span
from storage.tables import Mission


def until(mission: Mission, absences: Spans, starts_at: datetime | None) -> list[dict[str, str]]:
    """The absences of somebody who is there from this instant on; None: as they had said."""
    begins = _begins(mission)
    others = [dict(each) for each in absences if each["from"] != span(begins, begins)["from"]]
    return others if starts_at is None else [span(begins, starts_at), *others]


def since(mission: Mission, absences: Spans) -> datetime | None:
    """From when on somebody is there, where an organiser said so."""
    begins = span(_begins(mission), _begins(mission))["from"]
    return next((datetime.fromisoformat(each["to"]) for each in absences if each["from"] == begins), None)


def _begins(mission: Mission) -> datetime:
    return local_time.instant(mission.starts_on, time(), local_time.zone(mission))
