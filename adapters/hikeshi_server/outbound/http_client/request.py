"""What a request looks like on the wire (RFC 9112, sections 3 and 5)."""

import re
from collections.abc import Mapping

from hikeshi_server.outbound.http_client.errors import DestinationRefusedError
from hikeshi_server.outbound.http_client.target import Target

_METHOD = re.compile(r"[A-Z]+")
#: Visible ASCII and blanks: no line end gets into a header, and so no second request.
_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [\t\x20-\x7e]*")


def written(method: str, target: Target, headers: Mapping[str, str], content: bytes) -> bytes:
    """Return the request: head and body in one piece.

    Raises:
        DestinationRefusedError: The method or a header cannot be written.
    """
    if not _METHOD.fullmatch(method) or method == "CONNECT":
        raise DestinationRefusedError("The request cannot be sent: it has no such method.")
    lines = [f"{method} {target.path} HTTP/1.1"]
    for name, value in headers.items():
        line = f"{name}: {value}"
        if not _HEADER.fullmatch(line):
            raise DestinationRefusedError(
                f"The request cannot be sent: its header {name!a} must be visible ASCII."
            )
        lines.append(line)
    return "\r\n".join([*lines, "\r\n"]).encode("ascii") + content
