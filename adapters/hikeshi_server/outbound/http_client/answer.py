"""What the other side says, read piece by piece by llhttp (RFC 9112)."""

from collections.abc import Mapping

from attrs import field, frozen
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

#: So many bytes in a row without any of the body: status line and headers, or what follows a
#: chunked body. Whoever sends more never comes to an end.
MOST_HEADER_BYTES = 64 * 1024


@frozen
class Answer:
    """What the other side said.

    Args:
        headers: Names in lower case; of repeated ones the last.
        text: The beginning of the body.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)


class BrokenAnswerError(ConnectionError):
    """What came is no HTTP answer, or not a whole one."""


class AnswerReader:
    """Reads one answer.

    Args:
        most_bytes: Of the body so much is kept; then the answer counts as whole.
        with_body: An answer to HEAD has none, whatever its headers say.

    Attributes:
        awaited: The request has left, or part of it.
        answer: There once it is whole.
        reusable: The connection may carry another request after it.
    """

    def __init__(self, most_bytes: int, *, with_body: bool = True) -> None:
        self.awaited = False
        self.answer: Answer | None = None
        self.reusable = False
        self._most_bytes = most_bytes
        self._with_body = with_body
        self._parser = HttpResponseParser(self)
        self._in_head = True
        self._beside_body = 0
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    def feed(self, received: bytes) -> None:
        """Read on.

        Raises:
            BrokenAnswerError: It is no HTTP, or its headers do not end.
        """
        self._beside_body += len(received)
        try:
            self._parser.feed_data(received)
        except (HttpParserError, HttpParserUpgrade) as error:
            self.reusable = False
            if self.answer is None:
                raise BrokenAnswerError(f"no HTTP answer: {error}") from error
        if self.answer is None and self._beside_body > MOST_HEADER_BYTES:
            raise BrokenAnswerError(f"headers of more than {MOST_HEADER_BYTES} bytes")

    def end(self) -> None:
        """Take in that the other side has closed: some bodies end so (RFC 9112, section 6.3).

        Raises:
            BrokenAnswerError: This one does not.
        """
        lengths = ("content-length", "transfer-encoding")
        if self._in_head or any(name in self._headers for name in lengths):
            raise BrokenAnswerError("closed without a whole answer")
        self._finish()

    def on_message_begin(self) -> None:
        """Called by the parser; bytes behind the answer spoil the connection."""
        self.reusable = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser; what follows a chunked body is left out."""
        if self._in_head:
            self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Called by the parser; interim answers (1xx) are followed by the one that counts."""
        if self._parser.get_status_code() >= 200:
            self._in_head = False
            if not self._with_body:
                self._finish()

    def on_body(self, piece: bytes) -> None:
        """Called by the parser."""
        self._beside_body = 0
        if self.answer is None:
            self._body += piece
            if len(self._body) >= self._most_bytes:
                self._finish()

    def on_message_complete(self) -> None:
        """Called by the parser."""
        if self._in_head:
            self._headers = {}
        elif self.answer is None:
            self.reusable = self._parser.should_keep_alive()
            self._finish()

    def _finish(self) -> None:
        text = self._body[: self._most_bytes].decode("utf-8", "replace")
        self.answer = Answer(self._parser.get_status_code(), self._headers, text)
