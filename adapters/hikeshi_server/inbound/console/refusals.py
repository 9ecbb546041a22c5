"""Why something is refused, said in the reader's language."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from attrs import frozen

from hikeshi.kernel.errors import Fault, HikeshiError, Sentence
from hikeshi_server.inbound.console.wording import DEFAULT, Words


@frozen
class RefusalWords:
    """How refusals are said in one language; what is not here is said in English.

    Args:
        fields: Names of the fields of forms, by the last name of a pointer to one.
        sentences: By the English sentence, names of facts in braces and all.
    """

    fields: Mapping[str, str]
    sentences: Mapping[str, str]

    def field(self, pointer: str) -> str:
        """Return what a field is called."""
        path = pointer.strip("/").split("/")
        named = next((name for name in reversed(path) if not name.isdigit()), "")
        return self.fields.get(named, " ".join(path))

    def say(self, detail: str) -> str:
        """Return a sentence in this language, and what it quotes likewise."""
        if not isinstance(detail, Sentence) or not detail.facts:
            return self.sentences.get(detail, detail)
        said = self.sentences.get(detail.text, detail.text)
        facts = {
            name: self.say(fact) if isinstance(fact, str) else fact
            for name, fact in detail.facts.items()
        }
        return said.format(**facts)


@cache
def refusal_words(language: str) -> RefusalWords:
    """Return the words of one of `LANGUAGES`; English ones stand where refusals are made."""
    if language == DEFAULT:
        return RefusalWords({}, {})
    source = resources.files(__package__).joinpath("words", f"refusals.{language}.toml")
    return RefusalWords(**tomllib.loads(source.read_text("utf-8")))


def message_of(error: HikeshiError, words: Words) -> str:
    """Return what to tell the person: our sentence for that kind of error, else its particulars."""
    ours = words.known(f"errors.{type(error).__name__}", "")
    if ours:
        return ours
    refusal = refusal_words(words.language)
    if not error.faults:
        return refusal.say(error.said)
    faults = [_fault(fault, words, refusal) for fault in error.faults]
    return words.plain("refusal.separator").join(faults)


def _fault(fault: Fault, words: Words, refusal: RefusalWords) -> str:
    said = refusal.say(fault.said)
    return words.plain("refusal.field").format(field=refusal.field(fault.pointer), said=said)
