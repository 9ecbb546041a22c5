"""Mail as people, phones and mail servers write it."""

import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hikeshi_server.inbound.mail.reading import (
    MOST_READ_BYTES,
    Bounce,
    Mail,
    UnreadableMailError,
    read_mail,
)

BOUNCE = b"""\
From: MAILER-DAEMON@mx.example.org
To: pager+x@reply.example.org
Subject: Undelivered
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1
 <ana@example.org>: no such user

--b--
"""


def mail(**parts: object) -> bytes:
    """Return a mail from Ana."""
    message = EmailMessage()
    message["From"] = "Ana <ana@example.org>"
    message["To"] = "pager+x@reply.example.org"
    message["Message-ID"] = "<1@example.org>"
    for name, value in parts.items():
        if name == "html":
            message.add_alternative(value, subtype="html")
        elif name == "text":
            message.set_content(value)
        else:
            message[name] = value
    return message.as_bytes()


def test_a_plain_mail_is_read() -> None:
    """Sender, recipients, text and headers."""
    found = read_mail(mail(text="ack\n> You are paged\n", Cc="bob@example.org"))

    assert (found.sender, found.text.splitlines()[0]) == ("ana@example.org", "ack")
    assert found.recipients == ["pager+x@reply.example.org", "bob@example.org"]
    assert found.bounce is None


def test_the_senders_server_says_where_bounces_go() -> None:
    """What was said in the conversation counts, not what somebody wrote into a header."""
    raw = mail(text="ack", **{"Return-Path": "<forged@example.org>"})

    paths = [value for name, value in read_mail(raw, "").headers if name == "Return-Path"]

    assert paths == ["<>"]


def test_html_alone_is_shown_without_what_it_answers() -> None:
    """Phones send such; scripts, styles and the quoted page are no words of the person."""
    html = "<html><head><style>ack</style></head><body><div>Ack&excl;</div>"
    html += "<p>on <b>it</b></p><blockquote>resolve</blockquote><script>x</script></body></html>"
    message = EmailMessage()
    message["From"] = "ana@example.org"
    message.set_content(html, subtype="html")

    assert read_mail(message.as_bytes()).text.split() == ["Ack!", "on", "it"]


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "utf-8", "no-such-charset"])
def test_japanese_charsets_are_read(charset: str) -> None:
    """As phones in Japan write; an unknown one is taken for UTF-8."""
    body = "了解です".encode("utf-8" if charset.startswith("no") else charset)
    head = f"From: aya@example.org\nContent-Type: text/plain; charset={charset}\n\n"

    assert read_mail(head.encode() + body).text == "了解です"


def test_an_attachment_is_not_what_was_written() -> None:
    """The first text that is no attachment."""
    message = EmailMessage()
    message["From"] = "ana@example.org"
    message.set_content("mine\n")
    message.add_attachment("ack", filename="log.txt")

    assert read_mail(message.as_bytes()).text == "mine\n"


def test_the_same_mail_again_has_the_same_digest() -> None:
    """By its Message-ID, however servers change the headers on the way."""
    first, again = mail(text="ack"), mail(text="ack", Received="by mx.example.org")

    assert read_mail(first).digest == read_mail(again).digest
    assert read_mail(first).digest != read_mail(first.replace(b"<1@", b"<2@")).digest


def test_a_failure_is_a_bounce() -> None:
    """The status, and the answer of the server that refused."""
    said = "smtp; 550 5.1.1 <ana@example.org>: no such user"

    assert read_mail(BOUNCE).bounce == Bounce(status="5.1.1", said=said)


@pytest.mark.parametrize(
    ("before", "after"),
    [(b"failed", b"delayed"), (b"5.1.1\nD", b"4.4.1\nD"), (b"multipart/report", b"multipart/x")],
)
def test_what_may_still_arrive_is_no_bounce(before: bytes, after: bytes) -> None:
    """A delay, a temporary status, and what only looks like a report."""
    assert read_mail(BOUNCE.replace(before, after)).bounce is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense",
        b"Subject: x\n\nack",
        b"From: a@example.org, b@example.org\n\nack",
        b"From: a@example.org\nFrom: b@example.org\n\nack",
    ],
)
def test_a_mail_from_nobody_or_several_is_refused(raw: bytes) -> None:
    """One person answers."""
    with pytest.raises(UnreadableMailError):
        read_mail(raw)


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(rest: bytes) -> None:
    """Nothing a stranger sends is anything but a mail or a refusal."""
    for raw in (rest, b"From: a@example.org\n" + rest, BOUNCE[:150] + rest):
        with contextlib.suppress(UnreadableMailError):
            assert isinstance(read_mail(raw), Mail)


def test_more_parts_than_people_send_are_refused() -> None:
    """Parts within parts make the parser look at each line again and again."""
    levels = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(21)
    )
    with pytest.raises(UnreadableMailError):
        read_mail(b"From: a@example.org\n" + levels + b"x\n" * 1_000)


def test_only_the_beginning_of_a_long_mail_is_read() -> None:
    """An answer stands at its top; what is attached below does not matter."""
    found = read_mail(mail(text="ack\n" + "x\n" * MOST_READ_BYTES))

    assert found.text.startswith("ack")
    assert len(found.text) <= 20_000
