"""A layer as the form on its page has it, and back."""

from datetime import datetime, time

import pytest
from attrs import evolve
from tests.unit.oncall.builders import A, B, a_layer, a_rotation, local

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall import (
    Advance,
    DailyRestriction,
    RotationType,
    Weekday,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi_server.inbound.console.layer_form import read_layer, written_layer

WEEK = WeeklyRestriction((WeeklyWindow(Weekday.MON, time(9), Weekday.FRI, time(17, 0, 30)),))
LAYERS = (
    a_layer(A, B),
    a_layer(A, rotation=a_rotation("custom", 1, 5400), anchor="2026-01-04T08:30:15"),
    a_layer(A, end="2027-01-01T00:00", restrictions=(DailyRestriction(time(22), time(6)), WEEK)),
    a_layer(A, rotation=a_rotation("monthly", 3), advance=Advance.SERVED),
)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_form_sent_back_as_it_was_shown_changes_nothing(layer):
    """Not even what a form cannot show, such as seconds, and whether the anchor was said."""
    shown = written_layer(layer)
    by_browser = {name: text.replace("\n", "\r\n") for name, text in shown.items()}

    assert read_layer(layer, shown) == read_layer(layer, by_browser) == layer
    assert read_layer(layer, {}) == layer


def test_everything_can_be_changed():
    """Length and unit, hand-off time, anchor, begin and end, windows, and what moves the list."""
    form = {
        "rotation": "daily",
        "length": "3",
        "hand_off": "10:30",
        "anchor": "2026-02-02",
        "start": "2026-02-01T00:00",
        "end": "2026-12-31T18:00",
        "restrictions": "9:00-17:00\r\nMON 18:00 – sat 24:00\r\n\r\nsun 00:00-sun 12:00\r\n",
        "advance": "served",
    }

    layer = read_layer(LAYERS[0], form)

    assert (layer.rotation.type, layer.rotation.length) == (RotationType.DAILY, 3)
    assert layer.anchor == local("2026-02-02T10:30")
    assert (layer.start, layer.end) == (local("2026-02-01T00:00"), local("2026-12-31T18:00"))
    assert layer.advance is Advance.SERVED
    daily, weekly = layer.restrictions
    assert daily == DailyRestriction(time(9), time(17))
    assert [(s.from_day, s.to_day, s.closes) for s in weekly.spans] == [
        (Weekday.MON, Weekday.SAT, time()),
        (Weekday.SUN, Weekday.SUN, time(12)),
    ]


def test_what_is_emptied_is_gone():
    """No end, no windows; and a custom turn counts seconds."""
    form = {**written_layer(LAYERS[2]), "end": "", "restrictions": " ", "rotation": "custom"}
    layer = read_layer(LAYERS[2], {**form, "length": "90"})

    assert (layer.end, layer.restrictions) == (None, ())
    assert (layer.rotation.length, layer.rotation.length_seconds) == (1, 90)


def test_hand_offs_that_were_shown_stay_when_the_start_moves():
    """Who moves the begin of a layer does not move the turns without saying so."""
    layer = LAYERS[0]
    moved = read_layer(layer, {**written_layer(layer), "start": "2026-02-01T00:00"})

    assert moved.start == datetime(2026, 2, 1)  # noqa: DTZ001 - a layer begins on its local clock
    assert moved.turn_zero == layer.turn_zero
    assert evolve(moved, start=layer.start, anchor=None) == layer


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"rotation": "yearly"}, "/rotation"),
        ({"length": "0"}, "/length"),
        ({"length": "a week"}, "/length"),
        ({"length": "99999999999"}, "/length"),
        ({"rotation": "custom", "length": "0"}, "/length_seconds"),
        ({"hand_off": "noon"}, "/hand_off"),
        ({"hand_off": "09:00+09:00"}, "/hand_off"),
        ({"anchor": "Monday"}, "/anchor"),
        ({"anchor": "9999-01-01"}, "/anchor"),
        ({"start": ""}, "/start"),
        ({"start": "2026-01-05T09:00Z"}, "/start"),
        ({"end": "2020-01-01T00:00"}, "/end"),
        ({"restrictions": "mon-fri"}, "/restrictions"),
        ({"restrictions": "mon 09:00-17:00"}, "/restrictions"),
        ({"restrictions": "25:00-26:00"}, "/restrictions"),
        ({"advance": "backwards"}, "/advance"),
    ],
)
def test_what_cannot_be_is_named(fields, pointer):
    """With the field it is about."""
    with pytest.raises(InvalidError) as refused:
        read_layer(LAYERS[0], {**written_layer(LAYERS[0]), **fields})

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
