"""Links in messages: to an incident, and to the page on which a person acknowledges."""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import IncidentId, NotificationId, ScheduleId, UserId
from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.secrets import derive_key

#: Where the page stands: GET and HEAD only show it, its button posts (mail scanners open links).
ACKNOWLEDGE_PATH = "/acknowledge/"
#: So long after the page its link acknowledges; later one has to sign in.
ACKNOWLEDGE_WITHIN = timedelta(hours=24)
_FIELDS = struct.Struct(">B16s16sQ")  # use, person, incident or bundle, expiry in Unix seconds
_PAGE = 1  # opens the page with the button
_PRESS = 2  # is the button: a phone posts it, nobody opens it
_PAGE_OF_BUNDLE, _PRESS_OF_BUNDLE = 3, 4  # the same for all that one message speaks of
_SEAL_BYTES = 16  # HMAC-SHA256 cut to 128 bits (RFC 2104, section 5), for a short link
_LAST = datetime(9999, 12, 31, tzinfo=UTC)


class TokenRefusedError(ForbiddenError):
    """This link is not valid (any more): open the incident and sign in."""


@frozen
class AcknowledgeToken:
    """What a link allows: this person may acknowledge this incident until then.

    Args:
        incident_id: Nothing where it is about a bundle.
        bundle_id: All incidents of one message, in the place of one.
    """

    incident_id: IncidentId | None
    user_id: UserId
    expires_at: datetime
    bundle_id: NotificationId | None = None


class Links:
    """Makes links and reads them.

    Args:
        public_url: Where people reach this server, `HIKESHI_PUBLIC_URL`.
        secret_keys: The first one signs, every one is accepted.
    """

    def __init__(self, public_url: str, secret_keys: Sequence[bytes]) -> None:
        self._public_url = public_url.rstrip("/")
        self._keys = tuple(derive_key(key, "acknowledge link") for key in secret_keys)

    @property
    def home_url(self) -> str:
        """The address of the board."""
        return f"{self._public_url}/"

    @property
    def devices_url(self) -> str:
        """The address of the page on which people subscribe browsers."""
        return f"{self._public_url}/devices"

    @property
    def swaps_url(self) -> str:
        """The page on which swaps are answered."""
        return f"{self._public_url}/swaps"

    def schedule_url(self, schedule_id: ScheduleId) -> str:
        """Return the address of the schedule's page."""
        return f"{self._public_url}/schedules/{schedule_id}"

    def hand_off_url(self, schedule_id: ScheduleId) -> str:
        """Return the address of the page on which open incidents change hands."""
        return f"{self._public_url}/schedules/{schedule_id}/hand-off"

    def incident_url(self, incident_id: IncidentId) -> str:
        """Return the address of the incident's page."""
        return f"{self._public_url}/incidents/{incident_id}"

    def short_url(self, incident_number: int) -> str:
        """Return the incident's page by the number people call it, for where letters are dear."""
        return f"{self._public_url}/incidents/{incident_number}"

    def acknowledge_url(
        self, incident_id: IncidentId, user_id: UserId, expires_at: datetime
    ) -> str:
        """Return the address of the page on which this person acknowledges; the same each time."""
        token = self._token(_PAGE, incident_id, user_id, expires_at)
        return f"{self._public_url}{ACKNOWLEDGE_PATH}{token}"

    def press_url(self, incident_id: IncidentId, user_id: UserId, expires_at: datetime) -> str:
        """Return the address a button on a phone posts to; opening it shows nothing."""
        token = self._token(_PRESS, incident_id, user_id, expires_at)
        return f"{self._public_url}{ACKNOWLEDGE_PATH}{token}/press"

    def acknowledge_url_of(self, envelope: Envelope) -> str:
        """Return the address of the page on which its reader acknowledges all it speaks of."""
        expires_at = envelope.paged_at + ACKNOWLEDGE_WITHIN
        user_id = envelope.recipient.user_id
        if envelope.bundle_id is None:
            return self.acknowledge_url(envelope.incident_id, user_id, expires_at)
        token = self._token(_PAGE_OF_BUNDLE, envelope.bundle_id, user_id, expires_at)
        return f"{self._public_url}{ACKNOWLEDGE_PATH}{token}"

    def press_url_of(self, envelope: Envelope) -> str:
        """Return the address a button on a phone posts to, for all that the message speaks of."""
        expires_at = envelope.paged_at + ACKNOWLEDGE_WITHIN
        user_id = envelope.recipient.user_id
        if envelope.bundle_id is None:
            return self.press_url(envelope.incident_id, user_id, expires_at)
        token = self._token(_PRESS_OF_BUNDLE, envelope.bundle_id, user_id, expires_at)
        return f"{self._public_url}{ACKNOWLEDGE_PATH}{token}/press"

    def read_token(self, token: str, now: datetime) -> AcknowledgeToken:
        """Return what the token of an acknowledge link allows.

        Raises:
            TokenRefusedError: It was not made here, was changed, or is too old.
        """
        return self._read((_PAGE, _PAGE_OF_BUNDLE), token, now)

    def read_press_token(self, token: str, now: datetime) -> AcknowledgeToken:
        """Return what the token of a button allows; that of a link in a mail is none.

        Raises:
            TokenRefusedError: It was not made here, was changed, or is too old.
        """
        return self._read((_PRESS, _PRESS_OF_BUNDLE), token, now)

    def _token(self, use: int, about: UUID, user_id: UserId, expires_at: datetime) -> str:
        fields = _FIELDS.pack(use, user_id.bytes, about.bytes, _seconds(expires_at))
        token = base64.urlsafe_b64encode(fields + _seal(self._keys[0], fields)).decode()
        return token.rstrip("=")

    def _read(self, wanted: tuple[int, int], token: str, now: datetime) -> AcknowledgeToken:
        fields, seal = _parts(token)
        # Every key is tried, so that the time it takes does not say which one fitted.
        fits = [hmac.compare_digest(seal, _seal(key, fields)) for key in self._keys]
        if not any(fits):
            raise TokenRefusedError
        use, user, about, expiry = _FIELDS.unpack(fields)
        if use not in wanted:
            raise TokenRefusedError
        expires_at = datetime.fromtimestamp(expiry, UTC)
        if now >= expires_at:
            raise TokenRefusedError(
                "This link is too old to acknowledge with: open the incident and sign in."
            )
        person, subject = UserId(UUID(bytes=user)), UUID(bytes=about)
        if use in {_PAGE_OF_BUNDLE, _PRESS_OF_BUNDLE}:
            return AcknowledgeToken(None, person, expires_at, NotificationId(subject))
        return AcknowledgeToken(IncidentId(subject), person, expires_at)


def _seal(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, fields, hashlib.sha256)[:_SEAL_BYTES]


def _seconds(at: datetime) -> int:
    return int(min(at, _LAST).timestamp())


def _parts(token: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenRefusedError from None
    if len(raw) != _FIELDS.size + _SEAL_BYTES:
        raise TokenRefusedError
    return raw[: _FIELDS.size], raw[_FIELDS.size :]
