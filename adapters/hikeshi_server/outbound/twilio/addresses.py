"""Where Twilio finds this server: each address names what the callback is about."""

from urllib.parse import quote

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

    def status(self, notification_id: NotificationId, attempt: int, account: str = "") -> str:
        """Return where Twilio says what became of an attempt.

        Args:
            account: Name of the account it went out from, where there are several.
        """
        about = f"notification={notification_id}&attempt={attempt}"
        by = f"&provider={quote(account)}" if account else ""
        return f"{self._base}{STATUS_PATH}?{about}{by}"

    def voice(self, token: str, account: str = "") -> str:
        """Return where a call asks what to say, and posts the key that was pressed."""
        by = f"?provider={quote(account)}" if account else ""
        return f"{self._base}{VOICE_PATH}{token}{by}"

    @property
    def _base(self) -> str:
        return self.public_url.rstrip("/")
