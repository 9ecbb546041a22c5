"""Which addresses are out on the Internet, and which lead inwards.

Written out rather than taken from `ipaddress.is_global`, whose answer differs between versions of
Python. Source: the IANA special-purpose address registries (RFC 6890 and its updates).
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: Never the Internet, or no single host on it.
_INWARD_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, with the metadata services of the clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "168.63.129.16/32",  # the platform service of Azure, a public number that leads inwards
    )
)
#: All of the Internet that was ever handed out; everything else is inward: loopback, link-local,
#: unique-local, multicast, IPv4-mapped, NAT64 (64:ff9b::/96, 64:ff9b:1::/48).
_OUTWARD_V6 = IPv6Network("2000::/3")
_INWARD_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments, with Teredo, which carries an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def is_outward(address: Address) -> bool:
    """Say whether the address belongs to one host out on the Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _INWARD_V4)
    return address in _OUTWARD_V6 and not any(address in network for network in _INWARD_V6)


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Say whether one of the networks holds it; an IPv4-mapped address counts as its IPv4 one."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_within(address.ipv4_mapped, networks)
    return any(address.version == network.version and address in network for network in networks)


def parse_network(text: str) -> Network:
    """Return the range; a single address is a range of one.

    Raises:
        ValueError: It is none, or has bits set to the right of its length.
    """
    return ip_network(text.strip(), strict=True)
