"""Every message about a drill says so, in the reader's language."""

import json

import pytest
from attrs import evolve
from tests.unit.outbound.envelopes import ANA, AYA, LINKS, PAGE

from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.console.message import render_line
from hikeshi_server.outbound.drill_wording import saying_drill
from hikeshi_server.outbound.email.message import render as mail
from hikeshi_server.outbound.ntfy.message import render as ntfy
from hikeshi_server.outbound.slack.message import render as slack
from hikeshi_server.outbound.sms.message import render as sms
from hikeshi_server.outbound.voice.message import render_page
from hikeshi_server.outbound.webhook.message import render_body

DRILL = evolve(PAGE, title="[DRILL] Night", drill=True, service="", step=None)
URL = "https://pager.example.org/incidents/42"
READERS = {"en": (ANA, "[DRILL] Night", "drill"), "ja": (AYA, "【訓練】Night", "訓練")}


def said(envelope: Envelope) -> dict[str, str]:
    """Return what each channel says first, and all it says."""
    letter = mail(envelope, incident_url=URL, acknowledge_url=URL)
    message = slack(envelope, incident_url=URL, acknowledge_url=URL)
    return {
        "email": f"{letter.subject}\n{letter.text}",
        "ntfy": str(ntfy(envelope, incident_url=URL, press_url=URL)),
        "slack": f"{message.text} {json.dumps(list(message.blocks), ensure_ascii=False)}",
        "sms": sms(envelope, link=URL),
        "webhook": render_body(envelope, LINKS).decode(),
        "console": str(render_line(envelope, LINKS)),
    }


@pytest.mark.parametrize("language", READERS)
def test_every_channel_says_that_it_is_a_drill(language: str) -> None:
    """The mark stands before the name; nobody is told of a next person who will be paged."""
    reader, title, _ = READERS[language]
    everywhere = said(saying_drill(evolve(DRILL, recipient=reader)))

    assert [kind for kind, text in everywhere.items() if title not in text] == []
    assert everywhere["email"].startswith(f"{title} (#42)\n")
    assert "next person" not in everywhere["email"] + everywhere["slack"]
    assert "次の担当者" not in everywhere["email"] + everywhere["slack"]
    assert "hikeshi.escalate" not in everywhere["slack"]
    assert json.loads(everywhere["webhook"])["data"]["incident"]["drill"] is True


@pytest.mark.parametrize("language", READERS)
def test_a_call_says_that_it_is_a_drill(language: str) -> None:
    """It offers no escalation."""
    reader, _, word = READERS[language]
    call = render_page(
        locale=reader.locale, severity="sev2", number=42, title=DRILL.title, action=URL, drill=True
    )
    assert word in call
    assert "[DRILL]" not in call
    assert "6" not in call.replace(URL, "").replace('timeout="6"', "")


def test_a_real_page_is_as_it_was() -> None:
    """Only drills are marked."""
    assert saying_drill(PAGE) is PAGE
    assert "drill" not in json.loads(render_body(PAGE, LINKS))["data"]["incident"]
