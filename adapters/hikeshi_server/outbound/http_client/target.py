"""A URL, taken apart once: what was checked is what is used."""

import base64
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

from attrs import frozen

from hikeshi_server.outbound.http_client.errors import DestinationRefusedError

_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_000
#: Taken apart ones that are remembered: the same few receive page after page.
_REMEMBERED = 256


@frozen
class Endpoint:
    """Where connections go.

    Args:
        secure: TLS, for that very host, is laid over them.
        host: A name in ASCII, or an address without brackets.
    """

    secure: bool
    host: str
    port: int


@frozen
class Target:
    """Where a request goes.

    Args:
        path: With the query, as the request line has it.
        name: `host` or `host:port`: all that logs and reports may say, for paths and queries of
            webhooks hold secrets.
        headers: What the URL itself demands: `Host`, and `Authorization` for user and password.
    """

    endpoint: Endpoint
    path: str
    name: str
    headers: Mapping[str, str]


@lru_cache(maxsize=_REMEMBERED)
def parse_target(url: str) -> Target:
    """Take the URL apart.

    Raises:
        DestinationRefusedError: It is no http or https URL with a host.
    """
    if len(url) > _LONGEST or any(char <= " " or char in "\x7f\\" for char in url):
        raise DestinationRefusedError("The URL is too long, or has blanks or backslashes in it.")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:
        raise DestinationRefusedError("The URL cannot be read: check its host and port.") from None
    if parts.scheme not in _PORTS or not host:
        raise DestinationRefusedError("The URL must start with http:// or https:// and a host.")
    name = _name(host, port)
    return Target(
        endpoint=Endpoint(
            secure=parts.scheme == "https",
            host=host,
            port=_PORTS[parts.scheme] if port is None else port,
        ),
        path=_path_and_query(parts),
        name=name,
        headers={"Host": name, **_authorization(parts)},
    )


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _name(host: str, port: int | None) -> str:
    try:
        shown = f"[{host}]" if isinstance(ip_address(host), IPv6Address) else host
    except ValueError:
        shown = host
    return shown if port is None else f"{shown}:{port}"


def _path_and_query(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _authorization(parts: SplitResult) -> Mapping[str, str]:
    if parts.username is None:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
