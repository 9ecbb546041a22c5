"""/users/{user}/reachability, and what saving a rule warns about."""

from datetime import timedelta

from attrs import evolve

from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import Outcome

NIGHT = {"time_zone": "responder", "from": "22:00", "to": "07:00"}


def with_floor(shop):
    """Let team sre ask for a console within a minute; return Rosa's mail, which is none."""
    members = shop.got("/teams/sre")["members"]
    floor = [{"kinds": ["console"], "within_seconds": 60}]
    wanted = (
        [*members]
        if any(m["user_id"] == str(shop.actors["rosa"].id) for m in members)
        else [
            *members,
            {"user_id": "rosa", "role": "responder"},
        ]
    )
    answer = shop.call("PATCH", "/teams/sre", {"floor": floor, "members": wanted})
    assert answer.status_code == 200, answer.json
    user = str(shop.actors["rosa"].id)
    for found in shop.got(f"/notification-rules?user_id={user}")["items"]:
        assert shop.call("DELETE", f"/notification-rules/{found['id']}").status_code == 204
    for found in shop.got(f"/contact-methods?user_id={user}")["items"]:
        assert shop.call("DELETE", f"/contact-methods/{found['id']}").status_code == 204
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}
    method = shop.made("/contact-methods", mail, by="rosa")
    proof = shop.call("PUT", f"/contact-methods/{method['id']}/verification", {})
    assert proof.status_code == 200, proof.json
    return method["id"]


def test_saving_a_rule_below_the_floor_warns(shop):
    """The rule is saved; the answer says what the team asks for beyond it."""
    mail = with_floor(shop)

    rule = shop.made("/notification-rules", {"contact_method_id": mail}, by="rosa")

    (warning,) = rule["warnings"]
    assert warning.startswith("team sre asks for console within 60 s of pages of high urgency")
    shop.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    edited = shop.call("PATCH", f"/notification-rules/{rule['id']}", {"delay_seconds": 5})
    assert "console after 60 s is added" in edited.json["warnings"][0]


def test_how_a_page_reaches_somebody(shop):
    """Rules that apply then, what floors add, and rules that are passed over with the reason."""
    mail = with_floor(shop)
    log = shop.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    night = {"contact_method_id": mail, "delay_seconds": 30, "when": {"times": [NIGHT]}}
    rule = shop.made("/notification-rules", night, by="rosa")

    noon = shop.got("/users/rosa/reachability?at=2026-01-05T12:00:00Z", by="otto")
    midnight = shop.got("/users/rosa/reachability?at=2026-01-05T00:00:00Z", by="otto")

    high, low = noon["urgencies"]
    ways = [(way["kind"], way["after_seconds"], way["why"], way["team"]) for way in high["ways"]]
    assert ways == [("email", 0, "fallback", None), ("console", 60, "floor", "sre")]
    assert high["ways"][1]["contact_method_id"] == log["id"]
    reason = "it is outside its hours"
    passed = {"notification_rule_id": rule["id"], "kind": "email", "reason": reason}
    assert high["passed_over"] == [passed]
    assert [way["why"] for way in low["ways"]] == ["fallback"]
    assert [way["why"] for way in midnight["urgencies"][0]["ways"]] == ["rule", "floor"]
    assert noon["warnings"] == midnight["warnings"] != []
    assert (
        "log (console) brought nothing in the last 90 days: send a page to prove it"
        in (noon["warnings"])
    )


def test_a_page_is_a_proof(shop):
    """What pages by a method have shown is told with it, and warns no more."""
    log = shop.made("/contact-methods", {"key": "proof", "kind": "console"}, by="rosa")
    shop.made("/notification-rules", {"contact_method_id": log["id"]}, by="rosa")
    shop.made("/pages", {"title": "Proof", "user": "rosa"})
    pages = shop.store.notifications
    (page,) = [n for n in pages.rows.values() if str(n.contact_method_id) == log["id"]]
    shown = {"status": NotificationStatus.SENT, "outcome": Outcome.DELIVERED}
    pages.put(page.id, evolve(page, sent_at=page.planned_at + timedelta(seconds=3), **shown))

    answer = shop.got("/users/rosa/reachability")

    found = next(method for method in answer["methods"] if method["key"] == "proof")
    expected = {"contact_method_id": log["id"], "kind": "console", "sent": 1, "failed": 0}
    assert {name: found[name] for name in expected} == expected
    assert (found["p95_seconds"], found["last_delivered_at"]) == (3, found["last_sent_at"])
    assert not any(warning.startswith("proof") for warning in answer["warnings"])
