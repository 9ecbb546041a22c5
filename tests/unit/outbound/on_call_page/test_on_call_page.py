"""The page for the day nothing else works."""

import stat
from datetime import UTC, datetime

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.emergency import emergency_schedules
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi_server.outbound.on_call_page.file import OnCallPage
from hikeshi_server.outbound.on_call_page.page import render

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
DOCUMENT = {
    "version": 1,
    "users": [
        {
            "key": "ana",
            "name": "Ana <b>",
            "email": "ana@example.org",
            "contact_methods": [
                {"key": "m", "kind": "email", "address": "ana@example.org", "verified": True},
                {"key": "p", "kind": "sms", "address": "+81312345678", "verified": True},
                {"key": "old", "kind": "voice", "address": "+81300000000"},
            ],
        },
        {"key": "ben", "name": "Ben", "email": "ben@example.org"},
    ],
    "teams": [{"key": "sre", "members": [{"user": "ana"}]}],
    "schedules": [
        {
            "key": "primary",
            "name": "Primary",
            "team": "sre",
            "time_zone": "Asia/Tokyo",
            "layers": [
                {
                    "name": "day",
                    "users": ["ana", "ben"],
                    "rotation": {"type": "daily", "length": 1},
                    "start": "2026-01-05T09:00:00",
                }
            ],
        },
        {"key": "empty", "team": "sre", "time_zone": "UTC", "layers": []},
    ],
}


def directory():
    """Return the configuration in force."""
    return directory_of(read(DOCUMENT))


def test_it_says_who_is_on_call_now_and_how_to_reach_them():
    """Phones come before mail, addresses nobody verified are left out, none comes twice."""
    empty, primary = emergency_schedules(directory(), NOW)

    assert (empty.now, empty.later) == ((), ())
    (now,) = primary.now
    assert now.who.addresses == ("+81312345678", "ana@example.org")
    assert [shift.who.name for shift in primary.later[:2]] == ["Ben", "Ana <b>"]
    assert primary.later[0].start == now.end


def test_the_page_needs_nothing_else_and_escapes_names():
    """It is one file without scripts or anything from elsewhere; a name is no markup."""
    page = render(emergency_schedules(directory(), NOW), NOW, "https://pages.example.org")

    assert "Ana &lt;b&gt;" in page
    assert '<a href="tel:+81312345678">' in page
    assert "2026-01-05 12:00 UTC" in page
    assert "2026-01-06 09:00" in page  # the hand-off on the schedule's own clock
    assert not any(word in page for word in ("<script", "src=", "<link"))
    assert "Nobody is on call now" in page


async def test_the_file_is_whole_and_not_for_everybody(tmp_path):
    """The page takes the place of the old one at once, readable by its owner and group."""
    path = tmp_path / "index.html"
    path.write_text("old")
    transactions = InMemoryTransactions(Store(), FixedClock(NOW), CountingIds())
    await OnCallPage(path, transactions, FixedClock(NOW), "https://pages.example.org").write()

    assert path.read_text("utf-8").endswith("</html>\n")
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0
    assert [found.name for found in tmp_path.iterdir()] == ["index.html"]
