"""What people write back to a page's mail."""

import pytest

from hikeshi.flow.mail_replies import read_mail_reply
from hikeshi.flow.phone_replies import Meaning


@pytest.mark.parametrize(
    "text",
    [
        "ack",
        "ACK",
        "Ack, looking into it",
        "acknowledge!",
        "acknowledged.\r\n\r\nOn Monday, Hikeshi wrote:\r\n> You are paged.",
        "\r\n\r\n  *ack*\r\n-- \r\nAna",
        "ＡＣＫ",
        "了解",
        "了解です。",
        "了解しました、確認中です",
        "確認しました",
        "承知いたしました。",
    ],
)
def test_a_first_line_that_begins_with_the_word_acknowledges(text: str) -> None:
    """Case, width, decoration and what follows do not matter."""
    assert read_mail_reply(text) is Meaning.ACKNOWLEDGE


@pytest.mark.parametrize("text", ["resolve", "Resolved: disk replaced", "解決しました"])
def test_a_first_line_that_begins_with_resolve_resolves(text: str) -> None:
    """The same rule for the end."""
    assert read_mail_reply(text) is Meaning.RESOLVE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ack?",
        "ack ? who has it",
        "not ack",
        "acknowledgement of receipt",
        "ackermann speaking",
        "確認できません",
        "了解できない",
        "Please acknowledge, or the next person will be paged.",
        "> ack",
        "On Monday, Ana wrote:\n> ack",
        "I cannot look at it\nack",
        "resolve? not yet",
    ],
)
def test_anything_else_is_not_understood(text: str) -> None:
    """Questions, refusals, longer words and quoted lines acknowledge nothing."""
    assert read_mail_reply(text) is Meaning.UNKNOWN
