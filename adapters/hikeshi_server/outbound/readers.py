"""What a message owes its reader: their language, and times on their clock."""

from collections.abc import Container
from datetime import UTC, datetime, tzinfo

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.time_zones import time_zone


def language_of(locale: str, known: Container[str]) -> str:
    """Return the language of the locale if we have words in it, else English: `ja-JP` is `ja`."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in known else "en"


def zone_of(name: str) -> tzinfo:
    """Return the zone of that name, UTC where there is none."""
    try:
        return time_zone(name)
    except InvalidError:
        return UTC  # a page in the wrong zone, which it names, beats no page


def local_time(at: datetime, zone: tzinfo) -> str:
    """Return the instant as that zone's clocks show it, with the zone's name and offset."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} ({zone}, UTC{offset[:3]}:{offset[3:5]})"
