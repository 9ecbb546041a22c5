"""The page on private networks names every address that has to be reachable, and no other."""

import re

from hikeshi_server.inbound.console.routes import console_routes
from tests.docs.pages import ROOT
from tests.integration.inbound.console.site import Site

PAGE = (ROOT / "docs/how-to/private-network.md").read_text("utf-8")
#: Where addresses are given to resources, and how those begin that others than people use.
SOURCES = ("inbound/console/routes.py", "wiring/mail.py", "wiring/routes.py", "wiring/slack.py")
_ADDRESS = re.compile(r'"(/(?:acknowledge|integrations|static|v2)/[^"]*)"')


def served() -> set[str]:
    """Return the addresses in the code that are for phones, providers and senders."""
    folder = ROOT / "adapters/hikeshi_server"
    texts = [(folder / name).read_text("utf-8") for name in (*SOURCES, "wiring/twilio.py")]
    return {address for text in texts for address in _ADDRESS.findall(text)}


def described() -> list[str]:
    """Return the addresses in the table."""
    return re.findall(r"^\| `(/[^`]+)` \|", PAGE, re.MULTILINE)


def passed(path: str) -> bool:
    """Say whether the proxy on the page lets a path through."""
    return any(re.search(rule, path) for rule in re.findall(r"location ~ (\S+) \{", PAGE))


def filled(template: str) -> str:
    """Return a path of that form."""
    return re.sub(r"\{\w+\}", "x1-_", template)


def test_every_address_is_in_the_table_once() -> None:
    """What phones, providers and senders need, as the code has it."""
    assert sorted(described()) == sorted(served())


def test_the_proxy_passes_the_table_and_nothing_of_the_console_or_the_api() -> None:
    """Pages, API, health and metrics stay inside."""
    pages = {path for path, _ in console_routes(Site().parts)} - set(described())
    inside = ("/api/v1/me", "/api/v1/auth/login", "/api/docs", "/metrics", "/readyz", "/livez")

    assert [path for path in described() if not passed(filled(path))] == []
    assert [path for path in (*pages, *inside) if passed(filled(path))] == []
