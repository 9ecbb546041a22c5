"""The card with what Hikeshi calls from."""

from falcon.asgi import Request, Response
from falcon.testing import ASGIConductor

from hikeshi.flow.recognising import Caller
from hikeshi.kernel.actor import SYSTEM
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.vcard import ContactCard

CARD = ContactCard(("+15005550006",), ("pager;x@example.org",))


class SignedIn:
    """Lets everybody be somebody."""

    async def process_request(self, request: Request, response: Response) -> None:
        """Say who calls."""
        del response
        request.context.caller = Caller(SYSTEM)


class SignedOut(SignedIn):
    """Lets everybody be nobody."""

    async def process_request(self, request: Request, response: Response) -> None:
        """Say that nobody is known."""
        request.context.caller = None


async def test_a_phone_gets_a_card_it_can_let_through() -> None:
    """Numbers and addresses, each on its line, escaped after RFC 2426."""
    app = create_app([("/vcard", CARD)], middleware=[SignedIn()])
    async with ASGIConductor(app) as conductor:
        answer = await conductor.simulate_get("/vcard")

    assert answer.headers["content-type"].startswith("text/vcard")
    lines = answer.text.split("\r\n")
    assert lines[0] == "BEGIN:VCARD"
    assert "TEL;TYPE=CELL,VOICE:+15005550006" in lines
    assert "EMAIL;TYPE=INTERNET:pager\\;x@example.org" in lines


async def test_a_stranger_signs_in_first() -> None:
    """What Hikeshi sends from is nobody else's business."""
    app = create_app([("/vcard", CARD)], middleware=[SignedOut()])
    async with ASGIConductor(app) as conductor:
        answer = await conductor.simulate_get("/vcard")

    assert (answer.status_code, answer.headers["location"]) == (302, "/sign-in?next=/vcard")
