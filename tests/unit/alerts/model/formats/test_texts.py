"""Rules of fields as text."""

import pytest

from hikeshi.alerts.model.formats.texts import (
    KEY_LIMIT,
    TITLE_LIMIT,
    as_key,
    as_text,
    as_texts,
    as_title,
    lines_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [("x", "x"), (None, ""), (True, "true"), (3, "3"), (1.5, "1.5"), ({"é": [1]}, '{"é":[1]}')],
)
def test_any_field_has_a_text(value, text):
    """What is no text is shown as its JSON; nothing is the empty text."""
    assert as_text(value) == text


def test_titles_are_cut_by_characters():
    """The limit counts characters, not bytes, and the cut is visible."""
    assert as_title("日" * TITLE_LIMIT) == "日" * TITLE_LIMIT
    assert as_title("日" * 2000) == "日" * (TITLE_LIMIT - 1) + "…"


def test_titles_are_one_line():
    """A line break would end a mail's subject."""
    assert as_title("disk\r\nfull\t now") == "disk full now"


def test_keys_are_exact():
    """Case and spaces of a key are part of it."""
    assert as_key(" K ") == " K "


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_blank_key_is_none(value):
    """A blank key names nothing."""
    assert as_key(value) is None


def test_a_long_key_keeps_its_identity():
    """Keys too long for the index stay equal when equal and different when different."""
    one, other = "k" * 600 + "1", "k" * 600 + "2"

    assert as_key("k" * KEY_LIMIT) == "k" * KEY_LIMIT
    assert len(as_key(one)) == KEY_LIMIT
    assert as_key(one) == as_key(str(one)) != as_key(other)


def test_texts_are_not_copied():
    """A mapping of texts is used as it is."""
    labels = {"a": "b"}

    assert as_texts(labels) is labels


def test_other_values_become_texts_and_empty_ones_absent():
    """An empty label is as good as none."""
    assert as_texts({"a": 1, "b": "", "c": None, "d": False}) == {"a": "1", "d": "false"}


def test_lines_skip_what_is_no_object():
    """A list of odd things gives the lines it can."""
    assert lines_of([{"text": "T", "href": "H"}, 3, {}, {"href": "I"}], "text", "href") == "T H\nI"
    assert lines_of("x", "text") == ""
