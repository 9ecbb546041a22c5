"""The body of a webhook, compared with golden files."""

import json
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import AYA, LINKS, PAGE, RESOLVED

from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.webhook.message import CUT_MARK, render_body

GOLDEN = Path(__file__).parent / "golden"
CASES = {"page.json": PAGE, "resolved.json": evolve(RESOLVED, recipient=AYA, attempt=3)}


@pytest.mark.parametrize("name", CASES)
def test_bodies_are_as_documented(name: str) -> None:
    """The body is exactly the golden file."""
    body = json.loads(render_body(CASES[name], LINKS))

    assert body == json.loads((GOLDEN / name).read_text("utf-8"))


ANY = st.text(st.characters(), max_size=30)


@given(ANY, ANY, st.dictionaries(ANY, ANY, max_size=5), st.integers(1, 1000))
def test_a_body_is_json_below_20_kb_whatever_comes(
    title: str, description: str, labels: dict[str, str], times: int
) -> None:
    """No text breaks the body or makes it larger than the specification advises."""
    many = {f"{name}{n}": value * times for name, value in labels.items() for n in range(times)}
    envelope = evolve(
        PAGE, title=title * times, description=description * times, service=title, labels=many
    )

    body = render_body(envelope, LINKS)

    assert len(body) < 20_000
    assert json.loads(body)["data"]["incident"]["number"] == 42


def test_labels_are_cut_visibly() -> None:
    """Labels that do not fit are counted where they would stand."""
    envelope: Envelope = evolve(PAGE, labels={f"label{n:04}": "x" * 90 for n in range(500)})

    labels = json.loads(render_body(envelope, LINKS))["data"]["incident"]["labels"]

    kept = len(labels) - 1
    assert 20 < kept < 500
    assert labels[CUT_MARK] == f"{500 - kept} more labels"
    assert labels["label0000"] == "x" * 90
