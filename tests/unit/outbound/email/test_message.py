"""What a mail says, compared with golden files."""

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve
from tests.unit.outbound.envelopes import AYA, BUNDLE, LINKS, PAGE, RESOLVED

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.email.message import LONGEST_TITLE, WORDS, Rendered, render

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = evolve(
    PAGE,
    title="<script>alert(1)</script>\r\nBcc: all@example.org",
    description='</p><img src=x onerror="alert(1)">\r\n\x00second line',
    service="{{ 7 * 7 }} & co",
    labels={"<b>": "</td><script>"},
)
CASES = {
    "page.en": PAGE,
    "page.ja": evolve(PAGE, recipient=AYA, title="決済が 12 % の顧客で失敗しています"),
    "page-low.en": evolve(PAGE, urgency=Urgency.LOW, labels={}, description=""),
    "resolved.en": RESOLVED,
    "resolved.ja": evolve(RESOLVED, recipient=AYA),
    "hostile.en": HOSTILE,
}


def rendered(envelope: Envelope, *, takes_replies: bool = False) -> Rendered:
    """Render with the links of the tests."""
    return render(
        envelope,
        takes_replies=takes_replies,
        incident_url=LINKS.incident_url(envelope.incident_id),
        acknowledge_url=LINKS.acknowledge_url(
            envelope.incident_id,
            envelope.recipient.user_id,
            envelope.paged_at + timedelta(hours=24),
        ),
    )


@pytest.mark.parametrize("name", CASES)
def test_mails_are_as_agreed(name: str) -> None:
    """Subject, text and HTML are exactly the golden files."""
    mail = rendered(CASES[name])

    assert f"{mail.subject}\n\n{mail.text}" == (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert mail.html + "\n" == (GOLDEN / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_mail_that_can_be_answered_says_how(language: str) -> None:
    """The words that are understood stand in it, in the person's language."""
    mail = rendered(CASES[f"page.{language}"], takes_replies=True)

    assert mail.text == (GOLDEN / f"page-replies.{language}.txt").read_text("utf-8")
    assert WORDS[language].reply_hint.strip() in mail.html


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_mail_about_several_says_what_an_answer_to_it_does(language: str) -> None:
    """It is told how to acknowledge all, and not to resolve: that does not say which."""
    recipient = evolve(BUNDLE.recipient, locale=language)
    mail = rendered(evolve(BUNDLE, recipient=recipient), takes_replies=True)

    assert WORDS[language].reply_hint_to_several.strip() in mail.text
    assert WORDS[language].reply_hint.strip() not in mail.text


def test_nothing_from_outside_becomes_a_tag() -> None:
    """Title, description, service and labels are text in HTML, whatever they contain."""
    html = rendered(HOSTILE).html

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc:" in html
    assert "{{ 7 * 7 }} &amp; co" in html


def test_a_subject_is_one_line_and_its_title_short() -> None:
    """A title keeps to one line and its limit, and shows that it was cut."""
    subject = rendered(evolve(PAGE, title="very long\n" * 100)).subject

    assert "\n" not in subject
    assert len(subject) == len("[SEV1] #42 ") + LONGEST_TITLE
    assert subject.endswith("…")


def test_every_language_says_everything() -> None:
    """Each language has the same placeholders, and an opening for each urgency."""
    for words in WORDS.values():
        assert set(words.page_opening) == set(Urgency)
        for part in ("{severity}", "{number}", "{title}"):
            assert part in words.page_subject
        assert "{step}" in words.escalation_at


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        ("ja", "サービス"),
        ("ja_JP", "サービス"),
        ("JA-jp", "サービス"),
        ("fr", "Service"),
        ("", "Service"),
    ],
)
def test_the_language_follows_the_locale(locale: str, heading: str) -> None:
    """The first part of the locale chooses; without words in it, English stands in."""
    recipient = evolve(PAGE.recipient, locale=locale)

    assert f"\n{heading}: " in rendered(evolve(PAGE, recipient=recipient)).text


def test_times_are_those_of_the_recipient_with_the_zone_named() -> None:
    """Times stand in the recipient's zone, which is named, across a change of the offset too."""
    text = rendered(PAGE).text
    summer = evolve(PAGE, triggered_at=PAGE.triggered_at + timedelta(days=180))

    assert "2026-01-05 04:09:58 (Europe/Berlin, UTC+01:00)" in text
    assert "2026-07-04 05:09:58 (Europe/Berlin, UTC+02:00)" in rendered(summer).text


def test_an_unknown_zone_still_tells_the_time() -> None:
    """A page to somebody whose zone is unknown is sent in UTC, and says so."""
    recipient = evolve(PAGE.recipient, time_zone="Mars/Olympus")

    assert "03:09:58 (UTC, UTC+00:00)" in rendered(evolve(PAGE, recipient=recipient)).text


def test_many_labels_are_cut_visibly() -> None:
    """What is left out is counted."""
    text = rendered(evolve(PAGE, labels={f"l{n:03}": "v" for n in range(100)})).text

    assert "  l039 = v\n  … = and 60 more\n" in text
    assert "l040" not in text
