"""What people write by phone."""

import pytest

from hikeshi.flow.phone_replies import Meaning, Reply, read_reply


@pytest.mark.parametrize(
    "text", ["A17", "a17", " ack 17 ", "Ack #17.", "Ａ１７", "確認 17", "A 17!"]
)
def test_an_acknowledgement_names_its_incident(text: str) -> None:
    """Case, blanks, a hash and full-width letters do not matter."""
    assert read_reply(text) == Reply(Meaning.ACKNOWLEDGE, 17)


@pytest.mark.parametrize("text", ["4", "４", "ack", "A", "確認"])
def test_an_acknowledgement_without_number(text: str) -> None:
    """The key of a call works in a message, too: it means the only page there is."""
    assert read_reply(text) == Reply(Meaning.ACKNOWLEDGE)


@pytest.mark.parametrize("text", ["R17", "resolve 17", "解決17"])
def test_a_resolve_names_its_incident(text: str) -> None:
    """Nothing is resolved without a number."""
    assert read_reply(text) == Reply(Meaning.RESOLVE, 17)
    assert read_reply("r").meaning is Meaning.UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["I'm driving - I'll get back to you.", "Auto-reply: back on Monday", "自動返信: 休暇中です"],
)
def test_machines_are_recognised(text: str) -> None:
    """What a phone writes by itself means nothing."""
    assert read_reply(text).meaning is Meaning.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    ["", "17", "5", "hello", "A17 and R18", "A" + "1" * 30, "not A17", "A-17x"],
)
def test_everything_else_is_not_guessed_at(text: str) -> None:
    """Nothing is acknowledged by accident."""
    assert read_reply(text) == Reply(Meaning.UNKNOWN)


def test_stop_is_understood() -> None:
    """STOP ends it, in any case."""
    assert read_reply("Stop").meaning is Meaning.STOP
