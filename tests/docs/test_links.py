"""What the documentation points at exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, title

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"`([a-zA-Z_.<>*-]+(?:/[a-zA-Z0-9_.<>*-]+)*/?)(?:::\w+)?`")
_FILE = re.compile(r"\.(py|md|toml|lock|ya?ml|svg|sh)$")
#: A path in the text is meant from one of these folders.
FOLDERS = tuple(
    ROOT / name
    for name in (".", "docs", "packages", "packages/hikeshi", "adapters", "adapters/hikeshi_server")
)


def anchor(heading: str) -> str:
    """Return the anchor GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Return every anchor of a page."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def dead_links(page: Path) -> Iterator[str]:
    """Return the links of a page that lead nowhere; other sites are not visited."""
    for link in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            yield link


def missing_places(page: Path) -> Iterator[str]:
    """Return the files and folders a page names that do not exist; `<name>` stands for any."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    for place in _PLACE.findall(text):
        if "/" not in place or not (place.endswith("/") or _FILE.search(place)):
            continue
        pattern = re.sub(r"<[^>]*>", "*", place.rstrip("/"))
        if not any(next(iter(folder.glob(pattern)), None) for folder in FOLDERS):
            yield place


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_no_link_is_dead(page: Path) -> None:
    """Every link between pages leads to a file, and to a heading in it."""
    assert list(dead_links(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_place_exists(page: Path) -> None:
    """Every file and folder that is named is there."""
    assert list(missing_places(page)) == []


def test_a_dead_end_would_be_noticed(tmp_path: Path) -> None:
    """A dead link and a missing file, planted, are found."""
    page = tmp_path / "page.md"
    page.write_text("[there](nowhere.md) [here](#lost) `flow/nothing.py`", "utf-8")

    assert list(dead_links(page)) == ["nowhere.md", "#lost"]
    assert list(missing_places(page)) == ["flow/nothing.py"]


def test_every_page_can_be_found() -> None:
    """Each page of docs/ is linked from another page."""
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
        if not re.match(r"[a-z]+:", link)
    }
    pages = {page.resolve() for page in PAGES if "docs" in page.parts}

    assert pages - linked == set()
