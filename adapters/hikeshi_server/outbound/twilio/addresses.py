"""Where Twilio finds this server: each address names what the callback is about."""

from attrs import frozen

from hikeshi.kernel.ids import NotificationId

VOICE_PATH = "/integrations/twilio/voice/"
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
        return f"{self._base}{STATUS_PATH}?notification={notification_id}&attempt={attempt}"

    def voice(self, token: str) -> str:
        """Return where a call asks what to say, and posts the key that was pressed."""
        return f"{self._base}{VOICE_PATH}{token}"

    @property
    def _base(self) -> str:
        return self.public_url.rstrip("/")
