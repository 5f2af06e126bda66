"""Late arrivals of delegates and interpreters, kept as the absence that begins with the mission."""

from __future__ import annotations

from datetime import datetime, time

from missions import local_time
from missions.spans import Spans, span
from storage.tables import Mission


def until(mission: Mission, absences: Spans, starts_at: datetime | None) -> list[dict[str, str]]:
    """The absences of a person who arrives at this instant; None takes the late arrival back."""
    begins = _begins(mission)
    others = [dict(each) for each in absences if each["from"] != span(begins, begins)["from"]]
    return others if starts_at is None else [span(begins, starts_at), *others]


def since(mission: Mission, absences: Spans) -> datetime | None:
    """The instant of a late arrival; None if there is none."""
    begins = span(_begins(mission), _begins(mission))["from"]
    return next((datetime.fromisoformat(each["to"]) for each in absences if each["from"] == begins), None)


def _begins(mission: Mission) -> datetime:
    return local_time.instant(mission.starts_on, time(), local_time.zone(mission))
