"""Keyset pages."""

import pytest

from hikeshi.kernel.paging import PageRequest


@pytest.mark.parametrize("limit", [0, 201, -1])
def test_a_page_has_one_to_two_hundred_items(limit):
    """Another limit is refused."""
    with pytest.raises(ValueError, match="limit"):
        PageRequest(limit=limit)


def test_fifty_by_default():
    """Without a limit a page has fifty items."""
    assert PageRequest().limit == 50
