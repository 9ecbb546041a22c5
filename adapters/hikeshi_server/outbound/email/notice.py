"""What a notice looks like as a mail."""

from jinja2 import Environment

from hikeshi_server.outbound.email.message import Rendered
from hikeshi_server.outbound.notice_wording import Told

_HTML = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<!DOCTYPE html>
<html lang="{{ told.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ told.subject }}</title>
</head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em; margin: 1em">
{% for line in told.lines %}
<p>{{ line }}</p>
{% endfor %}
{% if told.links %}
<ul>
{% for words, url in told.links %}
<li><a href="{{ url }}">{{ words }}</a></li>
{% endfor %}
</ul>
{% endif %}
</body>
</html>
"""
)


def render_notice(told: Told) -> Rendered:
    """Return the mail."""
    links = [f"{words}:\n{url}" for words, url in told.links]
    return Rendered(
        subject=told.subject,
        text="\n\n".join([*told.lines, *links]) + "\n",
        html=_HTML.render(told=told),
    )
