"""Text messages, compared with golden files."""

from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import AYA, BUNDLE, PAGE, RESOLVED

from hikeshi_server.outbound.bundle_wording import naming_all
from hikeshi_server.outbound.sms.message import LONGEST_LINK, MOST_SEGMENTS, render
from hikeshi_server.outbound.sms.segments import segments

GOLDEN = Path(__file__).parent / "golden"
LINK = "https://pager.example.org/incidents/42"
LONG = "checkout-eu-1 " * 40
CASES = {
    "page.en.txt": (PAGE, LINK),
    "page.ja.txt": (evolve(PAGE, recipient=AYA, title="決済が失敗しています"), LINK),
    "resolved.en.txt": (RESOLVED, LINK),
    "resolved.ja.txt": (evolve(RESOLVED, recipient=AYA, title="決済が失敗しています"), LINK),
    "bundle.en.txt": (naming_all(BUNDLE), LINK),
    "bundle.ja.txt": (naming_all(evolve(BUNDLE, recipient=AYA)), LINK),
    "long.en.txt": (evolve(PAGE, title=LONG), LINK),
    "long.ja.txt": (evolve(PAGE, recipient=AYA, title="決済" * 200), LINK),
    "long-link.en.txt": (PAGE, LINK + "0" * LONGEST_LINK),
}


@pytest.mark.parametrize("name", CASES)
def test_messages_are_as_written_down(name: str) -> None:
    """The text is exactly the golden file, and costs at most two segments."""
    envelope, link = CASES[name]
    text = render(envelope, link=link)

    assert text == (GOLDEN / name).read_text("utf-8").removesuffix("\n")
    assert segments(text) <= MOST_SEGMENTS


@given(st.text(max_size=300), st.sampled_from(["en", "ja", "xx"]))
def test_no_title_makes_a_message_long(title: str, locale: str) -> None:
    """Whatever the title, a page takes two segments and says how to acknowledge."""
    recipient = evolve(PAGE.recipient, locale=locale)
    text = render(evolve(PAGE, title=title, recipient=recipient), link=LINK)

    assert segments(text) <= MOST_SEGMENTS
    assert "A42" in text
