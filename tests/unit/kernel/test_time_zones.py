"""Zones come from the locked database only."""

from datetime import UTC, datetime, timedelta

import pytest
import tzdata

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.time_zones import time_zone, time_zone_data_version, time_zone_names


def test_every_zone_of_the_database_can_be_read():
    """Each name leads to rules."""
    for name in time_zone_names():
        assert time_zone(name).utcoffset(datetime(2026, 1, 5, tzinfo=UTC)) is not None
    assert len(time_zone_names()) > 400


def test_the_rules_go_on_after_2037():
    """The footer rule of a zone's file holds for years to come."""
    summer = datetime(2060, 7, 1, tzinfo=time_zone("Europe/Berlin"))
    assert summer.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../zones", "europe/berlin", "/etc/passwd"])
def test_another_name_is_no_zone(name):
    """Names are exact, and never paths."""
    with pytest.raises(InvalidError, match="no zone"):
        time_zone(name)


def test_the_version_is_the_package_s():
    """What rehearsals print is the release in use."""
    assert time_zone_data_version() == tzdata.IANA_VERSION
