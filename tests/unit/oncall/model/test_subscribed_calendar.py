"""A calendar elsewhere that is read again and again."""

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.testing.builders import a_subscribed_calendar


def test_where_it_is_shows_nowhere():
    """Whoever knows the address may read the calendar: only its host is shown."""
    calendar = a_subscribed_calendar()

    assert calendar.shown_url == "https://calendar.example.org/…"
    assert "3cr3t" not in repr(calendar)


@pytest.mark.parametrize("url", ["webcal://c.example.org/x.ics", "http://10.0.0.1:8080/a?b=c"])
def test_addresses_of_calendars(url):
    """https, http and webcal; whether one may go there, the guard says."""
    assert SubscribedCalendarDraft(url=url).url == url


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"url": "file:///etc/passwd"}, "/url"),
        ({"url": "https:///x.ics"}, "/url"),
        ({"url": "https://calendar.example.org/…"}, "/url"),
        ({"url": "https://x/" + "y" * 2000}, "/url"),
        ({"name": " "}, "/name"),
        ({"refresh_seconds": 899}, "/refresh_seconds"),
        ({"refresh_seconds": 86_401}, "/refresh_seconds"),
    ],
)
def test_what_is_none(fields, pointer):
    """Each fault is named, the masked address a view shows among them."""
    with pytest.raises(InvalidError) as refused:
        SubscribedCalendarDraft(**{"url": "https://x/y.ics", **fields})

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
