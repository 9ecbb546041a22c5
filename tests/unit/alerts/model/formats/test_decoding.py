"""Rules of the lenient decoder."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import is_storable

from hikeshi.alerts.model.formats.decoding import Decoded, UnreadableBodyError, clean, decode_json

PIECES = st.lists(
    st.sampled_from(
        [
            *(bytes([byte]) for byte in b'{}[]",:\\0 \x00'),
            b"\\u0000",
            b"\\ud83d",
            b"1e999",
            b"NaN",
            b"\xff",
            b"\xed\xa0\x80",
            b"\xef\xbb\xbf",
            b'"a":',
            b"[" * 70,
            b"]" * 70,
            b"true",
        ]
    ),
    max_size=30,
).map(b"".join)


@pytest.mark.parametrize("body", [b'{"a": [1, 2.5, "x"]}', b"[]", b"null", '"日本 😀"'.encode()])
def test_good_json_is_taken_as_it_is(body):
    """What is valid needs no repair."""
    assert decode_json(body) == Decoded(json.loads(body), repaired=False)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'"a\\u0000b"', "a\\u0000b"),
        (b'"a\x00b"', "a\\u0000b"),
        (b'"\\ud800"', "\\ud800"),
        (b'"\\uDC80"', "\\udc80"),
        (b'"\xed\xa0\x80"', "\\xed\\xa0\\x80"),
        (b'"caf\xe9"', "caf\\xe9"),
        (b'"back\\\\\xe9"', "back\\\\xe9"),
        (b'"two\nlines"', "two\nlines"),
        (b"[1e999, -1e999]", ["1e999", "-1e999"]),
        (b"[NaN, Infinity, -Infinity]", ["NaN", "Infinity", "-Infinity"]),
        (b"18446744073709551616", "18446744073709551616"),
        (b"\xef\xbb\xbf{}", {}),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        ('{"a": "é"}'.encode("utf-32-be"), {"a": "é"}),
    ],
)
def test_what_is_wrong_is_repaired_visibly(body, value):
    """Odd characters, encodings and numbers are kept as an escape or a string, and reported."""
    assert decode_json(body) == Decoded(value, repaired=True)


def test_a_pair_of_surrogate_escapes_is_a_character():
    """Only lone surrogates are wrong."""
    assert decode_json(b'"\\ud83d\\ude00"') == Decoded("😀", repaired=False)


def test_the_last_of_repeated_keys_wins():
    """Repeated keys are no fault."""
    assert decode_json(b'{"a": 1, "a": 2}').value == {"a": 2}


def test_thousands_of_digits_are_kept_as_text():
    """A number no machine can hold stays as its digits."""
    assert decode_json(b"[" + b"7" * 5000 + b"]").value == ["7" * 5000]


@pytest.mark.parametrize("levels", [65, 500, 200_000])
def test_deep_nesting_is_cut_to_a_string(levels):
    """However deep, the first 64 levels are kept and the rest is shown as its text."""
    value = decode_json(b"[" * levels + b"]" * levels).value
    for _ in range(64):
        (value,) = value

    assert value == "[" * (levels - 64) + "]" * (levels - 64)


def test_only_what_is_too_deep_is_cut():
    """Neighbours of a deep part, and brackets inside strings, are left alone."""
    deep = b'{"a":' * 70 + b'"]}\\""' + b"}" * 70
    value = decode_json(b'{"deep": ' + deep + b', "title": "[[{"}').value

    assert value["title"] == "[[{"
    for _ in range(63):
        value = value.get("deep") or value["a"]
    assert json.loads(value["a"])["a"]["a"]["a"]["a"]["a"]["a"] == {"a": ']}"'}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"\xef\xbb\xbf",
        b"{",
        b"{} {}",
        b"[1] trailing",
        b"<html>",
        b"a=b",
        b"{'a': 1}",
        b"[" * 100000,
        b'{"a":' * 100000,
        b"[" * 2000 + b'"' + b'\\"' * 100000,
    ],
    ids=lambda body: body[:12],
)
def test_what_is_no_json_says_why(body):
    """Only what is no JSON at all is refused, with the place of the fault."""
    with pytest.raises(UnreadableBodyError, match=r"^The body is (empty|no JSON)"):
        decode_json(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "' + b"\xff" * 1_000_000 + b'"}',
        b'{"a": "' + b"\\u0000" * 200_000 + b'"}',
        b"[" * 65 + b"[]," * 200_000 + b"[]" + b"]" * 65,
        b"[" + b"1e999," * 100_000 + b"1]",
    ],
    ids=["bytes", "escapes", "brackets", "numbers"],
)
def test_long_bodies_are_read_whole(body):
    """Megabytes of trouble are repaired, not refused."""
    decoded = decode_json(body)

    assert decoded.repaired
    assert is_storable(decoded.value)


@given(st.binary(max_size=200) | PIECES)
def test_any_bytes_end_storable_or_unreadable(body):
    """No sequence of bytes raises anything but the one error."""
    try:
        decoded = decode_json(body)
    except UnreadableBodyError:
        return
    assert is_storable(decoded.value)


@pytest.mark.parametrize(
    ("value", "body", "cleaned"),
    [
        ({"a": "\x00"}, b'{"a":"\\u0000"}', {"a": "\\u0000"}),
        ({"a": 2**64}, b'{"a":18446744073709551616}', {"a": "18446744073709551616"}),
        ({"a": "\ud800"}, b'{"a":"\\uD800"}', {"a": "\\ud800"}),
    ],
)
def test_what_another_decoder_let_through_is_cleaned(value, body, cleaned):
    """The fast decoder's results are made storable the same way."""
    assert clean(value, body) == cleaned


def test_cleaning_costs_no_copy_where_nothing_is_wrong():
    """A good body comes back as the same object."""
    body = b'{"a": "<b> \\u003c"}'
    value = json.loads(body)

    assert clean(value, body) is value
