"""The guard against server-side request forgery: whoever names a URL chooses no inward address."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

from attrs import frozen

from hikeshi_server.outbound.http_client.addresses import (
    Network,
    is_outward,
    is_within,
    parse_network,
)
from hikeshi_server.outbound.http_client.errors import (
    BadAllowedRangeError,
    DestinationRefusedError,
    DestinationUnreachableError,
)

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Return the addresses the machine's resolver knows, in its order of preference.

    Raises:
        OSError: There is no answer.
        UnicodeError: This can be no host name.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@frozen
class Guard:
    """Decides which addresses a connection may go to.

    Args:
        allow: Ranges that are let through although they lead inwards.
        resolve: Turns a name into addresses, once per connection.
    """

    allow: tuple[Network, ...] = ()
    resolve: Resolve = resolve_by_system

    async def admit(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses to connect to, every one of them checked.

        The caller connects to exactly these and never looks the name up again: a name that
        answers differently the second time (DNS rebinding) gains nothing.

        Raises:
            DestinationRefusedError: The host has inward addresses only.
            DestinationUnreachableError: The name has no address now.
        """
        found = await self._addresses(host, port)
        if not found:
            raise DestinationUnreachableError(f"{host} has no address.")
        admitted = tuple(text for text in found if self._admits(text))
        if not admitted:
            raise DestinationRefusedError(
                f"{host} is {found[0]}, an address inside the network, and Hikeshi does not send "
                "there; allow its range in HIKESHI_OUTBOUND_ALLOW if it should."
            )
        return admitted

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        if _is_address(host):
            return (host,)
        if f".{host}".lower().rstrip(".").endswith(".localhost"):
            return ("127.0.0.1", "::1")  # RFC 6761, section 6.3: no resolver is to be asked
        try:
            return await self.resolve(host, port)
        except UnicodeError:
            raise DestinationRefusedError(f"“{host}” is no host name.") from None
        except OSError as error:
            raise DestinationUnreachableError(
                f"{host} cannot be resolved: {error.strerror or error}."
            ) from error

    def _admits(self, text: str) -> bool:
        try:
            address = ip_address(text)
        except ValueError:
            return False
        return is_outward(address) or is_within(address, self.allow)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def parse_allowed_ranges(text: str) -> tuple[Network, ...]:
    """Return the address ranges a setting lists.

    Raises:
        BadAllowedRangeError: Naming the part that is no range.
    """
    ranges = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            ranges.append(parse_network(part))
        except ValueError as error:
            raise BadAllowedRangeError(
                f"holds “{part}”, which is no address range ({error}); write ranges such as "
                "10.0.0.0/8 or 192.168.1.5, separated by commas."
            ) from None
    return tuple(ranges)
