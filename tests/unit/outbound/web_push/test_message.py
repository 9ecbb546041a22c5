"""What a page says in a browser's notification, compared with golden files."""

from pathlib import Path

import msgspec
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import ANA, AYA, LINKS, PAGE, RESOLVED

from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notice import Topic
from hikeshi.testing.builders import a_notice
from hikeshi_server.outbound.links import ACKNOWLEDGE_WITHIN
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.web_push.encryption import MOST_PLAIN_BYTES
from hikeshi_server.outbound.web_push.message import (
    PushMessage,
    body_of,
    render,
    render_notice,
)

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = evolve(
    PAGE,
    title="<b>\r\n<script>\u202e",
    description='<img src=x onerror=alert(1)>\x00\r\n"quoted"',
    service="{title} \\",
)
CASES = {
    "page.en": PAGE,
    "page.ja": evolve(PAGE, recipient=AYA, title="決済が 12 % の顧客で失敗しています"),
    "resolved.en": RESOLVED,
    "resolved.ja": evolve(RESOLVED, recipient=AYA),
    "hostile.en": HOSTILE,
}


def rendered(envelope: Envelope) -> PushMessage:
    """Render with the links of the tests."""
    until = envelope.paged_at + ACKNOWLEDGE_WITHIN
    whose = (envelope.incident_id, envelope.recipient.user_id, until)
    return render(
        envelope,
        incident_url=LINKS.incident_url(envelope.incident_id),
        acknowledge_url=LINKS.acknowledge_url(*whose),
        press_url=LINKS.press_url(*whose),
    )


@pytest.mark.parametrize("name", CASES)
def test_messages_are_as_agreed(name: str) -> None:
    """Everything that is encrypted is exactly the golden file."""
    found = msgspec.json.format(body_of(rendered(CASES[name])), indent=2).decode()

    assert found + "\n" == (GOLDEN / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize(("recipient", "name"), [(ANA, "code.en"), (AYA, "code.ja")])
def test_a_code_is_as_agreed(recipient: object, name: str) -> None:
    """An open page of ours finds the code beside the words."""
    notice = a_notice(topic=Topic.VERIFICATION_CODE, facts={}, code="042137")
    notice = evolve(notice, id=PAGE.notification_id)
    message = render_notice(notice, tell(notice, recipient, LINKS), home_url=LINKS.devices_url)

    found = msgspec.json.format(body_of(message), indent=2).decode()

    assert found + "\n" == (GOLDEN / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("envelope", "urgency", "wakes"),
    [
        (PAGE, "high", True),
        (evolve(PAGE, urgency=Urgency.LOW), "high", True),  # a sev1 always
        (evolve(PAGE, urgency=Urgency.LOW, severity=Severity.SEV4), "normal", False),
        (RESOLVED, "low", False),
    ],
)
def test_what_wakes_is_urgent(envelope: Envelope, urgency: str, wakes: bool) -> None:
    """High urgency and sev1 ring at once; phones may save battery on the rest."""
    message = rendered(envelope)

    assert (message.urgency, message.wakes) == (urgency, wakes)


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=50)
@given(ANY, ANY, ANY, st.integers(1, 500))
def test_a_message_always_fits(title: str, description: str, service: str, times: int) -> None:
    """Whatever comes, quotes and backslashes too, it stays below what push services take."""
    message = rendered(
        evolve(PAGE, title=title * times, description=description * times, service=service)
    )

    assert len(body_of(message)) <= MOST_PLAIN_BYTES


def test_controls_and_quotes_do_not_make_it_too_long() -> None:
    """Characters that JSON writes longer are counted as they are written."""
    message = rendered(evolve(PAGE, title='"' * 999, description='\\"\t' * 9_999, service='"' * 99))

    assert len(body_of(message)) <= MOST_PLAIN_BYTES
