"""GET /vcard: what Hikeshi calls and writes from, for a phone that may ring at night."""

from collections.abc import Sequence

from attrs import frozen
from falcon import HTTPFound
from falcon.asgi import Request, Response

from hikeshi_server.inbound.http.auth import caller_of


@frozen
class ContactCard:
    """GET /vcard

    Args:
        numbers: What messages and calls come from.
        addresses: What mail comes from.
    """

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
        """Return vCard 3.0, which every phone reads (RFC 2426)."""
        lines = ["BEGIN:VCARD", "VERSION:3.0", "FN:Hikeshi", "N:Hikeshi;;;;", "ORG:Hikeshi"]
        lines += [f"TEL;TYPE=CELL,VOICE:{_escaped(number)}" for number in self.numbers]
        lines += [f"EMAIL;TYPE=INTERNET:{_escaped(address)}" for address in self.addresses]
        return "".join(f"{line}\r\n" for line in [*lines, "END:VCARD"])


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
