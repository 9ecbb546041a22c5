"""What Twilio would read in our answers, by its own library.

The library writes TwiML and reads none: so each document is written once more by it, verb by verb.
What it has no verb or no attribute for, Twilio would not do.
"""

import inspect
import re
from xml.etree import ElementTree

from twilio.twiml import TwiML
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

_CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")


def check_twiml(document: str, *, voice: bool) -> None:
    """Fail unless Twilio's library, told to say the same, writes the same document."""
    said = ElementTree.fromstring(document)
    assert said.tag == "Response", said.tag
    again = VoiceResponse() if voice else MessagingResponse()
    _write(said, again)

    assert ElementTree.canonicalize(again.to_xml()) == ElementTree.canonicalize(document)


def _write(element: ElementTree.Element, into: TwiML) -> None:
    for child in element:
        verb = getattr(into, _snake(child.tag))
        known = inspect.signature(verb).parameters
        attributes = {_snake(name): value for name, value in child.attrib.items()}
        assert attributes.keys() <= known.keys(), f"unknown: {attributes.keys() - known.keys()}"
        text = {name: child.text for name in ("message", "body") if child.text and name in known}
        _write(child, verb(**text, **attributes))


def _snake(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0]}", name).lower()
