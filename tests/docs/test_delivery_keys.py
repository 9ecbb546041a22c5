"""The page on delivery says where the key of a message is, and there it is."""

import json
import re
from collections.abc import Callable

import pytest
from attrs import evolve

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.console.message import render_line
from hikeshi_server.outbound.email.mime import message_id
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.ntfy.message import render as render_ntfy
from hikeshi_server.outbound.web_push.message import render as render_web_push
from hikeshi_server.outbound.webhook.message import render_body
from tests.docs.pages import ROOT
from tests.unit.outbound.envelopes import BUNDLE, LINKS, PAGE

PAGE_ON_DELIVERY = (ROOT / "docs/reference/delivery.md").read_text("utf-8")
URLS = {"incident_url": "https://a.example.org/i", "press_url": "https://a.example.org/p"}

#: What the rows of the table name, for the channels that need no transport to say it.
KEYS: dict[str, Callable[[Envelope], object]] = {
    "data.notification_id": lambda e: json.loads(render_body(e, LINKS))["data"]["notification_id"],
    "id": lambda e: render_web_push(e, acknowledge_url="https://a.example.org/a", **URLS).id,
    "sequence_id": lambda e: render_ntfy(e, **URLS).sequence_id,
    "notification_id": lambda e: render_line(e, LINKS)["notification_id"],
}


def test_every_channel_has_a_row() -> None:
    """The table of keys names each kind of contact method, once."""
    rows = re.findall(
        r"^\| (`[a-z_`, ]+`) \|", PAGE_ON_DELIVERY.partition("## Outcomes")[0], re.MULTILINE
    )
    named = [kind.strip("` ") for row in rows for kind in row.split(",")]

    assert sorted(named) == sorted(ContactKind)


@pytest.mark.parametrize("place", KEYS)
def test_the_key_is_where_the_page_says(place: str) -> None:
    """It is the notification's id, whichever attempt it is, about one incident or several."""
    assert f"`{place}`" in PAGE_ON_DELIVERY
    for envelope in (PAGE, evolve(PAGE, attempt=3), BUNDLE, evolve(BUNDLE, attempt=3)):
        assert KEYS[place](envelope) == str(PAGE.notification_id)


def test_a_mail_has_it_with_the_senders_domain() -> None:
    """As the table says: the id, an @, and the domain mails come from."""
    mail_from = MailFrom("Pager", "pager@example.org")

    assert (
        message_id(str(PAGE.notification_id), mail_from) == f"<{PAGE.notification_id}@example.org>"
    )


def test_a_gathered_webhook_names_its_bundle() -> None:
    """`data.bundle_id` is there where a message names several, and only there."""
    gathered, alone = (json.loads(render_body(each, LINKS))["data"] for each in (BUNDLE, PAGE))

    assert gathered["bundle_id"] == str(BUNDLE.bundle_id)
    assert "bundle_id" not in alone
