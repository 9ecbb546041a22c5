"""How the settings for mail are read."""

import pytest

from hikeshi_server.outbound.email.settings import (
    BadMailFromError,
    BadSmtpUrlError,
    Encryption,
    MailFrom,
    SmtpServer,
    parse_mail_from,
    parse_smtp_url,
)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", SmtpServer("localhost", 25, Encryption.OPPORTUNISTIC)),
        ("smtp://localhost:1025?starttls=never", SmtpServer("localhost", 1025, Encryption.NONE)),
        (
            "smtp://ana:p%40ss@mail.example.org",
            SmtpServer("mail.example.org", 587, Encryption.REQUIRED, "ana", "p@ss"),
        ),
        (
            "smtp://ana:x@mail.example.org:25/?starttls=auto",
            SmtpServer("mail.example.org", 25, Encryption.OPPORTUNISTIC, "ana", "x"),
        ),
        ("smtps://[::1]", SmtpServer("::1", 465, Encryption.TLS)),
    ],
)
def test_urls(url: str, server: SmtpServer) -> None:
    """A URL says where, as whom, and how the connection is protected."""
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example.org:25",
        "http://ana:hunter2@mail.example.org",
        "smtp://ana:hunter2@",
        "smtp://ana:hunter2@mail.example.org:99999",
        "smtp://ana:hunter2@mail.example.org/path",
        "smtp://ana:hunter2@mail.example.org?tls=1",
        "smtp://ana:hunter2@mail.example.org?starttls=maybe",
        "smtps://ana:hunter2@mail.example.org?starttls=required",
    ],
)
def test_a_wrong_url_is_explained_without_the_password(url: str) -> None:
    """The error names the variable, and shows an example instead of what was written."""
    with pytest.raises(BadSmtpUrlError, match=r"HIKESHI_SMTP_URL .*smtp://user") as caught:
        parse_smtp_url(url)

    assert "hunter2" not in caught.value.detail


def test_a_password_is_not_printed() -> None:
    """The settings can be logged."""
    assert "hunter2" not in repr(parse_smtp_url("smtp://ana:hunter2@mail.example.org"))


def test_senders() -> None:
    """An address alone and one with a name are understood."""
    assert parse_mail_from("pager@example.org") == MailFrom("Hikeshi", "pager@example.org")
    assert parse_mail_from("SRE <p@a.example>") == MailFrom("SRE", "p@a.example")
    assert parse_mail_from("SRE <p@a.example>").domain == "a.example"


@pytest.mark.parametrize(
    "text", ["", "pager", "a@b@c", "pager@example.org\nBcc: x@y", "ü@a.example"]
)
def test_a_wrong_sender_is_refused(text: str) -> None:
    """What is no ASCII address is refused, naming the variable."""
    with pytest.raises(BadMailFromError, match="HIKESHI_MAIL_FROM"):
        parse_mail_from(text)
