"""A fresh API over memory for every test."""

import pytest
from tests.unit.inbound.http.api.world import World, new_world


@pytest.fixture
def world() -> World:
    """Three people and nothing else."""
    return new_world()


@pytest.fixture
def shop(world: World) -> World:
    """A team with a schedule, a policy, a service and somebody to page."""
    world.made("/teams", {"key": "sre", "members": [{"user_id": "rosa"}]})
    world.made(
        "/schedules",
        {
            "key": "primary",
            "team": "sre",
            "time_zone": "UTC",
            "layers": [
                {
                    "name": "week",
                    "users": ["rosa", "olga"],
                    "rotation": {"type": "weekly"},
                    "start": "2026-01-05T00:00:00",
                }
            ],
        },
    )
    world.made(
        "/escalation-policies",
        {
            "key": "default",
            "team_id": "sre",
            "steps": [
                {"delay_seconds": 300, "targets": [{"kind": "schedule", "key": "primary"}]},
                {"delay_seconds": 300, "targets": [{"kind": "user", "key": "olga"}]},
            ],
        },
    )
    world.made("/services", {"key": "api", "team_id": "sre", "escalation_policy_id": "default"})
    return world
