"""Text from outside, made fit for one line of a header, a log or a report."""

import unicodedata

_CUT = "…"


def one_line(text: str, limit: int) -> str:
    """Return the text on one line: runs of blanks become one, what is not printable goes.

    Args:
        text: Any text; lone surrogates become `?`.
        limit: At most so many characters; a cut is shown by `…`.
    """
    # A title of megabytes costs no more than one that is a few times too long.
    part = text[: limit * 4]
    if part.isprintable():  # then its only blanks are spaces, and nothing in it is hidden
        return shortened(" ".join(part.split()), limit)
    part = _encodable(part)
    visible = "".join(" " if _is_blank(char) else char for char in part if not _is_hidden(char))
    return shortened(" ".join(visible.split()), limit)


def paragraphs(text: str, limit: int) -> str:
    """Return the text with its line breaks, without other control characters, cut visibly."""
    if text.isprintable():
        return shortened(text.strip(), limit)
    lines = _encodable(text[: limit * 4]).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(char for char in line if char == "\t" or _is_kept(char)) for line in lines)
    return shortened("\n".join(kept).strip(), limit)


def shortened(text: str, limit: int) -> str:
    """Return the text, cut to `limit` characters with `…` as the last one."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + _CUT


def within_bytes(text: str, limit: int) -> str:
    """Return the text, cut to `limit` bytes of UTF-8 with `…` at its end, at no half character."""
    raw = text.encode("utf-8")
    if len(raw) <= limit:
        return text
    return raw[: limit - len(_CUT.encode())].decode("utf-8", "ignore").rstrip() + _CUT


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_blank(char: str) -> bool:
    return char.isspace() or char in "\x1c\x1d\x1e\x1f"


def _is_hidden(char: str) -> bool:
    # Cc: controls; Cf among the bidirectional ones can turn a line round for its reader.
    return (unicodedata.category(char) == "Cc" and not _is_blank(char)) or char in _TURNING


def _is_kept(char: str) -> bool:
    return unicodedata.category(char) != "Cc" and char not in _TURNING


#: Bidirectional overrides and isolates (Unicode TR9), and the byte-order mark.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
