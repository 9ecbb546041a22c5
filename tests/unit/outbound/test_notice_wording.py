"""What notices say, compared with golden files."""

from pathlib import Path
from uuid import UUID

import pytest
from attrs import evolve
from tests.unit.outbound.envelopes import ANA, AYA, LINKS

from hikeshi.kernel.ids import NoticeId
from hikeshi.notifications.model.notice import Topic
from hikeshi.testing.builders import a_notice
from hikeshi_server.outbound.email.notice import render_notice
from hikeshi_server.outbound.notice_wording import tell

GOLDEN = Path(__file__).parent / "golden_notices"
SPAN = {"start": "2026-01-05T09:00:00Z", "end": "2026-01-12T09:00:00Z"}
SCHEDULE = {"schedule": "Primary", "schedule_id": "0190a000-0000-7000-8000-000000000003"}
INCIDENT = {
    "id": "0190a000-0000-7000-8000-000000000002",
    "number": 42,
    "title": "Checkout <b>fails</b>",
}
FACTS = {
    Topic.VERIFICATION_CODE: {},
    Topic.HAND_OFF_SUMMARY: {
        **SCHEDULE,
        "at": SPAN["start"],
        "outgoing": ["Ben {x} <i>", "Cho"],
        "incoming": [],
        "open": 5,
        "incidents": [{**INCIDENT, "who": []}, {**INCIDENT, "number": 43, "who": ["Cho"]}],
        "more": 3,
    },
    Topic.INCIDENT_TAKEN: {
        "who": "Ben {x} <i>",
        "what": "#42 Checkout <b>fails</b>",
        "incidents": [INCIDENT],
    },
    Topic.SHIFT_REMINDER: {**SCHEDULE, **SPAN},
    Topic.DRILL_MISSED: {
        "who": "Ben {x} <i>",
        "drill": "Night {x}",
        "start": SPAN["start"],
        "reason": "sms permanent: unknown number",
    },
    Topic.DRILL_FOUND_NOBODY: {"drill": "Night {x}", "start": SPAN["start"]},
    Topic.CALENDAR_FAILING: {
        "calendar": "leave",
        "reason": "It answered 404.",
        "start": SPAN["start"],
    },
    Topic.HOLIDAYS_FAILING: {
        "calendar": "office",
        "reason": "calendars.example.org did not answer within 20 s.",
        "start": SPAN["start"],
    },
}


def notice(topic):
    """Return a notice of that topic, always the same."""
    facts = FACTS.get(topic, {**SCHEDULE, **SPAN, "who": "Ben {x} <i>"})
    code = "042137" if topic is Topic.VERIFICATION_CODE else None
    id_ = NoticeId(UUID("0190a000-0000-7000-8000-000000000009"))
    return evolve(a_notice(), id=id_, topic=topic, facts=facts, code=code)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_notices_are_as_agreed(language: str) -> None:
    """Every topic has words in both languages, times on the reader's clock, and links."""
    reader = {"en": ANA, "ja": AYA}[language]
    mails = [render_notice(tell(notice(topic), reader, LINKS)) for topic in Topic]
    found = "\n----\n".join(f"{mail.subject}\n\n{mail.text}" for mail in mails)

    assert found == (GOLDEN / f"{language}.txt").read_text("utf-8")


def test_nothing_in_a_notice_becomes_a_tag() -> None:
    """Names and titles come from outside."""
    mail = render_notice(tell(notice(Topic.HAND_OFF_SUMMARY), ANA, LINKS))

    assert "<b>" not in mail.html
    assert "&lt;b&gt;" in mail.html


def test_a_hand_off_without_open_incidents_says_so() -> None:
    """Then there is nothing to take over, and the link leads to the schedule."""
    quiet = evolve(
        notice(Topic.HAND_OFF_SUMMARY),
        facts={**FACTS[Topic.HAND_OFF_SUMMARY], "incidents": [], "open": 0, "more": 0},
    )
    mail = render_notice(tell(quiet, ANA, LINKS))

    assert "Nothing is open." in mail.text
    assert "Open the schedule:" in mail.text
