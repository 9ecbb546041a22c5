"""Which incoming mail counts as written by a machine."""

import pytest

from hikeshi_server.outbound.email.replies import is_automatic

FROM_ANA = [("From", "Ana <ana@example.org>"), ("Return-Path", "<ana@example.org>")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("auto-submitted", " Auto-Generated; owner-email=a@b.example"),
        ("AUTO-SUBMITTED", "auto-replied (vacation)"),
        ("Precedence", "bulk"),
        ("Precedence", "auto_reply"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", ""),
        ("X-Auto-Response-Suppress", "All"),
        ("List-Id", "<all.example.org>"),
        ("List-Unsubscribe", "<mailto:x@example.org>"),
        ("Return-Path", "<>"),
        ("Return-Path", ""),
        ("From", "Mail Delivery System <MAILER-DAEMON@mail.example.org>"),
        ("From", "no-reply@example.org"),
        ("X-Failed-Recipients", "ana@example.org"),
        ("Content-Type", 'multipart/report; report-type="delivery-status"'),
    ],
)
def test_machines_are_recognised(name: str, value: str) -> None:
    """Out of office, bounces and lists are told by any one of their marks."""
    assert is_automatic([*FROM_ANA, (name, value)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "no"),
        ("Auto-Submitted", "No (written by hand)"),
        ("Precedence", "normal"),
        ("X-Autoreply", "no"),
        ("Subject", "Re: Auto-Submitted: auto-replied"),
        ("From", "Norbert Reply <norbert.no-reply@example.org>"),
        ("Content-Type", "multipart/alternative"),
    ],
)
def test_people_are_not_taken_for_machines(name: str, value: str) -> None:
    """What a person wrote stays a person's, also where a header says so in many words."""
    assert not is_automatic([*FROM_ANA, (name, value)])
