"""Time zones from the locked `tzdata` package only, so that CI and production agree."""

from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import tzdata

from hikeshi.kernel.errors import InvalidError, Sentence


def time_zone_data_version() -> str:
    """Return the IANA release in use, such as `2026b`."""
    return str(tzdata.IANA_VERSION)


@cache
def time_zone_names() -> frozenset[str]:
    """Return every zone name of the locked database."""
    names = resources.files("tzdata").joinpath("zones").read_text("utf-8")
    return frozenset(names.split())


@cache
def time_zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name.

    Raises:
        InvalidError: No such zone in the locked database.
    """
    if name not in time_zone_names():
        raise InvalidError(
            Sentence(
                "“{name}” is no zone of the time-zone database (try “Europe/Berlin”).", name=name
            )
        )
    *folders, last = name.split("/")
    source = resources.files("tzdata").joinpath("zoneinfo", *folders, last)
    with source.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)
