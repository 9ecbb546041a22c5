"""What a page says on a phone, compared with golden files."""

from pathlib import Path

import msgspec
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import AYA, LINKS, PAGE, RESOLVED

from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.links import ACKNOWLEDGE_WITHIN
from hikeshi_server.outbound.ntfy.message import MOST_MESSAGE_BYTES, NtfyMessage, render

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = evolve(
    PAGE,
    title="<b>\r\nX-Actions: view\u202e",
    description='**bold** [x](javascript:1)\x00\r\n"quoted"',
    service="{title} \\",
)
CASES = {
    "page.en": PAGE,
    "page.ja": evolve(PAGE, recipient=AYA, title="決済が 12 % の顧客で失敗しています"),
    "resolved.en": RESOLVED,
    "resolved.ja": evolve(RESOLVED, recipient=AYA),
    "hostile.en": HOSTILE,
}


def rendered(envelope: Envelope) -> NtfyMessage:
    """Render with the links of the tests."""
    who = envelope.recipient.user_id
    until = envelope.paged_at + ACKNOWLEDGE_WITHIN
    return render(
        envelope,
        incident_url=LINKS.incident_url(envelope.incident_id),
        press_url=LINKS.press_url(envelope.incident_id, who, until),
    )


@pytest.mark.parametrize("name", CASES)
def test_messages_are_as_agreed(name: str) -> None:
    """Everything that is published is exactly the golden file."""
    found = msgspec.json.format(msgspec.json.encode(rendered(CASES[name])), indent=2).decode()

    assert found + "\n" == (GOLDEN / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("urgency", "severity", "priority"),
    [("high", "sev1", 5), ("high", "sev3", 5), ("low", "sev1", 5), ("low", "sev4", 2)],
)
def test_what_wakes_is_urgent(urgency: str, severity: str, priority: int) -> None:
    """High urgency and sev1 get the highest priority, which rings; the rest stays quiet."""
    envelope = evolve(PAGE, urgency=Urgency(urgency), severity=Severity(severity))

    assert rendered(envelope).priority == priority


ANY = st.text(st.characters(), max_size=30)


@given(ANY, ANY, ANY, st.integers(1, 1_000))
def test_a_message_never_becomes_an_attachment(
    title: str, description: str, service: str, times: int
) -> None:
    """Whatever comes, the sizes stay below ntfy's, in bytes."""
    message = rendered(
        evolve(PAGE, title=title * times, description=description * times, service=service)
    )

    assert len(message.message.encode()) <= MOST_MESSAGE_BYTES
    assert len(message.title.encode()) <= 1_000
    assert len(msgspec.json.encode(message)) < 8_000
