"""Tests of `hikeshi_server.inbound.files.yaml`: YAML 1.2, and its traps."""

import json

import pytest

from hikeshi_server.inbound.files import Place, UnreadableFileError, parse
from hikeshi_server.inbound.files.yaml import MOST_VALUES


def value_of(text):
    """What a document says."""
    return parse(text, "f.yaml").value


def lines_of(text):
    """Why a document is refused, a line for each thing wrong."""
    with pytest.raises(UnreadableFileError) as caught:
        parse(text, "f.yaml")
    return list(caught.value.lines)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("17:00", "17:00"),
        ("09:00", "09:00"),
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("y", "y"),
        ("2026-01-05", "2026-01-05"),
        ("2026-01-05T09:00:00", "2026-01-05T09:00:00"),
        ("2026-02-01T00:00:00+09:00", "2026-02-01T00:00:00+09:00"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("1.2.3", "1.2.3"),
        ("+81312345678a", "+81312345678a"),
        ("-", ["x"]),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("010", 10),
        ("0o10", 8),
        ("0xff", 255),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ('"12"', "12"),
        ("'true'", "true"),
        ("!!str 12", "12"),
        ("! 12", "12"),
        ("!!int 12", 12),
    ],
)
def test_a_word_means_what_yaml_1_2_says(word, value):
    """Times, dates and `on` are text; numbers, true, false and null are what they look like."""
    text = "a:\n- x" if word == "-" else f"a: {word}"

    found = value_of(text)["a"]

    assert (found, type(found)) == (value, type(value))


def test_the_older_version_is_not_believed():
    """A directive that asks for YAML 1.1 does not make a time of day a number."""
    assert value_of("%YAML 1.1\n---\na: 17:00\n") == {"a": "17:00"}


def test_json_is_yaml():
    """A JSON file is read as it is."""
    text = '{"a": [1, 2.5, "x\\u00e9\\n", null, true], "b": {}}'

    assert value_of(text) == {"a": [1, 2.5, "xé\n", None, True], "b": {}}


@pytest.mark.parametrize("text", ["火消し 🔥", "\ud800", "\udd1e\ud834", "\ud834x"])
def test_json_escapes_are_characters(text):
    """A pair of escaped surrogates is one character, as in JSON; a half alone stays what it is."""
    assert value_of(json.dumps({text: [text]})) == {text: [text]}


def test_an_empty_file_is_null():
    """A file without a document says nothing."""
    assert value_of("# only a comment\n") is None


def test_everything_has_its_place():
    """Each value's line and column are known by its pointer; a missing one's by what is around."""
    marks = parse("a:\n  - b/c: 1\n    d: x\n", "f.yaml").marks

    assert marks.at("/a/0/d") == Place("f.yaml", 3, 8)
    assert marks.at("/a/0/b~1c") == Place("f.yaml", 2, 10)
    assert marks.at("/a/0/missing/deep") == Place("f.yaml", 2, 5)


def test_an_alias_is_the_value_again():
    """What has an anchor may be used again, key or value."""
    assert value_of("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1 “a” is given twice; first at f.yaml:1:1"),
        ("a: !foo 1\n", "f.yaml:1:4 the tag !foo means nothing here: leave it out"),
        ("a: !!python/object:os.system x\n", "f.yaml:1:4 the tag"),
        ("a: !!set {x: null}\n", "f.yaml:1:4 the tag"),
        ("a: !!int x\n", "f.yaml:1:4 “x” is not what its tag says"),
        ("1: a\n", 'f.yaml:1:1 a key must be text: put it in quotes, "1"'),
        ("a:\n  1: b\n", 'f.yaml:2:3 /a: a key must be text: put it in quotes, "1"'),
        ("true: a\n", 'f.yaml:1:1 a key must be text: put it in quotes, "true"'),
        ("? [a]\n: b\n", "f.yaml:1:3 a key must be text, not a list or an object"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "f.yaml:3:3 merge keys are no part of YAML 1.2"),
        ("a: .nan\n", "f.yaml:1:4 .nan is no number here"),
        ("a: -.inf\n", "f.yaml:1:4 -.inf is no number here"),
        ("a: 1e999\n", "f.yaml:1:4 the number is too large"),
        (f"a: {'9' * 5000}\n", "f.yaml:1:4 the number is too long"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1 starts a second document"),
        ("a: *b\n", "f.yaml:1:4 the alias *b is defined nowhere above"),
        ("a: &a [*a]\n", "f.yaml:1:8 the alias *a holds itself"),
        ("a: [1, 2\n", "f.yaml:2:1 while parsing a flow sequence"),
        ("a:\n\t- b\n", "f.yaml:2:1 "),
        ("a: \x00\n", "f.yaml:1:1 "),
        (f"{'[' * 100}{']' * 100}", "f.yaml:1:65 is nested deeper than 64 levels"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, line):
    """What is ambiguous, foreign or broken is refused with its place."""
    found = lines_of(text)

    assert len(found) == 1
    assert found[0].startswith(line)


def test_all_repeated_keys_are_reported():
    """Each key given twice is reported, with both places."""
    assert lines_of("a: 1\na: 2\nb: {c: 1, c: 2}\n") == [
        "f.yaml:2:1 “a” is given twice; first at f.yaml:1:1",
        "f.yaml:3:11 “c” is given twice; first at f.yaml:3:5",
    ]


def test_aliases_cannot_explode():
    """A few lines that would unroll to a billion values are refused before they do."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    found = lines_of("\n".join(lines))

    assert f"goes beyond {MOST_VALUES} values, aliases unrolled" in found[-1]
