"""References go by two names."""


def test_an_object_of_a_file_can_be_posted(world):
    """What files call `team` and answers `team_id` is the same thing, at every depth."""
    team = world.made("/teams", {"key": "sre", "members": [{"user": "rosa", "role": "manager"}]})
    policy = world.made("/escalation-policies", {"key": "default", "team": "sre"})
    service = world.made("/services", {"key": "api", "team": "sre", "escalation_policy": "default"})
    items = {"items": [{"match": "all", "service": "api"}]}
    routes = world.call("PUT", "/routes", items, headers={"If-Match": "*"})

    assert policy["team_id"] == service["team_id"] == team["id"]
    assert service["escalation_policy_id"] == policy["id"]
    assert routes.json["items"][0]["service_id"] == service["id"]


def test_ids_may_stand_where_files_have_keys(world):
    """`user_id` and `team_id` are understood where a body says `user` and `team`."""
    team = world.made("/teams", {"key": "sre"})
    schedule = {"key": "primary", "time_zone": "UTC", "team_id": team["id"]}
    made = world.made("/schedules", schedule)
    page = world.made("/pages", {"user_id": "rosa", "title": "t"})
    path = f"/incidents/{page['id']}/reassignments"

    assert made["team_id"] == team["id"]
    assert world.made(path, {"user_id": "otto"})["assignee_ids"] == [str(world.actors["otto"].id)]


def test_both_spellings_at_once_are_refused(world):
    """Nobody can say which one is meant."""
    world.made("/teams", {"key": "sre"})
    refused = world.call("POST", "/services", {"key": "api", "team": "sre", "team_id": "sre"})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "/team"


def test_a_merge_patch_may_use_either(world):
    """A patch names what it changes as it likes."""
    team = world.made("/teams", {"key": "sre"})
    world.made("/services", {"key": "api"})

    assert world.call("PATCH", "/services/api", {"team": "sre"}).json["team_id"] == team["id"]
    assert world.call("PATCH", "/services/api", {"team": None}).json["team_id"] is None
