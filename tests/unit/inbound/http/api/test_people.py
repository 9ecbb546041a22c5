"""/users and /teams."""


def test_a_person_is_let_in_read_by_key_and_changed(world):
    """What is created can be read by its key and changed by a merge patch."""
    made = world.made("/users", {"key": "ana", "email": "ana@example.org", "name": "Ana"})
    changed = world.call("PATCH", "/users/ana", {"time_zone": "Asia/Tokyo"})

    assert changed.json == {**made, "time_zone": "Asia/Tokyo", "version": 2}
    assert changed.headers["etag"] == '"v2"'
    assert world.got("/users/ana") == changed.json


def test_me_is_whoever_asks(world):
    """`me` stands in the place of one's own id."""
    assert world.got("/users/me", by="rosa")["key"] == "rosa"


def test_the_last_owner_cannot_leave(world):
    """The organisation keeps an owner."""
    refused = world.call("DELETE", "/users/olga")

    assert refused.status_code == 409
    assert "owner" in refused.json["detail"]


def test_who_leaves_stays_readable(world):
    """Deleting a person deactivates them."""
    assert world.call("DELETE", "/users/otto").status_code == 204
    assert world.got("/users/otto")["active"] is False


def test_people_change_their_own_name_and_nothing_else(world):
    """A person may edit how they are called, but not what they may do."""
    assert world.call("PATCH", "/users/me", {"name": "Rosa R."}, by="rosa").status_code == 200
    assert world.call("PATCH", "/users/me", {"role": "owner"}, by="rosa").status_code == 403
    assert world.call("PATCH", "/users/otto", {"name": "O"}, by="rosa").status_code == 403


def test_an_email_address_belongs_to_one_person(world):
    """A second person with the same address is refused, in any case."""
    refused = world.call("POST", "/users", {"key": "two", "email": "OLGA@example.org"})

    assert refused.status_code == 409
    assert refused.json["errors"][0]["pointer"] == "/email"


def test_members_come_and_go(world):
    """Putting a member twice keeps one membership; the new role holds."""
    world.made("/teams", {"key": "sre"})
    world.call("PUT", "/teams/sre/members/rosa", {"role": "observer"})
    put = world.call("PUT", "/teams/sre/members/rosa", {"role": "manager"})
    rosa = str(world.actors["rosa"].id)

    assert put.json["members"] == [{"user_id": rosa, "role": "manager"}]
    assert world.got("/teams/sre/members")["items"] == put.json["members"]
    assert world.call("DELETE", "/teams/sre/members/rosa").json["members"] == []
    assert world.call("DELETE", "/teams/sre/members/rosa").status_code == 404


def test_a_team_in_use_is_not_dissolved(shop):
    """The refusal names what uses the team."""
    refused = shop.call("DELETE", "/teams/sre")

    assert refused.status_code == 409
    assert "service api" in refused.json["detail"]
    assert "schedule primary" in refused.json["detail"]
    assert shop.got("/teams/sre")["key"] == "sre"


def test_who_is_needed_cannot_leave(world):
    """A person of a team, of a schedule or of a policy stays until somebody takes their place."""
    world.made("/teams", {"key": "sre", "members": [{"user_id": "rosa"}]})
    turns = {"rotation": {"type": "daily", "length": 1}, "start": "2026-01-01T09:00:00"}
    layers = [{"name": "day", "users": ["rosa", "otto"], **turns}]
    world.made("/schedules", {"key": "primary", "time_zone": "UTC", "layers": layers})
    targets = [{"kind": "user", "key": "rosa"}]
    world.made(
        "/escalation-policies", {"key": "p", "steps": [{"targets": targets, "delay_seconds": 60}]}
    )

    refused = world.call("DELETE", "/users/rosa")

    assert refused.status_code == 409
    for named in ("team sre", "schedule primary", "escalation policy p"):
        assert named in refused.json["detail"]
    assert world.got("/users/rosa")["active"] is True


def test_who_has_left_every_layer_may_leave(world):
    """Turns of the past do not keep a person; nor does an override that takes them off."""
    turns = {"rotation": {"type": "daily", "length": 1}, "start": "2026-01-01T09:00:00"}
    layers = [{"name": "day", "users": ["rosa", "otto"], **turns}]
    world.made("/schedules", {"key": "primary", "time_zone": "UTC", "layers": layers})
    without = [{**layers[0], "users": ["otto"]}]
    assert world.call("PATCH", "/schedules/primary", {"layers": without}).status_code == 200
    span = {"start": "2026-02-01T00:00:00Z", "end": "2026-02-02T00:00:00Z"}
    path = "/schedules/primary/overrides"
    taken_off = world.made(path, {**span, "user": "rosa", "mode": "remove"})
    taking_over = world.made(path, {**span, "user": "rosa", "mode": "replace"})

    assert "schedule primary" in world.call("DELETE", "/users/rosa").json["detail"]
    assert world.call("DELETE", f"{path}/{taking_over['id']}").status_code == 204
    del taken_off["conflicts"]  # told of a write only
    assert world.got(path)["items"] == [taken_off]
    assert world.call("DELETE", "/users/rosa").status_code == 204


def test_a_member_may_be_posted(world):
    """Posting to the list of members takes a person in, as putting them does."""
    world.made("/teams", {"key": "sre"})
    posted = world.call("POST", "/teams/sre/members", {"user_id": "rosa", "role": "manager"})

    assert posted.status_code == 201
    assert world.got("/teams/sre/members")["items"] == posted.json["members"]


def test_members_are_read_page_by_page(world):
    """Members keep the order of the team, and a page begins where the last one ended."""
    order = ["otto", "olga", "rosa"]
    world.made("/teams", {"key": "sre", "members": [{"user_id": name} for name in order]})
    path, seen = "/teams/sre/members?limit=2", []
    first = world.got(path)
    rest = world.got(f"{path}&cursor={first['next_cursor']}")
    seen = [member["user_id"] for member in (*first["items"], *rest["items"])]

    assert seen == [str(world.actors[name].id) for name in order]
    assert rest["next_cursor"] is None
    assert world.call("GET", f"{path}&cursor=none").json["errors"][0]["pointer"] == "/cursor"
    assert world.call("GET", f"{path}&sort=role").json["errors"][0]["pointer"] == "/sort"
