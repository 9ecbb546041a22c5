"""/escalation-policies/{policy}/rehearsals and /rehearsals."""

import pytest
from attrs import evolve

from hikeshi_server.inbound.http.api.resources import rehearsals
from hikeshi_server.inbound.rehearsing import LIMITS

NIGHT = "2026-01-05T03:10:00Z"
ONE = "/escalation-policies/default/rehearsals"


def played(shop, body, **more):
    """Return the answer to a rehearsal of the policy."""
    return shop.call("POST", ONE, body, **more)


def test_a_policy_says_who_would_be_paged_when(shop):
    """The trace has the shape of `hikeshi rehearse --json`, over what is configured."""
    trace = played(shop, {"at": NIGHT, "severity": "sev1", "until_seconds": 900}).json

    assert [(row["after_seconds"], row["user"], row["via"]) for row in trace["pages"]] == [
        (0, "rosa", "schedule:primary"),
        (300, "olga", "user"),
    ]
    assert trace["incidents"] == [{"incident": 1, "status": "triggered"}]
    assert set(trace) == {
        *("name", "passed", "failures", "pages", "notifications", "incidents", "states", "log")
    }


def test_a_rehearsal_writes_nothing_and_tells_nobody(shop):
    """No incident, no notification and no entry of the journal come of it."""
    entries = len(shop.store.journal.rows)
    played(shop, {"at": NIGHT})

    assert not shop.store.incidents.rows
    assert not shop.store.notifications.rows
    assert len(shop.store.journal.rows) == entries


def test_whoever_was_paged_last_acknowledges(shop):
    """After the acknowledgement nobody is paged."""
    trace = played(shop, {"at": NIGHT, "acknowledge_after_seconds": 60}).json

    assert [row["user"] for row in trace["pages"]] == ["rosa"]
    assert trace["states"][-1] == {"after_seconds": 60, "incident": 1, "status": "acknowledged"}


def test_the_service_says_how_long_an_acknowledgement_lasts(shop):
    """With a service its acknowledge timeout holds."""
    shop.call("PATCH", "/services/api", {"acknowledge_timeout_seconds": 600})
    asked = {"at": NIGHT, "acknowledge_after_seconds": 60, "until_seconds": 700, "service": "api"}
    trace = played(shop, asked).json

    assert trace["incidents"][0]["status"] == "triggered"


def test_an_empty_policy_is_said_to_page_nobody(shop):
    """A rehearsal of a policy without steps shows that nobody would hear of it."""
    shop.made("/escalation-policies", {"key": "void"})
    body = {"at": NIGHT, "acknowledge_after_seconds": 5}
    trace = shop.call("POST", "/escalation-policies/void/rehearsals", body).json

    assert trace["pages"] == []
    assert any("nobody has been paged" in line for line in trace["log"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/at"),
        ({"at": "2026-01-05T03:10:00"}, "/at"),
        ({"at": NIGHT, "severity": "sev9"}, "/severity"),
        ({"at": NIGHT, "until_seconds": 2_592_001}, "/until_seconds"),
        ({"at": NIGHT, "until_seconds": -1}, "/until_seconds"),
        ({"at": NIGHT, "acknowledge_after_seconds": 90_000}, "/acknowledge_after_seconds"),
        ({"at": NIGHT, "service": "nope"}, "/service_id"),
        ({"at": NIGHT, "urgent": True}, "/urgent"),
        ({"at": "9999-12-31T23:59:59Z"}, "/at"),
    ],
)
def test_a_wrong_question_names_its_field(shop, body, pointer):
    """Each fault has its place, and nothing is a server error."""
    answer = played(shop, body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == pointer


def test_a_rehearsal_that_would_never_end_is_refused(shop, monkeypatch):
    """A page every ten seconds for a month is more than one answer may cost."""
    monkeypatch.setattr(rehearsals, "LIMITS", evolve(LIMITS, works=LIMITS.works // 20))
    targets = [{"kind": "user", "key": "olga"}]
    step = {"delay_seconds": 1, "targets": targets}
    shop.made(
        "/escalation-policies",
        {"key": "loud", "steps": [step], "exhausted": {"targets": targets, "every_seconds": 10}},
    )
    body = {"at": NIGHT, "until_seconds": 2_592_000}
    answer = shop.call("POST", "/escalation-policies/loud/rehearsals", body)

    assert answer.status_code == 422
    assert "less of it" in answer.json["detail"]


def test_a_suite_is_played_on_what_is_configured(shop):
    """Scenarios without a configuration see the live one; what they expect is compared."""
    scenario = {
        "name": "night",
        "start": NIGHT,
        "until_seconds": 600,
        "events": [{"after_seconds": 0, "kind": "trigger", "service": "api", "dedup_key": "k"}],
        "expect": {"pages": [{"user": "rosa"}, {"user": "olga"}]},
    }
    report = shop.call("POST", "/rehearsals", {"scenarios": [scenario, scenario]}).json

    assert report["passed"]
    assert [found["name"] for found in report["scenarios"]] == ["night", "night"]
    assert not shop.store.incidents.rows


def test_what_is_quiet_on_the_server_is_quiet_in_rehearsals(shop):
    """Maintenance of the live configuration holds in a rehearsal; at its end the page leaves."""
    window = {"service_ids": ["api"], "reason": "racks", "starts_at": NIGHT}
    shop.made("/maintenance-windows", {**window, "ends_at": "2026-01-05T03:20:00Z"})
    scenario = {
        "name": "quiet",
        "start": NIGHT,
        "until_seconds": 700,
        "events": [{"after_seconds": 0, "kind": "trigger", "service": "api", "dedup_key": "k"}],
    }
    report = shop.call("POST", "/rehearsals", {"scenarios": [scenario]}).json

    pages = report["scenarios"][0]["pages"]
    assert [(page["user"], page["after_seconds"]) for page in pages] == [("rosa", 600)]


def test_a_suite_may_bring_its_configuration(shop):
    """An inline configuration is played instead of the live one."""
    configuration = {"version": 1, "services": [{"key": "web", "name": "Web"}]}
    scenario = {
        "name": "n",
        "start": NIGHT,
        "until_seconds": 60,
        "events": [{"after_seconds": 0, "kind": "trigger", "service": "web", "dedup_key": "k"}],
    }
    answer = shop.call(
        "POST", "/rehearsals", {"configuration": configuration, "scenarios": [scenario]}
    )

    assert answer.status_code == 200, answer.text
    assert answer.json["scenarios"][0]["pages"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"until_seconds": 2_592_001}, "/scenarios/0/until_seconds"),
        ({"configuration": "/etc/passwd"}, "/scenarios/0/configuration"),
        ({"start": "tomorrow"}, "/scenarios/0/start"),
        ({"events": [{"after_seconds": 0, "kind": "dance"}]}, "/scenarios/0/events/0/kind"),
        ({"events": [{"after_seconds": 0, "kind": "note"}] * 1001}, "/scenarios"),
        (
            {
                "events": [
                    {
                        "after_seconds": 0,
                        "kind": "signal",
                        "integration": "x",
                        "payload_file": "/etc/passwd",
                    }
                ]
            },
            "/scenarios/0/events/0/integration",
        ),
    ],
)
def test_a_wrong_suite_names_the_place(shop, change, pointer):
    """Each fault has its pointer; nothing is read from the server's files."""
    scenario = {"name": "n", "start": NIGHT, "until_seconds": 60, "events": [], **change}
    answer = shop.call("POST", "/rehearsals", {"scenarios": [scenario]})

    assert answer.status_code == 422, answer.text
    assert answer.json["errors"][0]["pointer"] == pointer


def test_holidays_of_a_configuration_in_the_body(shop):
    """A country code is looked up; what cannot be is named with its pointer."""
    scenario = {"name": "a", "start": NIGHT, "until_seconds": 1, "events": []}

    def inside(document):
        return {"configuration": document}

    def later(document):
        event = {"after_seconds": 0, "kind": "configuration", "document": document}
        return {"configuration": {"version": 1}, "events": [event]}

    for place, put in (
        ("/scenarios/0/configuration", inside),
        ("/scenarios/0/events/0/document", later),
    ):
        assert _play(shop, {**scenario, **put(_holidays("JP"))}).status_code == 200
        for source, reason in (("ZZ", "not known"), ("office.ics", "reads no files of yours")):
            refused = _play(shop, {**scenario, **put(_holidays(source))})
            (fault,) = refused.json["errors"]
            assert refused.status_code == 422
            assert fault["pointer"] == f"{place}/holidays/0/source"
            assert f"“{source}”" in fault["detail"]
            assert reason in fault["detail"]


def _holidays(source):
    return {"version": 1, "holidays": [{"key": "h", "source": source}]}


def _play(shop, scenario):
    return shop.call("POST", "/rehearsals", {"scenarios": [scenario]})
