"""How many text messages a text takes: GSM-7 or UCS-2 (3GPP TS 23.038 and 23.040)."""

from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Take an escape and a second septet.
_EXTENDED = frozenset("^{}\\[~]|€\f")
_ONE_GSM, _EACH_GSM = 160, 153
_ONE_UCS2, _EACH_UCS2 = 70, 67
_SIMPLER = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})


def is_gsm(text: str) -> bool:
    """Say whether every character is in the GSM 7-bit alphabet."""
    return all(char in _BASIC or char in _EXTENDED for char in text)


def simplified(text: str) -> str:
    """Return the text with typographic marks made plain where that alone makes it GSM-7."""
    simpler = text.translate(_SIMPLER)
    return simpler if is_gsm(simpler) else text


def segments(text: str) -> int:
    """Return the number of messages the text is sent as; no character is cut in two."""
    if is_gsm(text):
        return _count((2 if char in _EXTENDED else 1 for char in text), _ONE_GSM, _EACH_GSM)
    return _count((2 if ord(char) > 0xFFFF else 1 for char in text), _ONE_UCS2, _EACH_UCS2)


def _count(sizes: Iterable[int], one: int, each: int) -> int:
    found = list(sizes)
    if sum(found) <= one:
        return 1
    count, left = 1, each
    for size in found:
        if size > left:
            count, left = count + 1, each
        left -= size
    return count
