"""Tests of `hikeshi_server.inbound.files.writing`: builtins as YAML, and back."""

from hypothesis import given
from hypothesis import strategies as st

from hikeshi_server.inbound.files.writing import write_yaml
from hikeshi_server.inbound.files.yaml import parse

texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(["yes", "null", "09:00", "0o17", "1e3", "2026-01-05", "- a", "a: b", "# c"]),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(texts, values, max_size=4))
def test_what_is_written_is_read_back(document):
    """Whatever a document holds, our own reader finds it as it was."""
    assert parse(write_yaml(document, header="# a comment\n"), "x.yaml").value == document


def test_long_texts_stay_whole():
    """A text longer than a line is the same text afterwards."""
    document = {"description": "word “言葉” " * 60}

    assert parse(write_yaml(document), "x.yaml").value == document
