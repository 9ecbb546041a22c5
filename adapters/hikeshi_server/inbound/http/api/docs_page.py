"""The document of the API, as JSON and as a page that needs nothing from elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from html import escape
from typing import Any

import msgspec
from falcon.asgi import Request, Response

_encode = msgspec.json.Encoder().encode

_STYLE = """
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;
margin:2rem auto;padding:0 1rem}h2{margin-top:2.5rem;border-bottom:1px solid}
details{margin:.4rem 0;padding:.4rem .8rem;border:1px solid #8886;border-radius:.4rem}
summary{cursor:pointer}code,pre{font:13px/1.4 ui-monospace,monospace}pre{overflow:auto}
b.m{display:inline-block;min-width:4.2rem}table{border-collapse:collapse}
td,th{text-align:left;padding:.15rem .8rem .15rem 0;vertical-align:top}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


class OpenApiDocument:
    """GET /api/openapi.json

    Args:
        describe: Makes the document; asked once, by the first who reads it.
    """

    def __init__(self, describe: Callable[[], Mapping[str, Any]]) -> None:
        self._describe = describe

    @cached_property
    def _body(self) -> bytes:
        return _encode(self._describe())

    async def on_get(self, request: Request, response: Response) -> None:
        """Answer the document."""
        del request
        response.content_type = "application/json"
        response.data = self._body


class DocsPage:
    """GET /api/docs

    Args:
        describe: Makes the document; asked once, by the first who reads it.
    """

    def __init__(self, describe: Callable[[], Mapping[str, Any]]) -> None:
        self._describe = describe

    @cached_property
    def _body(self) -> bytes:
        return page_of(self._describe()).encode()

    async def on_get(self, request: Request, response: Response) -> None:
        """Answer the page."""
        del request
        response.content_type = "text/html; charset=utf-8"
        response.set_header("Content-Security-Policy", _POLICY)
        response.data = self._body


def page_of(document: Mapping[str, Any]) -> str:
    """Return the page that shows a document, whole in itself."""
    title = escape(document["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} API</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{title} API</h1>"
        f"<p>{escape(document['info']['description'])}</p>"
        '<p>The same as a document for machines: <a href="openapi.json">openapi.json</a></p>'
        f"{''.join(_groups(document))}<h2>Schemas</h2>{''.join(_schemas(document))}"
        "</main></body></html>"
    )


def _groups(document: Mapping[str, Any]) -> Iterator[str]:
    last = ""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = operation["tags"][0]
            if tag != last:
                yield f"<h2>{escape(tag)}</h2>"
                last = tag
            yield _operation(path, method, operation)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    return (
        f'<details><summary><b class="m">{method.upper()}</b> <code>{escape(path)}</code> '
        f"{escape(operation['summary'])}</summary><p>{escape(operation['description'])}</p>"
        f"{_parameters(operation)}{_body(operation)}{_answers(operation)}</details>"
    )


def _parameters(operation: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(entry['name'])}</code></td><td>{entry['in']}</td>"
        f"<td>{_kind(entry['schema'])}</td></tr>"
        for entry in operation["parameters"]
    )
    return f"<table>{rows}</table>" if rows else ""


def _body(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    kinds = ", ".join(
        f"<code>{escape(kind)}</code> {_kind(entry['schema'])}" for kind, entry in content.items()
    )
    return f"<p>Body: {kinds}</p>" if kinds else ""


def _answers(operation: Mapping[str, Any]) -> str:
    rows = []
    for status, answer in operation["responses"].items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        text = _kind(schema) if schema else escape(answer.get("description", "problem"))
        rows.append(f"<tr><td>{status}</td><td>{text}</td></tr>")
    return f"<table>{''.join(rows)}</table>"


def _schemas(document: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        rows = "".join(
            f"<tr><td><code>{escape(field)}</code></td><td>{_kind(kind)}</td>"
            f"<td>{'required' if field in schema.get('required', ()) else ''}</td></tr>"
            for field, kind in schema.get("properties", {}).items()
        )
        values = ", ".join(f"<code>{escape(value)}</code>" for value in schema.get("enum", ()))
        yield (
            f'<details id="{escape(name)}"><summary><code>{escape(name)}</code> '
            f"{escape(schema.get('description', ''))}</summary>"
            f"<table>{rows}</table>{values}</details>"
        )


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(part) for part in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "const" in schema:
        return f"<code>{escape(schema['const'])}</code>"
    if "items" in schema.get("properties", {}):
        return f"page: {_kind(schema['properties']['items'])}"
    words = schema.get("format") or schema.get("type") or "anything"
    return escape(f"{words} — {schema['description']}" if "description" in schema else words)
