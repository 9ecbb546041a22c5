"""How a URL is taken apart."""

import pytest

from hikeshi_server.outbound.http_client.errors import DestinationRefusedError
from hikeshi_server.outbound.http_client.target import parse_target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://",
        "http:///path",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://good.example.org\\@127.0.0.1/",
        "http://[::1/",
        "http://example.org/" + "a" * 8_000,
    ],
)
def test_what_is_no_http_url_is_refused(url: str) -> None:
    """Only http and https URLs with a readable host and port are sent to."""
    with pytest.raises(DestinationRefusedError):
        parse_target(url)


def test_a_password_is_sent_and_never_shown() -> None:
    """User and password become a header; name and transport URL know nothing of them."""
    target = parse_target("https://ana:p%40ss@hooks.example.org:8443/a?token=secret")

    assert target.headers == {
        "Host": "hooks.example.org:8443",
        "Authorization": "Basic YW5hOnBAc3M=",
    }
    assert target.name == "hooks.example.org:8443"
    assert target.endpoint.host == "hooks.example.org"
    assert target.path == "/a?token=secret"


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("http://example.org", "example.org", 80, "/"),
        ("HTTPS://Example.ORG/", "example.org", 443, "/"),
        ("http://[2606:4700::1]:8080/x", "2606:4700::1", 8080, "/x"),
        (
            "https://火消し.example/組?纏=一",
            "xn--68j655pl2b.example",
            443,
            "/%E7%B5%84?%E7%BA%8F=%E4%B8%80",
        ),
        ("http://a.example/%2e%2e/b#part", "a.example", 80, "/%2e%2e/b"),
    ],
)
def test_parts(url: str, host: str, port: int, path: str) -> None:
    """Host, port and path are those of the URL; names are in ASCII form."""
    target = parse_target(url)

    assert (target.endpoint.host, target.endpoint.port, target.path) == (host, port, path)
