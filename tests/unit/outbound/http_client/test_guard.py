"""Which addresses the guard lets through."""

import socket
from collections.abc import Sequence

import pytest

from hikeshi_server.outbound.http_client.errors import (
    BadAllowedRangeError,
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.http_client.guard import (
    Guard,
    parse_allowed_ranges,
    resolve_by_system,
)

INWARD = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
]
OUTWARD = ["8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"]


async def nothing(host: str, port: int) -> Sequence[str]:
    """Stand for a resolver which must not be asked."""
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("address", INWARD)
async def test_inward_addresses_are_refused(address: str) -> None:
    """Nothing is sent to an address that is not one host out on the Internet."""
    with pytest.raises(DestinationRefusedError, match="HIKESHI_OUTBOUND_ALLOW"):
        await Guard(resolve=nothing).admit(address, 80)


@pytest.mark.parametrize("address", OUTWARD)
async def test_outward_addresses_are_admitted(address: str) -> None:
    """A public address is let through as it is."""
    assert await Guard(resolve=nothing).admit(address, 443) == (address,)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost.", "0x7f.1", "2130706433", "0177.0.0.1", "127.1"]
)
async def test_names_and_odd_spellings_of_loopback_are_refused(host: str) -> None:
    """However an inward address is written, it is refused once it is resolved."""
    with pytest.raises(DestinationRefusedError):
        await Guard(resolve=resolve_by_system).admit(host, 80)


async def test_a_name_is_reduced_to_its_outward_addresses() -> None:
    """Of several addresses only the outward ones are connected to."""

    async def mixed(host: str, port: int) -> Sequence[str]:
        return ("10.0.0.5", "93.184.215.14", "::1")

    assert await Guard(resolve=mixed).admit("mixed.example.org", 80) == ("93.184.215.14",)


async def test_allowed_ranges_are_let_through() -> None:
    """A range the operator allows is open, in its IPv4-mapped form too, and only that range."""
    guard = Guard(allow=parse_allowed_ranges("127.0.0.0/8, fd00::/8"), resolve=nothing)

    for address in ("127.0.0.1", "::ffff:127.0.0.1", "fd00::5"):
        assert await guard.admit(address, 80) == (address,)
    with pytest.raises(DestinationRefusedError):
        await guard.admit("10.0.0.1", 80)


async def test_a_name_that_cannot_be_resolved_is_unreachable_for_now() -> None:
    """A failure of the resolver may pass, so it is no refusal."""

    async def failing(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(DestinationUnreachableError, match="Temporary failure"):
        await Guard(resolve=failing).admit("hooks.example.org", 443)


async def test_a_name_that_cannot_be_one_is_refused() -> None:
    """What no resolver can look up will not be there later either."""
    with pytest.raises(DestinationRefusedError, match="no host name"):
        await Guard().admit("a" * 64 + ".example.org", 443)


@pytest.mark.parametrize("text", ["10.0.0.1/8", "intranet", "10.0.0.0/33"])
def test_a_wrong_range_is_named(text: str) -> None:
    """A setting that cannot be read names the variable and the part."""
    with pytest.raises(BadAllowedRangeError, match="no address range") as caught:
        parse_allowed_ranges(f"10.0.0.0/8,{text}")

    assert text in caught.value.detail


def test_no_ranges_are_allowed_by_an_empty_setting() -> None:
    """Left empty, the setting opens nothing."""
    assert parse_allowed_ranges(" , ") == ()
