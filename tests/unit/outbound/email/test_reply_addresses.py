"""Addresses that say which page is answered."""

import pytest
from tests.unit.outbound.envelopes import PAGE, RESOLVED, SECRET_KEY

from hikeshi.kernel.ids import NotificationId
from hikeshi_server.outbound.email.reply_addresses import (
    LONGEST_LOCAL,
    AddressRefusedError,
    ReplyAddresses,
    ReplyTo,
)

OURS = ReplyTo("pager", "reply.example.org")
ADDRESSES = ReplyAddresses(OURS, [SECRET_KEY])
ADDRESS = ADDRESSES.address_of(PAGE.notification_id)


def test_an_address_is_read_in_any_case() -> None:
    """Mail servers change the case, and the same page has the same address each time."""
    for spelled in (ADDRESS, ADDRESS.upper(), f" {ADDRESS} "):
        assert ADDRESSES.read(spelled) == PAGE.notification_id
    assert ADDRESSES.address_of(RESOLVED.notification_id) == ADDRESS


def test_the_longest_mailbox_leaves_room_for_the_token() -> None:
    """What stands before the @ stays within the 64 signs of RFC 5321."""
    longest = ReplyAddresses(ReplyTo("p" * LONGEST_LOCAL, "x.org"), [SECRET_KEY])
    local, _, _ = longest.address_of(NotificationId(PAGE.notification_id)).partition("@")

    assert len(local) == 64


def test_an_older_key_still_reads() -> None:
    """A key that is rotated leaves the mails that are out answerable."""
    rotated = ReplyAddresses(OURS, [bytes(range(1, 33)), SECRET_KEY])

    assert rotated.read(ADDRESS) == PAGE.notification_id
    assert rotated.address_of(PAGE.notification_id) != ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pager@reply.example.org",
        "pager+@reply.example.org",
        "pager+abc@reply.example.org",
        "é+é@é",
        ADDRESS.replace("@reply.", "@"),
        ADDRESS.replace("pager+", "other+"),
        ADDRESS.replace("+", "+a"),
        ADDRESS[:10] + ("a" if ADDRESS[10] != "a" else "b") + ADDRESS[11:],
    ],
)
def test_what_was_not_made_here_is_refused(address: str) -> None:
    """Another mailbox, another domain, a changed or missing token."""
    with pytest.raises(AddressRefusedError):
        ADDRESSES.read(address)


def test_another_servers_address_is_refused() -> None:
    """The seal is made with a key of the installation."""
    with pytest.raises(AddressRefusedError):
        ReplyAddresses(OURS, [bytes(range(1, 33))]).read(ADDRESS)
