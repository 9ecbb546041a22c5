"""Regular expressions of matchers: the plain part of RE2, anchored, in linear time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.alerts.model.expression_reading import DEEPEST, LONGEST_EXPRESSION
from hikeshi.alerts.model.expressions import compile_expression


def _joined(parts):
    return st.lists(parts, max_size=3).map("".join)


ATOMS = st.sampled_from(
    ["a", "b", "1", ".", "[ab]", "[^a]", "[a-c1]", r"\d", r"\w", r"\S", r"\.", "^", "$", r"[\d-]"]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        _joined(inner),
        st.tuples(inner, inner).map("({0[0]}|{0[1]})".format),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"])).map(
            "(?:{0[0]}){0[1]}".format
        ),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.text("abc1.- ", max_size=6))
def test_it_agrees_with_the_standard_library(expression, text):
    """What both engines understand means the same to both, anchored at both ends."""
    expected = re.compile(expression, re.ASCII).fullmatch(text) is not None

    assert compile_expression(expression).matches(text) is expected


@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text):
    """Whatever somebody writes, it is an expression or refused with a reason."""
    try:
        found = compile_expression(text)
    except ValueError as error:
        said = str(error)
    else:
        said = str(found.matches(""))

    assert said


@pytest.mark.parametrize(
    ("expression", "text", "expected"),
    [
        ("prod", "production", False),
        ("prod.*", "production", True),
        ("web|api", "api", True),
        ("web|api", "web-api", False),
        (".*", "", True),
        (".+", "", False),
        (".", "\n", False),
        ("[]a]", "]", True),
        ("(?i)wEb-É", "WeB-é", True),
        (r"\w", "é", False),
        (r"a\tb", "a\tb", True),
        ("東京.*", "東京-1", True),
    ],
)
def test_expressions_as_in_alertmanager(expression, text, expected):
    """Examples by the rules of RE2: anchored, `.` without newline, classes in ASCII."""
    assert compile_expression(expression).matches(text) is expected


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(a", "never closed"),
        ("a)", "closes nothing"),
        ("[a", "never closed"),
        ("*a", "repeats nothing"),
        ("a**", "repeats a repetition"),
        ("a{3,1}", "counts wrongly"),
        ("a{2000}", "counts wrongly"),
        ("[z-a]", "wrong range"),
        ("[[:alpha:]]", "not supported"),
        (r"[\D]", "not supported"),
        (r"\bword", "not supported"),
        ("(?=a)", "not supported"),
        ("\\", "ends too early"),
        ("(a{200}){200}", "repeats too much"),
        ("a" * (LONGEST_EXPRESSION + 1), "longer than"),
        ("(" * (DEEPEST + 2), "nested more than"),
    ],
)
def test_what_is_not_understood_is_refused(expression, said):
    """A refusal says what about the expression is wrong."""
    with pytest.raises(ValueError, match=said):
        compile_expression(expression)


@pytest.mark.parametrize("expression", ["(a*)*b", "(a|a)+b", "(a|aa)+b", "(.*a){20}b"])
def test_an_expression_others_choke_on_is_answered(expression):
    """What takes a backtracking engine longer than the universe exists, is one walk here."""
    assert not compile_expression(expression).matches("a" * 4000)
