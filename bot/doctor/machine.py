"""What comes with Wasl and with the machine: settings, catalogues, time zones, the encoder."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.doctor.findings import Finding, fail, ok, warn
from bot.settings import Settings
from timekeeping import zones

ALWAYS = ("UTC", "Africa/Casablanca", "Europe/Madrid")


def owners(settings: Settings) -> Finding:
    """Whether anybody is the owner."""
    if settings.owner_ids:
        return ok("owners", f"{len(settings.owner_ids)}")
    return warn("owners", "nobody", "set WASL_OWNER_IDS to your Telegram id: /desk is yours then")


def languages() -> Finding:
    """Whether every catalogue is there and says everything."""
    from locales.catalogues import FOLDER, catalogues, read, translated  # noqa: PLC0415 - read only here

    todo = "install Wasl again"
    try:
        missing = {
            language.code: sum(
                not translated(message)
                for path in sorted((FOLDER / language.code).glob("*.po"))
                for message in read(language, path)
                if message.id
            )
            for language in catalogues().languages
        }
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a file
        return fail("catalogues", f"they cannot be read ({type(error).__name__})", todo)
    missing.pop("en", None)  # the texts themselves
    if any(missing.values()):
        said = ", ".join(f"{code} lacks {count}" for code, count in missing.items() if count)
        return warn("catalogues", said, "what is missing is said in English: python -m locales check")
    return ok("catalogues", ", ".join(catalogues().codes))


def time_zones(used: Collection[str]) -> Finding:
    """Whether the zones of the missions are known, and how old that knowledge is."""
    unknown = []
    for name in sorted({*ALWAYS, *used}):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(name)
    if unknown:
        return fail("time zones", f"unknown: {', '.join(unknown)}", "pip install --upgrade tzdata")
    return ok("time zones", f"rules {zones.in_use()}")


def encoder() -> Finding:
    """Whether texts can be compared by their meaning."""
    from missions.matching.encoder import encoder_trouble  # noqa: PLC0415 - it imports numpy
    from missions.matching.keys import PACKAGE, VERSION  # noqa: PLC0415

    if trouble := encoder_trouble():
        todo = f"pip install {PACKAGE}=={VERSION}; until then proposals go by tags alone"
        return warn("encoder", trouble, todo)
    return ok("encoder", f"{PACKAGE} {VERSION}")
