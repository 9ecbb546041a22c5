"""What calls say, compared with golden files."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.peers.twiml import check_twiml

from hikeshi_server.outbound.voice.message import TIMES, render_page, render_said

GOLDEN = Path(__file__).parent / "golden"
ACTION = "https://pager.example.org/integrations/twilio/voice/abc?x=1&y=2"
CASES = {
    f"page.{locale}.xml": render_page(
        locale=locale, severity="sev1", number=42, title="Checkout <fails> & burns", action=ACTION
    )
    for locale in ("en", "ja")
} | {
    f"{what}.{locale}.xml": render_said(locale=locale, what=what, number=42)
    for what in ("acknowledge", "escalate", "over", "refused")
    for locale in ("en", "ja")
}


@pytest.mark.parametrize("name", CASES)
def test_calls_say_what_is_written_down(name: str) -> None:
    """The document is exactly the golden file, and Twilio's own library would write it."""
    check_twiml(CASES[name], voice=True)
    assert CASES[name] == (GOLDEN / name).read_text("utf-8").removesuffix("\n")


@given(st.text(max_size=300))
def test_no_title_breaks_the_document(title: str) -> None:
    """Whatever the title, the document is XML that listens for one key, twice."""
    made = render_page(locale="en", severity="sev1", number=42, title=title, action=ACTION)
    document = ElementTree.fromstring(made)

    gathers = document.findall("Gather")
    assert [gather.get("numDigits") for gather in gathers] == ["1"] * TIMES
    assert {gather.get("action") for gather in gathers} == {ACTION}
