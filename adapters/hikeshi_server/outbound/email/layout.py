"""The form of a mail: plain text, and HTML that needs no picture, script or style sheet."""

import unicodedata
from collections.abc import Sequence

from attrs import asdict, frozen
from jinja2 import Environment


@frozen
class Row:
    """A name and what belongs to it."""

    name: str
    value: str


@frozen(kw_only=True)
class Letter:
    """What a mail says, in words ready to be shown.

    Args:
        acknowledge_url: Empty where there is nothing to acknowledge.
    """

    language: str
    opening: str
    title: str
    description: str
    rows: Sequence[Row]
    labels_heading: str
    labels: Sequence[Row]
    acknowledge: str
    acknowledge_hint: str
    acknowledge_url: str
    open_incident: str
    incident_url: str


_HTML = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ title }}</title>
</head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em; margin: 1em">
<p>{{ opening }}</p>
<h1 style="font-size: 1.3em">{{ title }}</h1>
{% if acknowledge_url %}
<p><a href="{{ acknowledge_url }}" style="display: inline-block; padding: 0.7em 1.5em; \
background: #b3261e; color: #ffffff; text-decoration: none; border-radius: 0.4em; \
font-weight: bold">{{ acknowledge }}</a></p>
<p style="font-size: 0.85em">{{ acknowledge_hint }}</p>
{% endif %}
<table style="border-spacing: 0 0.2em">
{% for row in rows %}
<tr><th align="left" style="padding-right: 1em">{{ row.name }}</th><td>{{ row.value }}</td></tr>
{% endfor %}
</table>
{% if description %}
<p style="white-space: pre-wrap">{{ description }}</p>
{% endif %}
<p><a href="{{ incident_url }}">{{ open_incident }}</a></p>
{% if labels %}
<h2 style="font-size: 1em">{{ labels_heading }}</h2>
<table style="border-spacing: 0 0.1em; font-size: 0.85em">
{% for row in labels %}
<tr><td style="padding-right: 1em">{{ row.name }}</td><td>{{ row.value }}</td></tr>
{% endfor %}
</table>
{% endif %}
</body>
</html>
"""
)


def html_of(letter: Letter) -> str:
    """Return the letter in HTML; nothing in it can become a tag."""
    return _HTML.render(asdict(letter, recurse=False))


def text_of(letter: Letter) -> str:
    """Return the letter in plain text."""
    width = max(_columns(row.name) for row in letter.rows) + 2
    blocks = [letter.opening, letter.title]
    if letter.acknowledge_url:
        blocks.append(f"{letter.acknowledge}:\n{letter.acknowledge_url}\n{letter.acknowledge_hint}")
    blocks.append("\n".join(_aligned(row, width) for row in letter.rows))
    blocks.append(letter.description)
    blocks.append(f"{letter.open_incident}:\n{letter.incident_url}")
    if letter.labels:
        lines = (f"  {row.name} = {row.value}" for row in letter.labels)
        blocks.append("\n".join([f"{letter.labels_heading}:", *lines]))
    return "\n\n".join(filter(None, blocks)) + "\n"


def _aligned(row: Row, width: int) -> str:
    return f"{row.name}:{' ' * (width - _columns(row.name))}{row.value}"


def _columns(text: str) -> int:
    """Return how wide the text is: Japanese characters take two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
