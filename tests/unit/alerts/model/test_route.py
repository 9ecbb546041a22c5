"""Rules of the ordered list of routes."""

from uuid import UUID

import pytest
from tests.unit.alerts.builders import SERVICE, a_signal

from hikeshi.alerts.errors import RoutesIncompleteError
from hikeshi.alerts.model.route import Route, check_complete, route
from hikeshi.kernel.ids import RouteId


def a_route(number: int, labels: dict[str, str] | None = None) -> Route:
    return Route(id=RouteId(UUID(int=number)), service_id=SERVICE, labels=labels)


WEB, PROD, ALL = a_route(1, {"team": "web"}), a_route(2, {"env": "prod"}), a_route(3)


def test_the_first_match_wins():
    """Of several routes that match, the one listed first is taken."""
    signal = a_signal(labels={"team": "web", "env": "prod"})

    assert route(signal, [WEB, PROD, ALL]) is WEB
    assert route(signal, [PROD, WEB, ALL]) is PROD


def test_what_nothing_matches_goes_to_the_last():
    """The last route matches all, so a signal without labels is not lost."""
    assert route(a_signal(), [WEB, PROD, ALL]) is ALL


def test_every_label_must_agree():
    """A route with two labels takes only signals that carry both."""
    both = a_route(4, {"team": "web", "env": "prod"})

    assert not both.matches(a_signal(labels={"team": "web"}))
    assert both.matches(a_signal(labels={"team": "web", "env": "prod", "x": "y"}))


def test_an_absent_label_is_not_an_empty_one():
    """A route that asks for an empty value does not take a signal without the label."""
    empty = a_route(5, {"team": ""})

    assert not empty.matches(a_signal())
    assert empty.matches(a_signal(labels={"team": ""}))


def test_values_are_exact():
    """Label values are compared whole and case-sensitive."""
    assert not WEB.matches(a_signal(labels={"team": "Web"}))
    assert not WEB.matches(a_signal(labels={"team": "website"}))


def test_without_routes_there_is_no_way():
    """Where no route exists, none is found."""
    assert route(a_signal(), []) is None


def test_a_list_without_catch_all_is_refused_naming_its_last_entry():
    """The last route must match everything; the fault points at it."""
    with pytest.raises(RoutesIncompleteError) as refused:
        check_complete([ALL, WEB])

    assert refused.value.faults[0].pointer == "/1/match"


@pytest.mark.parametrize("routes", [[], [ALL], [WEB, ALL]])
def test_a_complete_list_passes(routes):
    """No route at all, or a last one that matches all, is complete."""
    check_complete(routes)
