"""How an answer is read, in whatever pieces it comes."""

import pytest

from hikeshi_server.outbound.http_client.answer import (
    MOST_HEADER_BYTES,
    AnswerReader,
    BrokenAnswerError,
)

PLAIN = b"HTTP/1.1 200 OK\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 5\r\n\r\ntaken"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2\r\nta\r\n3;x=y\r\nken\r\n0\r\nX-Early: 2\r\n\r\n"
)
INTERIM = b"HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"


def read(*pieces: bytes, most: int = 100, with_body: bool = True) -> AnswerReader:
    """Return a reader that was given the pieces."""
    reader = AnswerReader(most, with_body=with_body)
    for piece in pieces:
        reader.feed(piece)
    return reader


@pytest.mark.parametrize("whole", [PLAIN, CHUNKED, INTERIM + PLAIN, INTERIM + INTERIM + CHUNKED])
@pytest.mark.parametrize("step", [1, 7, 1_000])
def test_pieces_make_no_difference(whole: bytes, step: int) -> None:
    """Length, chunks and interim answers are understood wherever the pieces end."""
    reader = read(*(whole[at : at + step] for at in range(0, len(whole), step)))

    assert reader.answer is not None
    assert (reader.answer.status, reader.answer.text) == (200, "taken")
    assert "x-early" not in reader.answer.headers
    assert reader.reusable


def test_names_are_in_lower_case_and_the_last_counts() -> None:
    """Of repeated headers the last one stays."""
    answer = read(PLAIN).answer

    assert answer is not None
    assert answer.headers["x-one"] == "2"


@pytest.mark.parametrize(
    "whole",
    [
        PLAIN + b"HTTP/1.1 200 OK\r\n",
        PLAIN + b"garbage",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\ntaken",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\ntaken",
    ],
)
def test_some_answers_are_the_last_of_their_connection(whole: bytes) -> None:
    """Bytes behind an answer, and a wish to close, spoil the connection, not the answer."""
    reader = read(whole)

    assert reader.answer is not None
    assert reader.answer.text == "taken"
    assert not reader.reusable


def test_a_body_may_end_with_the_connection() -> None:
    """Without a length the end of the connection is the end of the body; it is not used again."""
    reader = read(b"HTTP/1.1 200 OK\r\n\r\n", b"tak", b"en")
    assert reader.answer is None

    reader.end()

    assert reader.answer is not None
    assert (reader.answer.text, reader.reusable) == ("taken", False)


@pytest.mark.parametrize(
    "begun", [b"", b"HTTP/1.1 200 OK\r\nX-", INTERIM, PLAIN[:-1], CHUNKED[:-1]], ids=len
)
def test_a_cut_answer_is_none(begun: bytes) -> None:
    """What announced its end and did not reach it is not whole."""
    reader = read(begun) if begun else read()

    with pytest.raises(BrokenAnswerError):
        reader.end()

    assert reader.answer is None


@pytest.mark.parametrize(
    "wrong",
    [
        b"220 mail.example.org ESMTP\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nbytes",
    ],
)
def test_what_is_no_answer_is_refused(wrong: bytes) -> None:
    """Other protocols, and lengths that can be read in two ways, are errors."""
    with pytest.raises(BrokenAnswerError):
        read(wrong)


def test_headers_end_or_are_given_up() -> None:
    """More headers than the limit, of whichever kind, are not read to their end."""
    endless = [b"X-Long: " + b"x" * 1_000 + b"\r\n"] * (MOST_HEADER_BYTES // 1_000)
    with pytest.raises(BrokenAnswerError):
        read(b"HTTP/1.1 200 OK\r\n", *endless)
    with pytest.raises(BrokenAnswerError):
        read(*(INTERIM for _ in range(MOST_HEADER_BYTES // len(INTERIM) + 1)))
    with pytest.raises(BrokenAnswerError):
        read(CHUNKED[:-2], *endless)


def test_the_beginning_of_a_body_is_enough() -> None:
    """At the limit the answer is whole, and its connection of no more use."""
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b"x" * 90, b"y" * 90)

    assert reader.answer is not None
    assert reader.answer.text == "x" * 90 + "y" * 10
    assert not reader.reusable


def test_an_answer_to_head_has_no_body() -> None:
    """Its headers speak of a body that does not come."""
    reader = read(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", with_body=False)

    assert reader.answer is not None
    assert reader.answer.text == ""


def test_no_body_where_there_can_be_none() -> None:
    """204 ends with its headers (RFC 9110, section 15.3.5)."""
    reader = read(b"HTTP/1.1 204 No Content\r\n\r\n")

    assert reader.answer is not None
    assert reader.reusable
