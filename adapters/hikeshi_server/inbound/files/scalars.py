"""What a plain word of YAML 1.2 means (core schema, section 10.3.2): few things but text.

`17:00` and `on` are text, and so are dates.
"""

import re
from typing import Any

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_NUMBER = 300
#: Kinds of value a tag may name: what the word must turn out to be.
_TAGGED: dict[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:null": (type(None),),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (float, int),
}
_TEXT_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})


def plain(text: str) -> Any:
    """Return what an unquoted word means.

    Raises:
        ValueError: A number JSON cannot hold.
    """
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if not (text[0].isdigit() or text[0] in "+-."):
        return text
    return _number(text)


def joined(text: str) -> str:
    """Return the text with each pair of surrogates made the character it stands for.

    JSON, which is YAML, writes a character beyond U+FFFF as two escapes. A surrogate alone stays.
    """
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def tagged(text: str, tag: str) -> Any:
    """Return what a word with a tag means.

    Raises:
        ValueError: The tag means nothing here, or does not fit the word.
    """
    if tag in _TEXT_TAGS:
        return text
    kinds = _TAGGED.get(tag)
    if kinds is None:
        raise ValueError(f"the tag {tag} means nothing here: leave it out")
    value = plain(text)
    if type(value) not in kinds:
        raise ValueError(f"“{text}” is not what its tag says")
    return value


def _number(text: str) -> Any:
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is no number here: put text in quotes")
    octal, hexadecimal = _OCTAL.fullmatch(text), _HEXADECIMAL.fullmatch(text)
    if not (octal or hexadecimal or _FLOAT.fullmatch(text)):
        return text
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("the number is too long: put text in quotes")
    if octal or hexadecimal:
        return int(text, 0)
    if _INTEGER.fullmatch(text):
        return int(text)
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError("the number is too large: put text in quotes")
    return value
