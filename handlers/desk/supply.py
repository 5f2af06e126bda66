"""Supply and demand in a mission as a picture: how many delegates offer each topic, and how many look for it."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.core.desk_job import DeskWork, Means
from handlers.documents.glyphs import drawable
from handlers.documents.typesetting import DrawnAs
from handlers.views import labels
from handlers.views.message import EnclosedFile, NeutralMessage
from locales import N_, Texts
from missions.errors import Refusal
from missions.proposals import report
from storage.database import UnitSession
from storage.tables import DeskJob, Lane, Mission

TEMPLATE = "supply.typ"
NO_LISTS = N_("The suggestions are not ready yet. Please try again in a moment.")
Drawing = Mapping[str, object]


async def read(session: UnitSession, job: DeskJob, _: Texts) -> Drawing:
    """What the template says.

    Raises:
        Refusal: there are no lists yet.
    """
    mission = await session.get_one(Mission, job.mission_id)
    stands = await report.standing(session, mission.id)
    if not stands.tags:
        raise Refusal(NO_LISTS)
    return contents(_, mission, [(labels.tag(_, mission, tag), n, m) for tag, n, m in stands.tags])


def contents(_: Texts, mission: Mission, lines: list[tuple[str, int, int]]) -> Drawing:
    """The data of the template: each line a topic, and how many offer and seek it."""
    return {
        "language": _.language.code,
        "rtl": _.language.rtl,
        "title": drawable(_.plain("Supply and demand · {mission}", mission=mission.title)),
        "offered": _.plain("Offered"),
        "sought": _.plain("Looked for"),
        "most": max((max(offered, sought) for _label, offered, sought in lines), default=1) or 1,
        "lines": [{"label": drawable(label), "offered": n, "sought": m} for label, n, m in lines],
    }


async def make(drawing: Drawing, means: Means) -> tuple[Drawing, bytes]:
    """The picture."""
    (picture,) = await means.typeset(TEMPLATE, drawing, DrawnAs.PICTURES)
    return drawing, picture


async def answer(session: UnitSession, job: DeskJob, _: Texts, made: tuple[Drawing, bytes]) -> NeutralMessage:
    """The picture with its caption."""
    drawing, picture = made
    await session.delete(job)
    lines = drawing["lines"]
    n = _.number(len(lines) if isinstance(lines, list) else 0)
    caption = _("📊 What delegates offer and look for: the {n} most frequent topics.", n=n)
    return NeutralMessage(pictures=[EnclosedFile("supply-and-demand.png", picture, caption)], lane=Lane.REPLY)


WORK = DeskWork(read, make, answer)
