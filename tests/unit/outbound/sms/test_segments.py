"""How many messages a text is sent as."""

import pytest

from hikeshi_server.outbound.sms.segments import is_gsm, segments, simplified


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # An escape and its letter stay together: 152 and 1 left over fill the first part.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("火" * 70, 1),
        ("火" * 71, 2),
        ("火" * 134, 2),
        ("火" * 135, 3),
        ("🔥" * 35, 1),
        ("🔥" * 36, 2),
        ("🔥" * 67, 3),
    ],
)
def test_segments_are_counted_as_phones_count(text: str, count: int) -> None:
    """160 or 153 septets, 70 or 67 UTF-16 units; no character is cut in two."""
    assert segments(text) == count


def test_typographic_marks_alone_do_not_double_the_price() -> None:
    """Quotes and dashes become plain where the rest is GSM-7, and only there."""
    assert simplified("“don’t” – …") == '"don\'t" - ...'
    assert simplified("火 “x”") == "火 “x”"
    assert is_gsm("[Ä€ñ]")
    assert not is_gsm("ç")
