"""What the console says, in each language: one catalogue a language, all with the same keys."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from attrs import frozen
from markupsafe import Markup, escape

LANGUAGES = ("en", "ja")
DEFAULT = "en"


@frozen
class Words:
    """One catalogue.

    Args:
        language: Its IETF tag, for `lang` attributes.
        texts: Sentences by dotted key; `{…}` are filled in.
    """

    language: str
    texts: Mapping[str, str]

    def text(self, key: str, **facts: object) -> Markup:
        """Return the sentence with the facts filled in; whatever is not markup is escaped."""
        return Markup(escape(self.texts[key])).format(**facts)  # noqa: S704 (escaped before)

    def count(self, key: str, number: int, **facts: object) -> Markup:
        """Return the sentence for that number: `KEY_one` or `KEY_other`."""
        form = "one" if number == 1 else "other"
        return self.text(f"{key}_{form}", number=number, **facts)

    def plain(self, key: str) -> str:
        """Return a sentence without facts as it stands."""
        return self.texts[key]

    def known(self, key: str, fallback: str) -> str:
        """Return the sentence, or what was said where there is no sentence for it."""
        return self.texts.get(key, fallback)


@cache
def words(language: str) -> Words:
    """Return the catalogue of one of `LANGUAGES`."""
    source = resources.files(__package__).joinpath("words", f"{language}.toml")
    return Words(language, dict(_flat(tomllib.loads(source.read_text("utf-8")))))


def language_of(locale: str) -> str:
    """Return the language for a person's locale, such as `ja` for `ja-JP`."""
    tag = locale.partition("-")[0].partition("_")[0].lower()
    return tag if tag in LANGUAGES else DEFAULT


def preferred_language(accept_language: str) -> str:
    """Return the language a browser asks for (RFC 9110, section 12.5.4)."""
    best, best_weight = DEFAULT, 0.0
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.partition("-")[0].strip().lower()
        weight = _weight(parameter)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def _flat(tree: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, found in tree.items():
        key = f"{path}.{name}" if path else name
        if isinstance(found, Mapping):
            yield from _flat(found, key)
        else:
            yield key, str(found)
