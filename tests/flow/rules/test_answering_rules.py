"""Rules 12 and 13 of escalation: links and replies, and what begins after an acknowledgement."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from falcon.testing import ASGIConductor

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import IncidentId
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.testing.builders import new_id
from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.links import ACKNOWLEDGE_PATH, Links
from tests.flow.story import Story, a_configuration, a_method, a_person, a_step
from tests.integration.inbound.console.site import ANA, AYA, START, Site, form_token


@pytest.fixture
async def site() -> AsyncIterator[Any]:
    """A server with people, a service, a policy and a sender."""
    made = Site()
    await made.fill()
    async with ASGIConductor(made.app) as conductor:
        made.conductor = conductor
        yield made


async def test_rule_12_opening_an_acknowledge_link_changes_nothing(site: Any) -> None:
    """GET and HEAD only show the page, whoever opens it; its button posts."""
    incident = await site.alert()
    path, nobody = site.acknowledge_path(incident), await site.browser(None)
    before = site.store.incidents.rows[incident.id]

    shown = await nobody.get(path)
    await nobody.get(path, "HEAD")
    assert site.store.incidents.rows[incident.id] == before

    await nobody.post(path, token=form_token(shown.text))
    assert site.store.incidents.rows[incident.id].acknowledged_by == ANA


def test_rule_12_the_token_is_bound_to_person_incident_and_expiry() -> None:
    """Another person, another incident or a later end is another token; a changed one is none."""
    links = Links("http://127.0.0.1:8080", (b"k" * 32,))
    incident, until = IncidentId(new_id()), START + timedelta(hours=1)
    token = links.acknowledge_url(incident, ANA, until).rpartition(ACKNOWLEDGE_PATH)[2]

    allowed = links.read_token(token, START)
    assert (allowed.user_id, allowed.incident_id, allowed.expires_at) == (ANA, incident, until)
    others = {
        links.acknowledge_url(incident, AYA, until),
        links.acknowledge_url(IncidentId(new_id()), ANA, until),
        links.acknowledge_url(incident, ANA, until + timedelta(seconds=1)),
    }
    assert len(others) == 3
    assert not any(other.endswith(token) for other in others)
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(ForbiddenError):
            links.read_token(changed, START)
    with pytest.raises(ForbiddenError):
        links.read_token(token, until)


@pytest.mark.parametrize(
    "header",
    [("Auto-Submitted", "auto-replied"), ("Precedence", "auto_reply"), ("X-Autoreply", "yes")],
)
def test_rule_12_an_automatic_reply_never_acknowledges(header: tuple[str, str]) -> None:
    """Out of office is no answer; what a person wrote is one."""
    assert is_automatic([("Subject", "Re: Disk full"), header])
    assert not is_automatic([("Subject", "Re: Disk full"), ("Auto-Submitted", "no")])


def test_rule_13_no_attempt_begins_after_an_acknowledgement() -> None:
    """Neither a later rule of the person, nor a repetition, nor the next step."""
    late = {"urgency": "high", "delay_seconds": 120, "contact_method": "mail"}
    now = {"urgency": "high", "delay_seconds": 0, "contact_method": "phone"}
    methods = [a_method("phone"), a_method("mail", "email")]
    ana = a_person("ana", contact_methods=methods, notification_rules=[now, late])
    story = Story(a_configuration(a_step("ana"), a_step("ben"), people=[ana, "ben", "dee"]))
    story.channel(Outcome.RETRYABLE, minutes=1, kind="sms")
    story.alert()
    story.expect_attempt("ana", "phone", "retryable")

    story.acknowledge("ana")
    story.forget()
    story.advance(minutes=120)

    story.expect_no_attempt()
