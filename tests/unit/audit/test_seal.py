"""Seals over the journal."""

from hashlib import sha256

from hikeshi.audit.model.seal import GENESIS, digest_of

BODIES = (b"first", b"second")


def test_the_digest_covers_number_previous_seal_and_every_entry():
    """Whatever is changed, dropped, added or moved gives another digest."""
    digest = digest_of(1, GENESIS, BODIES)
    others = [
        digest_of(2, GENESIS, BODIES),
        digest_of(1, b"\x01" * 32, BODIES),
        digest_of(1, GENESIS, (b"first",)),
        digest_of(1, GENESIS, (*BODIES, b"")),
        digest_of(1, GENESIS, BODIES[::-1]),
        digest_of(1, GENESIS, (b"first!", b"second")),
    ]
    assert digest not in others
    assert len(set(others)) == len(others)


def test_bytes_cannot_move_from_one_entry_to_the_next():
    """Each entry is digested with its length."""
    assert digest_of(1, GENESIS, (b"ab", b"c")) != digest_of(1, GENESIS, (b"a", b"bc"))


def test_it_is_an_ordinary_sha_256():
    """Anybody can recompute a seal with nothing but SHA-256."""
    plain = (1).to_bytes(8, "big") + GENESIS + (5).to_bytes(8, "big") + b"first"
    assert digest_of(1, GENESIS, BODIES[:1]) == sha256(plain).digest()
