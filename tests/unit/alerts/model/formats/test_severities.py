"""The published severity table, row by row."""

import pytest

from hikeshi.alerts.model.formats.severities import default_severity, from_label, from_pagerduty


@pytest.mark.parametrize(
    ("word", "severity"),
    [("critical", "sev1"), ("error", "sev2"), ("warning", "sev3"), ("info", "sev4")],
)
def test_pagerduty_words(word, severity):
    """PagerDuty's four words are sev1 to sev4."""
    assert from_pagerduty(word) == severity


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("critical page emergency sev1 p1", "sev1"),
        ("error major high sev2 p2", "sev2"),
        ("warning warn minor sev3 p3", "sev3"),
        ("info information low sev4 p4", "sev4"),
        ("none debug sev5 p5", "sev5"),
    ],
)
def test_label_words(words, severity):
    """Each word of the label table has its severity, however it is spelled."""
    assert {from_label(word) for word in words.split()} == {severity}
    assert {from_label(f" {word.upper()} ") for word in words.split()} == {severity}


@pytest.mark.parametrize("word", [None, "", "urgent", "low ish", 1, True, ["critical"], {}])
def test_an_unknown_word_leaves_the_default(word):
    """What is unknown or missing is never taken for something milder: the default applies."""
    assert from_pagerduty(word) is None
    assert from_label(word) is None


def test_a_label_word_is_none_of_pagerdutys():
    """The API knows four words; `low` there is unknown, not sev4."""
    assert from_pagerduty("low") is None


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("pagerduty", "sev2"),
        ("alertmanager", "sev2"),
        ("generic", "sev3"),
        ("opsgenie", "sev3"),
        ("prometheus", "sev2"),
        ("grafana", "sev2"),
        ("cloudwatch", "sev2"),
        ("email", "sev3"),
    ],
)
def test_defaults_by_kind(kind, severity):
    """Each kind of integration has a default of its own."""
    assert default_severity(kind) == severity


def test_a_kind_without_default_is_loud():
    """What is not in the table wakes somebody."""
    assert default_severity("unheard-of") == "sev2"
