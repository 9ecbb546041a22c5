"""Where Twilio finds this server: each address names what the callback is about."""

from attrs import frozen

from hikeshi.kernel.ids import NotificationId

STATUS_PATH = "/integrations/twilio/status"


@frozen
class CallbackAddresses:
    """Makes the addresses that Twilio calls back.

    Args:
        public_url: Where Twilio reaches this server, `HIKESHI_PUBLIC_URL`; it signs this text.
    """

    public_url: str

    def status(self, notification_id: NotificationId, attempt: int) -> str:
        """Return where Twilio says what became of an attempt."""
        base = self.public_url.rstrip("/")
        return f"{base}{STATUS_PATH}?notification={notification_id}&attempt={attempt}"
