"""Plays the demonstration's alert once more, in the rehearsal, and compares who was paged."""

from typing import Any

from hikeshi.rehearsal import run
from hikeshi_server.wiring.demo.alert import payload
from hikeshi_server.wiring.demo.story import Story

Page = tuple[int, str, int, int]


def rehearse(story: Story, start: str) -> list[Page]:
    """Return the pages the rehearsal decides for the same messages at the same seconds."""
    suite: dict[str, Any] = {
        "version": 1,
        "configuration": story.document,
        "scenarios": [
            {
                "name": "demo",
                "start": start,
                "until_seconds": story.resolved_after + 60,
                "events": [
                    _signal(0, "firing"),
                    {
                        "after_seconds": story.acknowledged_after,
                        "kind": "acknowledge",
                        "dedup_key": payload("firing")["alerts"][0]["fingerprint"],
                        "by": "noah",
                    },
                    _signal(story.resolved_after, "resolved"),
                ],
            }
        ],
    }
    scenario = run(suite, load=_no_files).scenarios[0]
    return [(p["after_seconds"], p["user"], p["step"], p["round"]) for p in scenario.pages]


def same(played: list[Page], rehearsed: list[Page]) -> bool:
    """Say whether both paged the same people on the same steps, give or take a second."""
    return len(played) == len(rehearsed) and all(
        one[1:] == other[1:] and abs(one[0] - other[0]) <= 1
        for one, other in zip(played, rehearsed, strict=True)
    )


def _signal(after: int, status: str) -> dict[str, Any]:
    return {
        "after_seconds": after,
        "kind": "signal",
        "integration": "alertmanager",
        "payload": payload(status),
    }


def _no_files(path: str) -> Any:
    raise FileNotFoundError(path)
