"""GET /vcard: what Hikeshi calls and writes from, for a phone that may ring at night."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from attrs import frozen
from falcon import HTTPFound
from falcon.asgi import Request, Response

from hikeshi_server.inbound.http.auth import caller_of

#: Octets of a line, the break not counted.
LONGEST_LINE = 75


@frozen
class ContactCard:
    """GET /vcard

    Args:
        public_url: Where this instance is reached; it names the card, so that the cards of two
            instances stand beside each other.
        numbers: What messages and calls come from.
        addresses: What mail comes from.
    """

    public_url: str
    numbers: Sequence[str]
    addresses: Sequence[str]

    async def on_get(self, request: Request, response: Response) -> None:
        """Answer a signed-in person with the card; others sign in first."""
        if caller_of(request) is None:
            raise HTTPFound("/sign-in?next=/vcard")
        response.content_type = "text/vcard; charset=utf-8"
        response.set_header("Content-Disposition", 'attachment; filename="hikeshi.vcf"')
        response.text = self._card()

    def _card(self) -> str:
        """Return vCard 4.0 (RFC 6350), in plain text where that is allowed."""
        host = urlsplit(self.public_url).hostname or "localhost"
        lines = [
            "BEGIN:VCARD",
            "VERSION:4.0",
            "KIND:org",
            f"UID:{uuid5(NAMESPACE_URL, self.public_url).urn}",
            f"FN:{_escaped(f'Hikeshi ({host})')}",
            f"N:{_escaped(f'Hikeshi ({host})')};;;;",
            "ORG:Hikeshi",
            *(f'TEL;TYPE="voice,text,cell":{_escaped(number)}' for number in self.numbers),
            *(f"EMAIL:{_escaped(address)}" for address in self.addresses),
            f"URL:{self.public_url}",
            "END:VCARD",
        ]
        return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """Break a line after 75 octets, never within a character (RFC 6350, section 3.2)."""
    lines, room = [""], LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            lines.append("")
            room = LONGEST_LINE - 1  # the blank that goes on with the line above
        lines[-1] += character
        room -= size
    return "\r\n ".join(lines)


def _escaped(text: str) -> str:
    """Escape a text (RFC 6350, section 3.4)."""
    for character in ("\\", ",", ";"):
        text = text.replace(character, f"\\{character}")
    return text.replace("\r", "").replace("\n", "\\n")
