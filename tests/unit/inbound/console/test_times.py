"""Instants and spans as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from hikeshi_server.inbound.console.times import Times
from hikeshi_server.inbound.console.wording import words

NOW = datetime(2026, 1, 5, 3, 10, 7, tzinfo=UTC)


def times(zone="Asia/Tokyo", language="en"):
    """Times of a reader."""
    return Times.in_zone(zone, NOW, words(language))


@pytest.mark.parametrize(
    ("at", "language", "text"),
    [
        (NOW, "en", "12:10"),
        (NOW - timedelta(days=1), "en", "4 Jan 12:10"),
        (NOW - timedelta(days=1), "ja", "1月4日 12:10"),
        (NOW - timedelta(days=365), "en", "5 Jan 2025 12:10"),
        (NOW - timedelta(days=365), "ja", "2025年1月5日 12:10"),
        (NOW + timedelta(hours=12), "en", "6 Jan 00:10"),
    ],
)
def test_an_instant_is_as_short_as_it_can_be(at, language, text):
    """The date only on another day, the year only in another year, on the reader's clock."""
    shown = times(language=language).at(at)

    assert f">{text}</time>" in shown
    assert f'datetime="{at:%Y-%m-%dT%H:%M:%S}Z"' in shown
    assert "Asia/Tokyo" in shown


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Tokyo", "Asia/Tokyo (UTC+09:00)"),
        ("America/St_Johns", "America/St_Johns (UTC-03:30)"),
        ("Nowhere/Gone", "UTC (UTC+00:00)"),
    ],
)
def test_the_zone_is_named(zone, text):
    """With its distance to UTC now; a zone that is no more is UTC."""
    assert times(zone).zone_text == text


@pytest.mark.parametrize(
    ("span", "english", "japanese"),
    [
        (timedelta(seconds=-5), "0 s", "0秒"),
        (timedelta(seconds=59), "59 s", "59秒"),
        (timedelta(minutes=4, seconds=59), "4 min", "4分"),
        (timedelta(hours=2), "2 h", "2時間"),
        (timedelta(hours=2, minutes=5), "2 h 5 min", "2時間5分"),
        (timedelta(days=3, hours=4, minutes=5), "3 d 4 h", "3日4時間"),
    ],
)
def test_a_span_has_its_two_largest_units(span, english, japanese):
    """Nobody needs seconds of something that took days."""
    assert (times().span(span), times(language="ja").span(span)) == (english, japanese)


def test_what_is_due_is_due_now():
    """A planned instant that has passed is not in the past: it comes any moment."""
    assert times().until(NOW - timedelta(seconds=3)) == "now"
    assert times().until(NOW + timedelta(minutes=3)) == "in 3 min"
