"""Watching from another machine: when people are told, and of what."""

import ast
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi_server.watch import hikeshi_watch
from hikeshi_server.watch.hikeshi_watch import Watch, trouble_in

SOURCE = Path(hikeshi_watch.__file__)


def told(watch, *answers, every=10.0):
    """Return what people were told after each answer."""
    return [watch.heard(trouble, n * every) for n, trouble in enumerate(answers)]


def test_a_hiccup_alarms_nobody():
    """Only several bad answers in a row are trouble."""
    assert told(Watch(3, 300), "bad", "bad", None, "bad", "bad") == [None] * 5


def test_trouble_is_told_again_while_it_lasts_and_its_end_once():
    """The alarm is repeated, and recovery is told only to those who heard of the trouble."""
    watch = Watch(2, 25)

    assert told(watch, "bad", "bad", "bad", "bad", "bad", None, None) == [
        None,
        ("trouble", "bad"),
        None,
        None,
        ("trouble", "bad"),
        ("recovered", "all is well again"),
        None,
    ]


@given(st.lists(st.booleans(), max_size=40), st.integers(1, 5))
def test_recoveries_and_alarms_alternate(answers, failures):
    """Nobody is told of an end without a beginning, whatever the answers are."""
    said = told(Watch(failures, 1e9), *("bad" if bad else None for bad in answers))
    states = [state for state, _ in filter(None, said)]

    assert states == ["trouble", "recovered"] * (len(states) // 2) + ["trouble"] * (len(states) % 2)


def answer(**states):
    """Return an answer of /readyz."""
    found = {name: {"state": state, "detail": "why"} for name, state in states.items()}
    return json.dumps({"status": "?", "dependencies": found}).encode()


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        (answer(database="ok", paging="ok"), None),
        (answer(database="ok", paging="degraded"), "paging is degraded: why"),
        (answer(outbound="degraded"), None),
        (answer(b="down", a="degraded"), "a is degraded: why; b is down: why"),
        (b"<html>", "its answer is no answer of /readyz: is the address right?"),
        (b'{"dependencies": []}', "its answer is no answer of /readyz: is the address right?"),
        (b"[]", "its answer is no answer of /readyz: is the address right?"),
    ],
)  # fmt: skip
def test_an_answer_is_read_for_what_is_wrong(body, trouble):
    """What is not ok is named with its reason, what one does not care for is left out."""
    assert trouble_in(body, frozenset({"outbound"})) == trouble


def test_it_needs_nothing_but_the_standard_library():
    """The file runs on a machine that has Python and nothing else."""
    tree = ast.parse(SOURCE.read_text("utf-8"))
    modules = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert modules <= sys.stdlib_module_names


def test_a_wrong_address_is_wrong_usage():
    """An address that is no URL ends with exit code 2 and says what one looks like."""
    with pytest.raises(SystemExit) as ended:
        hikeshi_watch.main(["hikeshi.example.org"])

    assert ended.value.code == 2
