"""How somebody is reached: the page, and every button on it."""

import re
from datetime import timedelta

import pytest
from tests.integration.inbound.console.site import ANA, AYA, CODE, Outline

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.ids import HolidaySetId, TeamId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.floor import FloorEntry
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.team import Membership, Team
from hikeshi.testing.builders import new_id

PHONE = "+81312345678"


def method(site, kind):
    """Return the contact method of a kind that is there."""
    (found,) = [m for m in site.store.contact_methods.rows.values() if m.kind is kind]
    return found


def rules(site):
    """Return the rules in the order in which they run."""
    return sorted(site.store.notification_rules.rows.values(), key=lambda rule: rule.delay)


async def add_phone(site, browser):
    """Add a phone and verify it by its code."""
    await browser.post("/reached/me/add-method", kind="sms", address=PHONE)
    phone = method(site, ContactKind.SMS)
    return await browser.post("/reached/me/confirm", id=str(phone.id), code=CODE)


def verdict(page):
    """Return what the page says of a sev1 now."""
    return " ".join(
        re.sub("<.*?>", "", page.text.split('class="big">')[1].split("</p>")[0]).split()
    )


async def test_from_nothing_to_a_phone_that_rings(site):
    """Add, verify by the code that was sent, write rules, move one up: the verdict follows."""
    ana = await site.browser()
    before = await ana.get("/reached/me")
    added = await ana.post("/reached/me/add-method", kind="sms", address=PHONE)
    phone, log = method(site, ContactKind.SMS), site.store.contact_methods.rows
    waiting = await ana.get("/reached/me")
    wrong = await ana.post("/reached/me/confirm", id=str(phone.id), code="000000")
    right = await ana.post("/reached/me/confirm", id=str(phone.id), code=f" {CODE} ")
    console = next(m for m in log.values() if m.user_id == ANA and m.kind == "console")
    for found, minutes in ((console, "0"), (phone, "2")):
        fields = {"method": str(found.id), "minutes": minutes, "seconds": "0", "urgency": "high"}
        assert (await ana.post("/reached/me/add-rule", **fields)).status_code == 303
    slow = await ana.get("/reached/me")
    second = rules(site)[1]
    moved = await ana.post(
        "/reached/me/bring-forward", id=str(second.id), version=str(second.version)
    )
    page = await ana.get("/reached/me")

    assert verdict(before).startswith("server log at once (no rule applies")
    assert "None of these rings" in before.text
    assert (added.status_code, added.headers["location"]) == (303, "/reached/me")
    assert (phone.key, phone.user_id, phone.verified) == ("sms", ANA, False)
    assert "Waits for its code" in waiting.text
    assert (wrong.status_code, "The code is wrong" in wrong.text) == (422, True)
    assert right.status_code == 303
    assert verdict(slow) == "server log at once, text message after 2 min"
    assert moved.status_code == 303
    assert verdict(page) == "text message at once, server log after 2 min"
    assert "None of these rings" not in page.text
    assert Outline(page.text).faults == []


async def test_a_rule_is_changed_and_removed(site):
    """Severities, hours and holidays; a page that was left open too long changes nothing."""
    ana = await site.browser()
    await add_phone(site, ana)
    ours = HolidaySet(id=HolidaySetId(new_id()), key="ours")
    await site.run(lambda work: work.holiday_sets.save_many([ours]))
    phone = str(method(site, ContactKind.SMS).id)
    await ana.post("/reached/me/add-rule", method=phone, minutes="5")
    (rule,) = rules(site)
    wanted = {
        "id": str(rule.id),
        "method": phone,
        "urgency": "low",
        "minutes": "1",
        "seconds": "30",
        "sev1": "yes",
        "hours": "mon-fri 09:00-17:00",
        "holidays": f"off {ours.id}",
    }
    nonsense = await ana.post("/reached/me/change-rule", **{**wanted, "hours": "late"}, version="1")
    saved = await ana.post("/reached/me/change-rule", **wanted, version="1")
    stale = await ana.post("/reached/me/change-rule", **wanted, version="1")
    page = await ana.get("/reached/me")
    (changed,) = rules(site)
    nowhere = await ana.post(
        "/reached/me/change-rule", **{**wanted, "holidays": f"on {phone}"}, version="2"
    )
    used = await ana.post("/reached/me/remove-method", id=phone, version="2")
    gone = await ana.post("/reached/me/remove-rule", id=str(rule.id), version="2")

    assert (nonsense.status_code, "hours “late” is none" in nonsense.text) == (422, True)
    assert 'value="30"' in nonsense.text
    assert (saved.status_code, stale.status_code) == (303, 409)
    assert (changed.urgency, changed.delay) == (Urgency.LOW, timedelta(seconds=90))
    assert changed.when.severities == (Severity.SEV1,)
    assert "SEV1 · Mon–Fri 09:00–17:00 · never on holidays (ours)" in page.text
    assert (nowhere.status_code, used.status_code, gone.status_code) == (422, 409, 303)
    assert rules(site) == []
    assert (await ana.post("/reached/me/remove-method", id=phone, version="2")).status_code == 303


async def test_quiet_hours_and_the_warning(site):
    """What can wait does; what is urgent only where the person says so, and then loudly."""
    aya = await site.browser("aya", Accept_Language="ja")
    version = str(site.store.users.rows[AYA].version)
    night = {"windows": "10:00-14:00\n22:00-07:00", "version": version}
    saved = await aya.post("/reached/me/quiet-hours", **night)
    version = str(site.store.users.rows[AYA].version)
    calm = await aya.get("/reached/me")
    await aya.post(
        "/reached/me/quiet-hours", **{**night, "version": version}, high_urgency_waits="yes"
    )
    loud = await aya.get("/reached/me")
    never = await aya.post("/reached/me/quiet-hours", windows="00:00-24:00", version="3")
    await aya.post("/reached/me/quiet-hours", windows="", version="3")

    assert saved.status_code == 303
    # It is 12:10 in Tokyo.
    assert verdict(calm).startswith("すぐにサーバーログ")
    assert verdict(loud).startswith("静かな時間帯が終わる 14:00 にサーバーログ")
    assert '<section aria-labelledby="now" class="loud">' in loud.text
    assert "緊急の呼び出しも待ちます。" in loud.text
    assert Outline(loud.text).faults == []
    assert (never.status_code, "windows" in never.text) == (422, True)
    assert site.store.users.rows[AYA].quiet_hours is None


async def test_a_webhook_s_secret_is_shown_this_once(site):
    """The answer to the form has it, no page after that; sent again the form adds no other."""
    ana = await site.browser()
    fields = {"kind": "webhook", "address": "https://example.org/page", "key": "hook"}
    made = await ana.post("/reached/me/add-method", **fields)
    again = await ana.post("/reached/me/add-method", **fields)
    secret = method(site, ContactKind.WEBHOOK).secret

    assert (made.status_code, secret in made.text) == (200, True)
    assert Outline(made.text).faults == []
    assert (again.status_code, secret in again.text) == (409, False)
    assert secret not in (await ana.get("/reached/me")).text


@pytest.mark.parametrize(
    ("verb", "fields", "field"),
    [
        ("add-method", {"kind": "web_push", "address": "https://x.example"}, "kind"),
        ("add-method", {"kind": "sms", "address": "12"}, "address"),
        ("add-method", {"kind": "sms", "address": PHONE, "key": "Ä"}, "key"),
        ("add-rule", {"method": "", "minutes": "1"}, "method"),
        ("remove-rule", {"id": "x", "version": "1"}, "id"),
        ("remove-rule", {"id": str(new_id())}, "version"),
        ("else", {}, "verb"),
    ],
)
async def test_what_is_refused_names_its_field(site, verb, fields, field):
    """And nothing is kept."""
    ana = await site.browser()
    answer = await ana.post(f"/reached/me/{verb}", **fields)

    assert answer.status_code == 422
    assert f'role="alert"><p>{field} ' in answer.text
    assert len(site.store.contact_methods.rows) == 2


async def test_an_admin_looks_after_others_and_a_manager_looks_on(site):
    """Addresses and buttons are the person's and the admins'; the verdict their managers' too."""
    ana, aya = await site.browser(), await site.browser("aya")
    members = (Membership(AYA, TeamRole.MANAGER), Membership(ANA))
    team = Team(
        id=TeamId(new_id()),
        key="sre",
        name="SRE",
        members=members,
        floor=(FloorEntry(within=timedelta(minutes=5)),),
    )
    assert (await aya.get("/reached/ana")).status_code == 403
    await site.run(lambda work: work.teams.save_many([team]))
    await add_phone(site, ana)
    phone = method(site, ContactKind.SMS)
    seen = await aya.get("/reached/ana")
    refused = await aya.post("/reached/ana/remove-method", id=str(phone.id), version="2")
    await ana.post("/reached/aya/add-method", kind="email", address="aya@example.net")
    mail = method(site, ContactKind.EMAIL)
    vouched = await ana.post("/reached/aya/vouch", id=str(mail.id))
    elsewhere = await ana.post("/reached/me/vouch", id=str(mail.id))

    assert (seen.status_code, PHONE in seen.text, "/remove-method" in seen.text) == (
        200,
        False,
        False,
    )
    assert "SRE" in seen.text
    assert (refused.status_code, phone.id in site.store.contact_methods.rows) == (403, True)
    assert (mail.user_id, vouched.status_code, elsewhere.status_code) == (AYA, 303, 404)
    assert method(site, ContactKind.EMAIL).verified
    assert (await ana.get("/reached/nobody")).status_code == 404


async def test_another_page_can_be_asked_about(site):
    """At a time and of a severity; what is no time is said at its field."""
    ana = await site.browser()
    await add_phone(site, ana)
    phone = str(method(site, ContactKind.SMS).id)
    await ana.post("/reached/me/add-rule", method=phone, hours="22:00-07:00", minutes="1")
    day = await ana.get("/reached/me?at=2026-01-07T12:00&severity=sev2&urgency=high")
    wrong = await ana.get("/reached/me?at=noon")

    assert "SEV2, High urgency, at <time" in day.text
    assert "does not apply: it is outside its hours." in Outline(day.text).text
    assert (wrong.status_code, 'role="alert"><p>at must be' in wrong.text) == (422, True)


async def test_every_button_s_address_leads_back(site):
    """Opened by hand it shows the page; another site's form is refused."""
    ana = await site.browser()
    opened = await ana.get("/reached/me/add-rule")
    forged = await ana.post("/reached/me/add-method", token="forged", kind="sms", address=PHONE)

    assert (opened.status_code, opened.headers["location"]) == (303, "/reached/me")
    assert forged.status_code == 403
