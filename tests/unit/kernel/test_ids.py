"""Identities: UUID version 7."""

from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from hikeshi.kernel.ids import uuid7

millis = st.integers(0, 2**48 - 1)
bits = st.integers(0, 2**74 - 1)


@given(millis, bits)
def test_every_part_stands_where_the_rfc_has_it(unix_ms, random_bits):
    """48 bits of time, the version, 12 bits, the variant, 62 bits."""
    made = uuid7(unix_ms, random_bits)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == unix_ms
    rand_a, rand_b = (made.int >> 64) & 0xFFF, made.int & (2**62 - 1)
    assert (rand_a << 62) | rand_b == random_bits


@given(millis, millis, bits, bits)
def test_they_sort_by_time(first, second, some, others):
    """An earlier millisecond always comes first."""
    if first < second:
        assert uuid7(first, some) < uuid7(second, others)


def test_the_example_of_the_rfc():
    """RFC 9562, appendix A.6."""
    made = uuid7(0x017F22E279B0, (0xCC3 << 62) | 0x18C4DC0C0C07398F)
    assert str(made) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
