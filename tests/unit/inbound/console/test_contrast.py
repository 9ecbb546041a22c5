"""Colours can be told apart by everybody: WCAG 2.2, 1.4.3 and 1.4.11."""

import re

import pytest

from hikeshi_server.inbound.console.pages import static_file

CSS = static_file("console.css").decode()
LIGHT, DARK = (
    dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)
GROUNDS = ("ground", "paper")
TEXT = [
    (ink, ground)
    for ground in GROUNDS
    for ink in ("ink", "quiet", "link", "alarm", "good", "cool", "warn")
]
TEXT += [(f"sev{number}", ground) for number in range(1, 6) for ground in GROUNDS]
TEXT += [("alarm", "alarm-ground"), ("good", "good-ground"), ("main-ink", "main")]
TEXT += [("paper", "sev1"), ("paper", "sev2"), ("paper", "ink")]
SHAPES = [(name, ground) for ground in GROUNDS for name in ("focus", "gap", "quiet")]
SHAPES += [(f"c{number}", "paper") for number in range(8)]


def luminance(colour):
    """Relative luminance, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_modes_define_the_same_colours():
    """A colour missing in the dark would keep its light one."""
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(mode, ink, ground):
    """At least 4.5 : 1."""
    assert contrast(mode[ink], mode[ground]) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(mode, shape, ground):
    """At least 3 : 1."""
    assert contrast(mode[shape], mode[ground]) >= 3


def test_targets_are_large_enough():
    """Buttons are 44 pixels high (2.5.5), and no outline of the focus is taken away."""
    assert re.search(r"button, \.button \{[^}]*min-height: 44px", CSS)
    assert re.findall(r"([^{}]*)\{[^}]*outline: none", CSS) == ["\nmain:focus "]
