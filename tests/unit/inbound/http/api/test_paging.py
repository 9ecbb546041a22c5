"""Lists come in pages that lose nothing and repeat nothing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.inbound.http.api.world import new_world

SORTS = ["key", "-key", "name", "-name"]


def pages(world, path, query):
    """Follow the links of a list and yield its pages."""
    while query is not None:
        answer = world.call("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        yield answer.json["items"]
        link = answer.headers.get("link")
        assert (link is None) is (answer.json["next_cursor"] is None)
        query = urlsplit(link.split(">")[0][1:]).query if link else None


@settings(max_examples=15)
@given(
    names=st.lists(st.sampled_from("abc"), max_size=12),
    limit=st.integers(1, 5),
    sort=st.sampled_from(SORTS),
)
def test_all_pages_together_are_the_list(names, limit, sort):
    """Whatever the limit and the sort, every object comes once and in order."""
    world = new_world()
    for number, name in enumerate(names):
        world.made("/services", {"key": f"s{number:02}", "name": name})
    found = [
        row for page in pages(world, "/services", f"limit={limit}&sort={sort}") for row in page
    ]
    field = sort.removeprefix("-")
    expected = sorted(found, key=lambda row: (row[field], row["id"]), reverse=sort.startswith("-"))

    assert len({row["id"] for row in found}) == len(found) == len(names)
    assert found == expected


def test_what_is_added_meanwhile_shifts_nothing(world):
    """A page begins where the last one ended, whatever was added before it."""
    for key in ("b", "d", "f"):
        world.made("/services", {"key": key})
    first = world.got("/services", query_string="limit=2")
    world.made("/services", {"key": "a"})
    world.made("/services", {"key": "e"})
    second = world.got("/services", query_string=f"limit=2&cursor={first['next_cursor']}")

    assert [row["key"] for row in first["items"]] == ["b", "d"]
    assert [row["key"] for row in second["items"]] == ["e", "f"]


@pytest.mark.parametrize("other", ["sort=-key", "team_id=sre", "limit=2&sort=name"])
def test_a_cursor_belongs_to_its_sort_and_filters(shop, other):
    """A cursor of another list is refused instead of skipping rows."""
    shop.made("/services", {"key": "web"})
    cursor = shop.got("/services", query_string="limit=1")["next_cursor"]
    refused = shop.call("GET", "/services", query_string=f"{other}&cursor={cursor}")

    assert refused.json["errors"][0]["pointer"] == "/cursor"


def test_the_link_keeps_the_query(shop):
    """The link to the next page carries limit, sort and filters."""
    shop.made("/services", {"key": "web", "team_id": "sre"})
    answer = shop.call("GET", "/services", query_string="limit=1&team_id=sre&sort=-key")
    query = parse_qs(urlsplit(answer.headers["link"].split(">")[0][1:]).query)

    assert (query["limit"], query["team_id"], query["sort"]) == (["1"], ["sre"], ["-key"])
    assert query["cursor"] == [answer.json["next_cursor"]]
