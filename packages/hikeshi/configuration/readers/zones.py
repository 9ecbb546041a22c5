"""Names of time zones."""

from hikeshi.configuration.references import References
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.suggesting import did_you_mean
from hikeshi.kernel.time_zones import time_zone, time_zone_names


def check_zone(references: References, name: str, pointer: str) -> bool:
    """Say whether there is such a zone; note a fault with the nearest one if not."""
    try:
        time_zone(name)
    except InvalidError:
        near = did_you_mean(name, time_zone_names()) or " (try “Europe/Berlin”)"
        references.faults.add(pointer, f"“{name}” is no zone of the time-zone database{near}")
        return False
    return True
