"""Bodies nobody should send, and some do."""

import json
from collections.abc import Mapping
from typing import Any

DEEP = 10_000
LARGE = 10 * 1024 * 1024


def pagerduty(key: str) -> Mapping[str, bytes]:
    """Return bad bodies for the Events API; each holds the key where it can be read."""
    start = b'{"routing_key":"%s","event_action":"trigger",' % key.encode()

    def event(payload: str) -> bytes:
        return start + b'"payload":' + payload.encode("utf-8", "surrogatepass") + b"}"

    return {
        "nul": event('{"summary":"a\\u0000b","source":"x","severity":"error"}'),
        "raw nul": event('{"summary":"a\x00b","source":"x","severity":"error"}'),
        "lone surrogate": event('{"summary":"a\\ud800b","source":"x","severity":"error"}'),
        "raw surrogate": event('{"summary":"a\ud800b","source":"x","severity":"error"}'),
        "huge number": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":{"n":1e999}}'
        ),
        "long number": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":{"n":%s}}'
            % ("9" * 5000)
        ),
        "not a number": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":{"n":NaN}}'
        ),
        "deep": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":%s}'
            % ("[" * DEEP + "]" * DEEP)
        ),
        "large": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":{"n":"%s"}}'
            % ("x" * LARGE)
        ),
        "long summary": event('{"summary":"%s","source":"x","severity":"error"}' % ("é" * 100_000)),
        "payload is text": event('"everything is on fire"'),
        "payload is a list": event('[{"summary":"a"}]'),
        "payload is nothing": event("null"),
        "everything a number": event('{"summary":1,"source":2,"severity":3,"timestamp":4}'),
        "odd time": event(
            '{"summary":"a","source":"x","severity":"error","timestamp":"0000-13-45T99:99Z"}'
        ),
        "action unknown": b'{"routing_key":"%s","event_action":"explode"}' % key.encode(),
        "action a list": b'{"routing_key":"%s","event_action":[]}' % key.encode(),
        "dedup_key an object": start + b'"dedup_key":{"a":1},"payload":{"summary":"a"}}',
        "dedup_key endless": start
        + b'"dedup_key":"%s","payload":{"summary":"a","source":"x","severity":"error"}}'
        % (b"k" * 100_000),
        "cut off": event('{"summary":"a","source":"x"')[:-1],
        "invalid utf-8": event('{"summary":"a?b","source":"x"}').replace(b"?", b"\xff\xfe"),
        "labels with nul": event(
            '{"summary":"a","source":"x","severity":"error","custom_details":{"a\\u0000":"\\u0000"}}'
        ),
    }


def posted(kind: str) -> Mapping[str, bytes]:
    """Return bad bodies for senders with their key in the URL."""
    good = _alertmanager() if kind == "alertmanager" else {"title": "a", "severity": "critical"}
    text = json.dumps(good)
    first = '"summary"' if kind == "alertmanager" else '"title"'
    return {
        "empty": b"",
        "blank": b" \n",
        "text": b"everything is on fire",
        "form": b"title=a&severity=critical",
        "a number": b"42",
        "text in JSON": b'"fire"',
        "null": b"null",
        "an empty list": b"[]",
        "an empty object": b"{}",
        "a list of numbers": b"[1,2,3]",
        "huge number alone": b"1e999",
        "nul": text.replace(first, '"a\\u0000b": "\\u0000", ' + first).encode(),
        "raw nul": text.replace(first, '"a\x00b": "\x00", ' + first).encode(),
        "lone surrogate": text.replace(first, '"a\\udfff": "\\ud800x", ' + first).encode(),
        "huge number": text.replace(first, '"n": 1e999, ' + first).encode(),
        "deep": text.replace(first, f'"n": {"[" * DEEP}{"]" * DEEP}, ' + first).encode(),
        "deep alone": b"[" * DEEP + b"]" * DEEP,
        "deep and cut": b'{"a":' * DEEP,
        "large": text.replace(first, f'"n": "{"x" * LARGE}", ' + first).encode(),
        "larger than anything": b"[" + b"1," * (7 * 1024 * 1024) + b"1]",
        "invalid utf-8": text.encode().replace(
            first.encode(), b'"\xff": "\xc3\x28", ' + first.encode()
        ),
        "utf-16": text.encode("utf-16"),
        "cut off": text.encode()[:-5],
        "twice": text.encode() * 2,
        **{name: json.dumps(body).encode() for name, body in _wrong_types(kind).items()},
    }


def _alertmanager(**changed: Any) -> dict[str, Any]:
    alert = {
        "status": "firing",
        "labels": {"alertname": "Bad", "severity": "critical"},
        "annotations": {"summary": "a"},
        "startsAt": "2026-01-05T09:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://p/graph",
        "fingerprint": "c0ffee",
    }
    return {"version": "4", "status": "firing", "alerts": [{**alert, **changed}]}


def _wrong_types(kind: str) -> Mapping[str, Any]:
    if kind != "alertmanager":
        return {
            "title a number": {"title": 1, "severity": 2},
            "title a list": {"title": ["a"], "severity": {"a": 1}},
            "status unknown": {"title": "a", "status": "perhaps"},
            "labels a list": {"title": "a", "labels": ["b"]},
        }
    return {
        "alerts a text": {"version": "4", "alerts": "fire"},
        "alerts of numbers": {"version": "4", "alerts": [1, None, "x"]},
        "labels a list": _alertmanager(labels=["a"]),
        "labels of numbers": _alertmanager(labels={"alertname": 1, "n": None, "o": {}}),
        "status unknown": _alertmanager(status="perhaps"),
        "times wrong": _alertmanager(startsAt="yesterday", endsAt=7),
        "annotations a number": _alertmanager(annotations=1),
    }
