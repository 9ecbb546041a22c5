"""The page of an incident."""

import pytest
from tests.integration.inbound.console.site import Outline


async def test_the_page_shows_what_is_known(site):
    """Title, severity, status, service, who is paged, timeline and alert, all escaped."""
    incident = await site.alert()
    await site.deliver()
    ana = await site.browser()

    answer = await ana.get(f"/incidents/{incident.number}")
    page = Outline(answer.text)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    for said in (
        "Checkout fails <script>alert(1)</script>",
        "SEV1",
        "Triggered",
        "Shop <API>",
        "Ana García was paged, on call in Primary (step 1, round 1).",
        "Prometheus triggered the incident (SEV1).",
        "Delivered",
        "1 alert",
        "Times: Europe/Berlin (UTC+01:00).",
    ):
        assert said in page.text


async def test_an_incident_is_found_by_number_and_by_id(site):
    """People say the number; programs link the id."""
    incident = await site.alert()
    ana = await site.browser()

    by_id = await ana.get(f"/incidents/{incident.id}")

    assert by_id.status_code == 200
    for wrong in ("999", "0", "x", "9" * 30, "٣", "00000000-0000-7000-8000-000000000000"):
        answer = await ana.get(f"/incidents/{wrong}")
        assert answer.status_code == 404
        assert "There is no such incident" in answer.text


async def test_buttons_acknowledge_resolve_and_reopen(site):
    """Each button leads back to the page, which shows the new state."""
    incident = await site.alert()
    ana = await site.browser()

    for verb, status in (
        ("acknowledge", "acknowledged"),
        ("resolve", "resolved"),
        ("reopen", "triggered"),
        ("escalate", "triggered"),
    ):
        answer = await ana.post(f"/incidents/{incident.number}/{verb}")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/incidents/{incident.number}",
        )
        assert site.store.incidents.rows[incident.id].status == status


async def test_what_is_refused_is_said_on_the_page(site):
    """An acknowledgement of what is resolved is no error page, but a message on this one."""
    incident = await site.alert()
    ana = await site.browser()
    await ana.post(f"/incidents/{incident.number}/resolve")

    answer = await ana.post(f"/incidents/{incident.number}/acknowledge")

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "not possible as the incident stands now" in answer.text


async def test_a_note_stands_on_the_timeline_as_it_was_written(site):
    """Text stays text, whatever it looks like."""
    incident = await site.alert()
    ana = await site.browser()
    note = "See <b>runbook</b> & <script>x()</script>\nline two"

    await ana.post(f"/incidents/{incident.number}/notes", text=note)
    answer = await ana.get(f"/incidents/{incident.number}")

    assert "<script>x" not in answer.text
    assert "See &lt;b&gt;runbook&lt;/b&gt; &amp; &lt;script&gt;x()&lt;/script&gt;\nline two" in (
        answer.text
    )


async def test_an_empty_note_is_refused(site):
    """The message says how long a note may be."""
    incident = await site.alert()
    ana = await site.browser()

    answer = await ana.post(f"/incidents/{incident.number}/notes", text="  ")

    assert answer.status_code == 422
    assert "text must be 1 to 25000 characters long" in answer.text


async def test_observers_have_no_buttons_and_may_not_press_them(site):
    """What is not shown is refused all the same, and nothing changes."""
    incident = await site.alert()
    ben = await site.browser("ben")

    page = await ben.get(f"/incidents/{incident.number}")
    answer = await ben.post(f"/incidents/{incident.number}/acknowledge")

    assert "Acknowledge</button>" not in page.text
    assert answer.status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


@pytest.mark.parametrize("token", ["", "0" * 64, "ä"])
async def test_a_form_without_its_token_changes_nothing(site, token):
    """Another site cannot press buttons."""
    incident = await site.alert()
    ana = await site.browser()

    for verb in ("acknowledge", "resolve", "escalate", "notes"):
        answer = await ana.post(f"/incidents/{incident.number}/{verb}", token=token, text="x")
        assert answer.status_code == 403
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_the_token_of_somebody_else_is_no_token(site):
    """A token belongs to one session."""
    incident = await site.alert()
    ana, aya = await site.browser(), await site.browser("aya")
    page = await aya.get("/welcome")
    theirs = page.text.split('name="form_token" value="')[1].split('"')[0]

    answer = await ana.post(f"/incidents/{incident.number}/acknowledge", token=theirs)

    assert answer.status_code == 403


async def test_an_unknown_button_is_not_found(site):
    """Only the verbs of the page exist; looking at one's address leads to the page."""
    incident = await site.alert()
    ana = await site.browser()

    assert (await ana.post(f"/incidents/{incident.number}/explode")).status_code == 404
    assert (await ana.get(f"/incidents/{incident.number}/explode")).status_code == 404
    assert (await ana.get(f"/incidents/{incident.number}/resolve")).status_code == 303


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("application/json", "{}"), ("text/plain", "a=b"), ("application/x-www-form-urlencoded", "")],
)
async def test_what_is_no_form_of_ours_is_refused(site, content_type, body):
    """Wrong content never does anything, and never breaks anything."""
    incident = await site.alert()
    ana = await site.browser()

    answer = await ana.get(
        f"/incidents/{incident.number}/resolve",
        "POST",
        body=body,
        headers={"Content-Type": content_type},
    )

    assert answer.status_code in {403, 422}
    assert site.store.incidents.rows[incident.id].status == "triggered"


async def test_a_second_person_joins(site):
    """Whoever has it stays, and the other one helps."""
    incident = await site.alert()
    ana, aya = await site.browser(), await site.browser("aya")
    await ana.post(f"/incidents/{incident.number}/acknowledge")

    page = await aya.get(f"/incidents/{incident.number}")
    await aya.post(f"/incidents/{incident.number}/acknowledge")

    assert "自分も対応する" in page.text
    assert "Ana García が確認しました。" in page.text
    assert len(site.store.incidents.rows[incident.id].responder_ids) == 2


async def test_strangers_are_sent_to_sign_in_and_come_back(site):
    """The address they wanted is where they end."""
    incident = await site.alert()
    nobody = await site.browser(None)

    answer = await nobody.get(f"/incidents/{incident.number}")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=/incidents/{incident.number}"
