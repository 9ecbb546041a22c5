"""The card with what Hikeshi calls from."""

from uuid import NAMESPACE_URL, uuid5

import vobject
from falcon.asgi import Request, Response
from falcon.testing import ASGIConductor

from hikeshi.flow.recognising import Caller
from hikeshi.kernel.actor import SYSTEM
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.vcard import ContactCard

URL = (
    "https://hikeshi.example.org/a-path-so-long-that-the-line-it-stands-on-has-to-be-folded-火消し"
)
CARD = ContactCard(URL, ("+15005550006",), ("pager;x@example.org",))


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
    """Another's parser reads RFC 6350: numbers, addresses, and a name that is the instance's."""
    app = create_app([("/vcard", CARD)], middleware=[SignedIn()])
    async with ASGIConductor(app) as conductor:
        answer = await conductor.simulate_get("/vcard")
    card = vobject.readOne(answer.text)

    assert answer.headers["content-type"].startswith("text/vcard")
    assert (card.version.value, card.kind.value, card.url.value) == ("4.0", "org", URL)
    assert (card.fn.value, card.uid.value) == (
        "Hikeshi (hikeshi.example.org)",
        uuid5(NAMESPACE_URL, URL).urn,
    )
    assert (card.tel.value, card.tel.params["TYPE"]) == ("+15005550006", ["voice,text,cell"])
    assert card.email.value == "pager;x@example.org"
    lines = answer.text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)


async def test_a_stranger_signs_in_first() -> None:
    """What Hikeshi sends from is nobody else's business."""
    app = create_app([("/vcard", CARD)], middleware=[SignedOut()])
    async with ASGIConductor(app) as conductor:
        answer = await conductor.simulate_get("/vcard")

    assert (answer.status_code, answer.headers["location"]) == (302, "/sign-in?next=/vcard")
