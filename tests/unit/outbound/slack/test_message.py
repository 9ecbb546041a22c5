"""What a page says in Slack, compared with golden files and with Slack's own library."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from tests.peers.slack_server import _fits
from tests.unit.outbound.envelopes import AYA, BUNDLE, LINKS, PAGE, RESOLVED

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Purpose
from hikeshi_server.outbound.bundle_wording import naming_all
from hikeshi_server.outbound.slack.message import MOST_SECTION, escaped, render

GOLDEN = Path(__file__).parent / "golden"
ACKNOWLEDGED = evolve(PAGE, purpose=Purpose.ACKNOWLEDGED, acknowledged_by="Ben <@U1>")
CASES = {
    "page.en": PAGE,
    "page.ja": evolve(PAGE, recipient=AYA, title="決済が 12 % の顧客で失敗しています"),
    "page-low.en": evolve(PAGE, urgency=Urgency.LOW, description="", service="", step=None),
    "acknowledged.en": ACKNOWLEDGED,
    "acknowledged.ja": evolve(ACKNOWLEDGED, recipient=AYA),
    "acknowledged-by-sender.en": evolve(ACKNOWLEDGED, acknowledged_by=""),
    "resolved.en": RESOLVED,
    "resolved.ja": evolve(RESOLVED, recipient=AYA),
    "bundle.en": BUNDLE,
    "bundle.ja": evolve(BUNDLE, recipient=AYA),
    "hostile.en": evolve(
        PAGE, title="<!channel> & <@U1>\r\n*bold*\u202e", description="<http://x|y>\x00 `code`"
    ),
}


def rendered(envelope: Envelope) -> dict[str, Any]:
    """Render with the links of the tests."""
    message = render(
        naming_all(envelope),
        incident_url=LINKS.incident_url(envelope.incident_id),
        acknowledge_url=LINKS.acknowledge_url_of(envelope),
    )
    return {"text": message.text, "blocks": list(message.blocks)}


@pytest.mark.parametrize("name", CASES)
def test_messages_are_as_agreed(name: str) -> None:
    """Everything that is sent is exactly the golden file."""
    assert rendered(CASES[name]) == json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_slacks_own_library_knows_every_block(name: str) -> None:
    """It parses them, finds nothing unknown and nothing too long."""
    for block in rendered(CASES[name])["blocks"]:
        parsed = Block.parse(block)

        assert parsed is not None
        assert parsed.to_dict()["type"] == block["type"]


ANY = st.text(st.characters(), max_size=30)


@given(ANY, ANY, ANY, st.integers(1, 1_000))
def test_no_text_breaks_a_limit_or_mentions_anybody(
    title: str, description: str, service: str, times: int
) -> None:
    """Whatever comes, Slack's limits hold and no bare `<` is left."""
    message = rendered(
        evolve(PAGE, title=title * times, description=description * times, service=service)
    )

    assert all(_fits(block) for block in message["blocks"])
    assert "<" not in json.dumps(message["blocks"][:-1]) + message["text"]


@given(ANY, st.integers(1, 300), st.integers(1, 200))
def test_a_cut_leaves_no_half_entity(text: str, times: int, limit: int) -> None:
    """What is too long is cut before it is escaped."""
    cut = escaped((text + "&<>") * times, max(limit, 5))

    assert len(cut) <= max(limit, 5) <= MOST_SECTION
    assert "&" not in cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
