"""Encryption for browsers, compared with the example of the standard and read by another."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.peers.push_service import Browser, decoded, encoded

from hikeshi_server.outbound.web_push.encryption import (
    MOST_PLAIN_BYTES,
    BadPushKeysError,
    encrypt,
    parse_keys,
)

#: RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ".BTBZMqHH6r4Tts7J_aSIgg"
)
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAm"
    "S6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_"
    "Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out() -> None:
    """With the keys and the salt of RFC 8291's example, every byte is the example's."""
    sender = ec.derive_private_key(int.from_bytes(decoded(SENDER)), ec.SECP256R1())

    body = encrypt(PLAIN, parse_keys(THEIRS), sender=sender, salt=decoded(SALT))

    assert encoded(body) == BODY


@settings(max_examples=25)
@given(st.binary(max_size=MOST_PLAIN_BYTES))
def test_the_browser_reads_what_was_written(plain: bytes) -> None:
    """Whatever is said arrives, in at most the 4,096 bytes every push service takes."""
    browser = Browser()

    body = encrypt(plain, parse_keys(browser.secret))

    assert browser.read(body) == plain
    assert len(body) <= 4_096


def test_no_two_messages_share_a_key() -> None:
    """Salt and key of the sender are new each time."""
    keys = parse_keys(Browser().secret)

    assert encrypt(PLAIN, keys)[:86] != encrypt(PLAIN, keys)[:86]


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "abc",
        "é.é",
        f"{encoded(bytes(65))}.{encoded(bytes(16))}",
        THEIRS[:-2],
        THEIRS.partition(".")[0],
    ],
)
def test_keys_that_are_none_are_refused(secret: str | None) -> None:
    """They say to subscribe anew, whatever was kept."""
    with pytest.raises(BadPushKeysError, match="subscribe that browser anew"):
        encrypt(b"x", parse_keys(secret))
