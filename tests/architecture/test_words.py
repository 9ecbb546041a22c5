"""Names say what a thing is: words that fit everything are banned."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import LIBRARY, SERVER, Source, sources, where, words

BANNED = {"base", "common", "data", "handler", "helper", "helpers", "info", "manager", "process"}
BANNED |= {"util", "utils"}
#: Falcon's name for what it is.
ALLOWED = {("adapters/hikeshi_server/inbound/http/errors.py", "handler")}


def banned_words(source: Source) -> Iterator[str]:
    """Return the banned words in the names of a file, its folder and its classes."""
    names = [source.path.stem, source.path.parent.name, *(c.name for c in source.classes())]
    for name in names:
        for word in BANNED & set(words(name)):
            if (source.name, word) not in ALLOWED:
                yield f"{name}: {word}"
    for node in source.classes():
        if re.fullmatch(r"I[A-Z][a-z]\w*|\w+Impl|\w+Service", node.name) and not is_verb(source):
            yield node.name


def is_verb(source: Source) -> bool:
    """Say whether a file holds a use case: `EditService` edits a Service, the monitored thing."""
    return source.path.parent.name == "use_cases"


def test_no_banned_word() -> None:
    """No file, folder or class is named by a word that fits everything."""
    assert where(banned_words, sources(LIBRARY, SERVER)) == {}


@pytest.mark.parametrize(
    "name", ["PageManager", "IPager", "PagerImpl", "PageService", "PageInfo", "HTTPHelper"]
)
def test_a_banned_word_would_be_noticed(name: str) -> None:
    """A class with a banned name, planted, is found."""
    assert list(banned_words(Source(LIBRARY / "planted.py", f"class {name}: ..."))) != []
