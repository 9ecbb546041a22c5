"""Tests of holidays that a file names by country or calendar."""

import pytest

from hikeshi.configuration import read
from hikeshi_server.inbound.files import UnreadableFileError, read_configuration

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:founding
DTSTART{kind}:{start}
DTEND{kind}:{end}
RRULE:FREQ=YEARLY
SUMMARY:Founding day
END:VEVENT
END:VCALENDAR
"""
WHOLE_DAYS = {"kind": ";VALUE=DATE", "start": "20250401", "end": "20250403"}


def days(path):
    """The only set of holidays of a file."""
    (found,) = read(read_configuration(path).value).holidays
    return found


def test_a_country_code(tmp_path):
    """The days of a country, up to the last one wanted; the set remembers its name."""
    path = tmp_path / "hikeshi.yaml"
    path.write_text("holidays: [{key: us, source: US-CA, until: 2026-07-04}]\n", "utf-8")
    found = days(path)

    assert found.source == "US-CA"
    assert "2026-01-01" in map(str, found.dates)
    assert str(found.horizon) == "2026-07-04"
    assert max(map(str, found.dates)) <= "2026-07-04"


def test_a_calendar_beside_the_file(tmp_path):
    """The days of an iCalendar, named relative to the file, also in a directory of files."""
    below = tmp_path / "below"
    below.mkdir()
    (below / "days.ics").write_text(CALENDAR.format(**WHOLE_DAYS), "utf-8")
    text = "holidays: [{key: ours, source: days.ics, until: 2026-12-31}]\n"
    (below / "hikeshi.yaml").write_text(text, "utf-8")

    for path in (tmp_path, below / "hikeshi.yaml"):
        found = days(path)
        assert found.source == "days.ics"
        assert [*map(str, found.dates)] == ["2025-04-01", "2025-04-02", "2026-04-01", "2026-04-02"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("XX", "the holidays of “XX” are not known; list the days"),
        ("https://example.org/days.ics", "commands on files fetch nothing"),
        ("missing.ics", "No such file"),
        ("/etc/days.ics", "must be a country code such as JP or US-CA"),
        ("hours.ics", "an event of holidays lasts whole days"),
        ("notes.txt", "must be a country code such as JP or US-CA"),
    ],
)
def test_names_that_stand_for_nothing(tmp_path, source, reason):
    """Each is refused with its place and what would be right."""
    hours = {"kind": "", "start": "20250401T090000Z", "end": "20250401T170000Z"}
    (tmp_path / "hours.ics").write_text(CALENDAR.format(**hours), "utf-8")
    path = tmp_path / "hikeshi.yaml"
    path.write_text(f"holidays:\n  - {{key: ours, source: '{source}'}}\n", "utf-8")

    with pytest.raises(UnreadableFileError) as refused:
        read_configuration(path)

    assert f"{path}:2:" in str(refused.value)
    assert "/holidays/0/source: " in str(refused.value)
    assert reason in str(refused.value)


def test_listed_days_are_not_looked_up(tmp_path):
    """What an export wrote, a name with its days, is taken as it is."""
    path = tmp_path / "hikeshi.yaml"
    text = "holidays: [{key: jp, source: {name: JP, dates: [2026-02-03]}}]\n"
    path.write_text(text, "utf-8")
    found = days(path)

    assert (found.source, [*map(str, found.dates)]) == ("JP", ["2026-02-03"])
