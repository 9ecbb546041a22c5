"""Posts to Twilio's REST API (twilio.com/docs/usage/requests-to-twilio)."""

import base64
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from attrs import frozen

from hikeshi_server.outbound.http_client import Answer, OutgoingHttp
from hikeshi_server.outbound.twilio.settings import TwilioAccount

_VERSION = "2010-04-01"
TOTAL_SECONDS = 10.0


@frozen
class TwilioClient:
    """Creates messages and calls."""

    http: OutgoingHttp
    account: TwilioAccount

    async def create(self, resource: str, form: Mapping[str, str], identity: UUID) -> Answer:
        """Post the form and return the answer.

        Args:
            resource: `Messages` or `Calls`.
            identity: The same for every repetition; Twilio knows a repeated request by it.

        Raises:
            DestinationRefusedError: The API's address leads inwards, or is none.
            DestinationUnreachableError: There was no whole answer.
        """
        account = self.account
        login = base64.b64encode(f"{account.sid}:{account.auth_token}".encode()).decode()
        return await self.http.post(
            f"{account.api_url}/{_VERSION}/Accounts/{account.sid}/{resource}.json",
            content=urlencode(form).encode(),
            headers={
                "Authorization": f"Basic {login}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
                "I-Twilio-Idempotency-Token": str(identity),
            },
            timeout=TOTAL_SECONDS,
        )
