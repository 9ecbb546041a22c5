"""Text from outside is made harmless for one line."""

from hypothesis import given
from hypothesis import strategies as st

from hikeshi_server.outbound.plain_text import one_line, paragraphs


@given(st.text(st.characters(), max_size=60), st.integers(1, 30))
def test_one_line_is_short_printable_and_encodable(text: str, limit: int) -> None:
    """Whatever comes, the result is one encodable line of at most `limit` characters."""
    line = one_line(text, limit)

    assert len(line) <= limit
    assert line.splitlines() in ([line], [])
    assert line.encode("utf-8")[:0] == b""


def test_blanks_are_folded_and_controls_are_gone() -> None:
    """Line breaks and tabs become single blanks; NUL and text-turning marks disappear."""
    assert one_line(" a\r\nBcc: x\t\tb\x00\u202ec\ud800 ", 50) == "a Bcc: x bc?"


def test_a_cut_is_visible() -> None:
    """What is too long ends with an ellipsis."""
    assert one_line("alert " * 50, 12) == "alert alert…"
    assert paragraphs("one\r\ntwo\x07\n\nthree", 9) == "one\ntwo…"
