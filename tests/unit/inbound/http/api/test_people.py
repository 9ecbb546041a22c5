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
