"""Secrets are long, plain and new."""

import math

import pytest

from hikeshi_server.outbound.tokens.secret_source import (
    ALPHABET,
    CONSONANTS,
    GROUPS,
    SYLLABLES,
    VOWELS,
    RandomSecretSource,
)

SOURCE = RandomSecretSource()


@pytest.mark.parametrize("byte_count", [1, 6, 16, 32])
def test_every_random_bit_fits_in(byte_count):
    """The text has room for all values of so many bytes, and no more characters than needed."""
    length = len(SOURCE.text(byte_count))

    assert len(ALPHABET) ** length >= 256**byte_count
    assert len(ALPHABET) ** (length - 1) < 256**byte_count


def test_passwords_are_words_one_can_read_out():
    """Groups of syllables with hyphens, more than 70 bits of them."""
    groups = SOURCE.password().split("-")

    assert len(groups) == GROUPS
    for group in groups:
        assert set(group[::2]) <= set(CONSONANTS)
        assert set(group[1::2]) <= set(VOWELS)
    assert GROUPS * SYLLABLES * math.log2(len(CONSONANTS) * len(VOWELS)) > 70
