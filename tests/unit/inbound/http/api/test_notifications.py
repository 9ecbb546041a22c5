"""/contact-methods, /notification-rules, /notifications, /dead-letters and /audit-entries."""


def test_a_webhook_shows_its_secret_once(world):
    """The signing secret stands in the answer that creates the method, and in no other."""
    body = {"key": "hook", "kind": "webhook", "address": "https://example.org/page"}
    made = world.made("/contact-methods", body, by="rosa")

    assert made["secret"].startswith("whsec_")
    assert (made["verified"], made["user_id"]) == (False, str(world.actors["rosa"].id))
    assert world.got("/contact-methods/hook", by="rosa")["secret"] is None


def test_a_token_somebody_gave_us_is_never_answered(world):
    """Neither that of a topic nor the keys of a browser, not even to who has just written them."""
    push = {"kind": "web_push", "address": "https://push.example.org/x"}
    ntfy = {"kind": "ntfy", "address": "https://ntfy.example.org/rosa"}
    for key, fields, token in (
        ("phone", ntfy, "tk_" + "a" * 29),
        ("browser", push, "B" + "a" * 86 + "." + "b" * 22),
    ):
        body = {"key": key, "token": token, **fields}
        answers = [
            world.call("POST", "/contact-methods", body, by="rosa"),
            world.call("PATCH", f"/contact-methods/{key}", {"token": token}, by="rosa"),
            world.call("GET", f"/contact-methods/{key}", by="rosa"),
        ]
        assert [answer.status_code for answer in answers] == [201, 200, 200]
        assert not any(token in answer.text for answer in answers)


def test_the_console_needs_no_proof(world):
    """A console method is verified at once; an e-mail address waits for its owner."""
    console = world.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}

    assert console["verified"] is True
    assert world.made("/contact-methods", mail, by="rosa")["verified"] is False


def test_owners_vouch_for_others(world):
    """An owner verifies somebody's method; the person cannot do it alone."""
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}
    made = world.made("/contact-methods", mail, by="rosa")
    path = f"/contact-methods/{made['id']}"

    assert world.call("PUT", f"{path}/verification", by="rosa").status_code == 403
    assert world.call("PUT", f"{path}/verification").json["verified"] is True
    moved = world.call("PATCH", path, {"address": "new@example.org"}, by="rosa")
    assert moved.json["verified"] is False


def test_contact_methods_are_personal(world):
    """Others see and change nothing, an owner does."""
    made = world.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    path = f"/contact-methods/{made['id']}"

    assert world.call("GET", path, by="otto").status_code == 403
    assert world.call("DELETE", path, by="otto").status_code == 403
    theirs = world.call("GET", "/contact-methods", by="otto", query_string="user_id=rosa")
    assert theirs.status_code == 403
    assert world.got("/contact-methods", by="otto")["items"] == []
    assert len(world.got("/contact-methods", query_string="user_id=rosa")["items"]) == 1


def test_rules_use_ones_own_methods(world):
    """A rule names a method of the same person, by key or id; a used method is kept."""
    world.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    theirs = world.made("/contact-methods", {"key": "log", "kind": "console"}, by="otto")
    rule = world.made("/notification-rules", {"contact_method_id": "log"}, by="rosa")
    path = f"/notification-rules/{rule['id']}"

    foreign = {"contact_method_id": theirs["id"]}
    refused = world.call("POST", "/notification-rules", foreign, by="rosa")
    assert refused.json["errors"][0]["pointer"] == "/contact_method_id"
    assert world.call("DELETE", "/contact-methods/log", by="rosa").status_code == 409
    later = world.call("PATCH", path, {"delay_seconds": 300}, by="rosa").json
    assert (later["delay_seconds"], later["version"]) == (300, 2)
    assert world.call("DELETE", path, by="otto").status_code == 403
    assert world.call("DELETE", path, by="rosa").status_code == 204
    assert world.call("DELETE", "/contact-methods/log", by="rosa").status_code == 204


def test_a_page_shows_as_a_notification(shop):
    """Whoever is paged by the console has a notification to read, with its attempts."""
    shop.made("/contact-methods", {"key": "log", "kind": "console"}, by="rosa")
    incident = shop.made("/incidents", {"title": "Down", "service_id": "api"})
    query = f"incident_id={incident['id']}&user_id=rosa&status=pending"
    (row,) = shop.got("/notifications", query_string=query)["items"]
    one = shop.got(f"/notifications/{row['id']}")

    assert {"kind", "outcome", "reason", "attempts", "due_at", "sent_at"} <= set(row)
    assert (row["kind"], row["status"], row["attempts"]) == ("console", "pending", 0)
    assert one == {**row, "delivery_attempts": []}


def test_who_cannot_be_reached_is_a_dead_letter(shop):
    """A page without a way to its person is listed for operators, and cannot be sent again."""
    shop.made("/incidents", {"title": "Down", "service_id": "api"})
    (dead,) = shop.got("/dead-letters")["items"]

    assert dead["user_id"] == str(shop.actors["rosa"].id)
    assert shop.call("GET", "/dead-letters", by="rosa").status_code == 403
    assert shop.call("POST", f"/dead-letters/{dead['id']}/replays").status_code == 409


def test_many_dead_letters_are_sent_again(shop):
    """Those a filter finds, a part at a time; who cannot be reached is counted, with the reason."""
    shop.made("/incidents", {"title": "Down", "service_id": "api"})
    (dead,) = shop.got("/dead-letters", query_string="reason=VERIFIED")["items"]
    path, wanted = "/dead-letters/replays", {"user_id": "rosa", "reason": "verified", "limit": 1}
    answer = shop.call("POST", path, wanted)

    assert answer.status_code == 200, answer.text
    assert (answer.json["replayed"], answer.json["skipped"]) == (0, 1)
    assert answer.json["reasons"] == {"no_contact_method": 1}
    assert answer.json["items"][0]["notification_id"] == dead["id"]
    assert answer.json["next_cursor"] is None
    assert shop.call("POST", path, {"kind": "sms"}).json["items"] == []
    assert shop.call("POST", path, wanted, by="rosa").status_code == 403


def test_dead_letters_are_discarded(shop):
    """Not while nobody knows of their incidents, unless that is insisted on; then they stay
    readable, and leave the list."""
    shop.made("/incidents", {"title": "Down", "service_id": "api"})
    (dead,) = shop.got("/dead-letters")["items"]
    many, one = "/dead-letters/discards", f"/dead-letters/{dead['id']}/discards"
    why = {"because": "she was called"}
    kept = shop.call("POST", many, {**why, "user_id": "rosa", "reason": "verified"})

    assert kept.status_code == 200, kept.text
    assert (kept.json["discarded"], kept.json["reasons"]) == (0, {"unreached": 1})
    assert shop.call("POST", one, why).status_code == 409
    assert shop.call("POST", one, why, by="rosa").status_code == 403
    assert shop.call("POST", many, why, by="rosa").status_code == 403
    for body in ({}, {"because": " "}, {"because": "x" * 501}):
        for path in (many, one):
            refused = shop.call("POST", path, body)
            assert refused.status_code == 422, refused.text
            assert refused.json["errors"][0]["pointer"] == "/because"
    gone = shop.call("POST", many, {**why, "force": True})
    assert (gone.json["discarded"], gone.json["skipped"]) == (1, 0)
    assert shop.got("/dead-letters")["items"] == []
    assert shop.got(f"/notifications/{dead['id']}")["discarded_at"] is not None
    incident = dead["incident_id"]
    timeline = shop.got(
        f"/incidents/{incident}/timeline", query_string="kind=notification.discarded"
    )
    assert timeline["items"][0]["facts"]["because"] == "she was called"
    told = shop.got(f"/incidents/{incident}/explanation")["lines"]
    assert any("is discarded: she was called" in line["text"] for line in told)


def test_a_wrong_choice_of_dead_letters_is_refused(shop):
    """The answer names the field, and nothing is sent."""
    path, day = "/dead-letters/replays", "2026-01-05T00:00:00Z"
    bodies = ({"limit": 0}, {"limit": 201}, {"since": day, "until": day}, {"cursor": "x"})
    for body in bodies:
        answer = shop.call("POST", path, body)
        assert answer.status_code == 422, answer.text
        assert answer.json["errors"][0]["pointer"] == f"/{list(body)[-1]}"


def test_changes_are_in_the_journal(shop):
    """Who created what stands in the journal with the request, for administrators."""
    service = shop.got("/services/api")
    query = f"object_id={service['id']}"
    (entry,) = shop.got("/audit-entries", query_string=query)["items"]

    assert entry["type"] == "object.created"
    assert entry["facts"]["kind"] == "service"
    assert (entry["actor_id"], entry["request_id"]) == (str(shop.actors["olga"].id), "request-1")
    assert shop.call("GET", "/audit-entries", by="rosa").status_code == 403


def test_a_rule_names_a_method_by_the_key_its_owner_gave_it(world):
    """Keys of contact methods are unique within their owner, and mean that owner's."""
    world.made("/contact-methods", {"user_id": "olga", "key": "log", "kind": "console"})
    made = world.made("/contact-methods", {"user_id": "rosa", "key": "log", "kind": "console"})
    rule = world.made("/notification-rules", {"user_id": "rosa", "contact_method_id": "log"})

    assert rule["contact_method_id"] == made["id"]


def test_a_code_verifies(world):
    """The person asks for a code, reads it where it was sent, and shows it."""
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}
    path = f"/contact-methods/{world.made('/contact-methods', mail, by='rosa')['id']}"
    asked = world.call("POST", f"{path}/verification-requests", by="rosa")
    (notice,) = world.store.notices.rows.values()
    wrong = world.call("PUT", f"{path}/verification", {"code": "999999"}, by="rosa")
    right = world.call("PUT", f"{path}/verification", {"code": notice.code}, by="rosa")

    assert (asked.status_code, asked.json["expires_at"]) == (202, "2026-01-05T03:20:00Z")
    assert "code" not in asked.json
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/code")
    assert right.json["verified"] is True
    again = world.call("POST", f"{path}/verification-requests", by="rosa")
    assert again.status_code == 409


def test_codes_are_limited(world):
    """A method gets five codes an hour; a wrong guess is counted although it is refused."""
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}
    method = world.made("/contact-methods", mail, by="rosa")
    path = f"/contact-methods/{method['id']}"
    answers = [world.call("POST", f"{path}/verification-requests", by="rosa") for _ in range(6)]
    world.call("PUT", f"{path}/verification", {"code": "999999"}, by="rosa")
    (known,) = world.store.verifications.rows.values()

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "3600"
    assert known.tries == 1
    assert world.call("POST", f"{path}/verification-requests", by="otto").status_code == 403


def test_codes_are_limited_per_person(world):
    """However many methods they have, and take away again."""
    answers = []
    for number in range(4):
        mail = {"key": f"mail-{number}", "kind": "email", "address": "rosa@example.org"}
        path = f"/contact-methods/{world.made('/contact-methods', mail, by='rosa')['id']}"
        asking = f"{path}/verification-requests"
        answers += [world.call("POST", asking, by="rosa") for _ in range(4)]
        world.call("DELETE", path, by="rosa")

    assert [answer.status_code for answer in answers] == [202] * 15 + [429]


def test_notices_are_ones_own(world):
    """An admin sees everybody's; nobody sees a code there."""
    mail = {"key": "mail", "kind": "email", "address": "rosa@example.org"}
    path = f"/contact-methods/{world.made('/contact-methods', mail, by='rosa')['id']}"
    world.call("POST", f"{path}/verification-requests", by="rosa")
    (own,) = world.got("/notices", by="rosa")["items"]
    about_rosa = {"query_string": "user_id=rosa"}

    assert (own["topic"], own["status"]) == ("verification_code", "pending")
    assert "code" not in own
    assert world.got("/notices", by="otto")["items"] == []
    assert world.call("GET", "/notices", by="otto", **about_rosa).status_code == 403
    assert world.got("/notices", by="olga")["items"] == [own]
    assert world.got("/notices", by="olga", query_string="topic=shift_reminder")["items"] == []
