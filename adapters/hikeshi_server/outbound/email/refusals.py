"""Whether a mail server refuses the mailbox, or what is sent to it."""

import re

#: RFC 3463, section 3: what a reply begins with where the server has enhanced status codes.
_STATUS = re.compile(r"5\.(?P<subject>\d{1,3})\.(?P<detail>\d{1,3})(?!\d)")
_ADDRESS, _MAILBOX = "1", "2"
#: Of the codes about addresses those about the sender's (RFC 3463, section 3.2).
_OF_SENDER = frozenset({"7", "8"})
#: What a server without them says when it is told a mailbox it does not have (RFC 5321, 4.2.3).
_NO_MAILBOX = frozenset({550, 551, 553})


def refuses_address(code: int, said: str, *, at_recipient: bool) -> bool:
    """Say whether every other server would refuse the mail too, because of where it goes.

    A server that does not want this sender, this content or to relay at all speaks for itself.

    Args:
        said: Its text, without the code.
        at_recipient: Said when it was told the recipient.
    """
    if not 500 <= code <= 599:
        return False
    status = _STATUS.match(said)
    if status is not None:
        subject, detail = status["subject"], status["detail"]
        return subject == _MAILBOX or (subject == _ADDRESS and detail not in _OF_SENDER)
    return at_recipient and code in _NO_MAILBOX and "relay" not in said.lower()
