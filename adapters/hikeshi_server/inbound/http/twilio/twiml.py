"""Answers in TwiML (twilio.com/docs/messaging/twiml)."""

from html import escape

from falcon.asgi import Response

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def say_nothing(response: Response) -> None:
    """Answer that nothing is to be done."""
    _answer(response, "<Response/>")


def say_by_message(response: Response, text: str) -> None:
    """Answer with a text message to whoever wrote."""
    _answer(response, f"<Response><Message>{escape(text)}</Message></Response>")


def follow(response: Response, document: str) -> None:
    """Answer with a document that is TwiML already."""
    _answer(response, document)


def _answer(response: Response, document: str) -> None:
    response.content_type = "text/xml; charset=utf-8"
    response.text = _HEAD + document
