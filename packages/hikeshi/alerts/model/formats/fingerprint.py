"""Prometheus's fingerprint of a label set: FNV-1a with 64 bits."""

from collections.abc import Mapping

_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, 2**64 - 1


def fingerprint(labels: Mapping[str, str]) -> str:
    """Return 16 hex digits over `name \\xff value \\xff` in the order of names.

    Source: prometheus/common, model/signature.go.
    """
    digest = _OFFSET
    for name in sorted(labels):
        for text in (name, labels[name]):
            for byte in text.encode("utf-8", "backslashreplace") + b"\xff":
                digest = ((digest ^ byte) * _PRIME) & _MASK
    return f"{digest:016x}"
