"""Twilio's signature."""

from tests.peers.twilio import sign

from hikeshi_server.inbound.http.twilio.signature import is_signed, signature_of

#: The example of Twilio's documentation of webhook security.
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
TOKEN = "12345"
FORM = {
    "CallSid": ["CA1234567890ABCDE"],
    "Caller": ["+14158675309"],
    "Digits": ["1234"],
    "From": ["+14158675309"],
    "To": ["+18005551212"],
}
DOCUMENTED = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_documented_example_is_reproduced() -> None:
    """URL, then fields by name; HMAC-SHA1 in base64."""
    assert signature_of(TOKEN, URL, FORM) == DOCUMENTED
    assert sign(URL, {name: values[0] for name, values in FORM.items()}, TOKEN) == DOCUMENTED


def test_the_port_may_be_part_of_it_or_not() -> None:
    """Twilio signs calls over https without the port, messages with what it was given."""
    with_port = URL.replace("mycompany.com", "mycompany.com:443")
    assert is_signed(TOKEN, URL, FORM, signature_of(TOKEN, with_port, FORM))
    assert is_signed(TOKEN, with_port, FORM, DOCUMENTED)


def test_everything_else_is_refused() -> None:
    """Another field, address, token or no signature at all is not Twilio."""
    assert not is_signed(TOKEN, URL, {**FORM, "Digits": ["1235"]}, DOCUMENTED)
    assert not is_signed(TOKEN, URL + "3", FORM, DOCUMENTED)
    assert not is_signed(TOKEN + "6", URL, FORM, DOCUMENTED)
    assert not is_signed(TOKEN, URL, FORM, "")
    assert not is_signed(TOKEN, URL, FORM, "é")
