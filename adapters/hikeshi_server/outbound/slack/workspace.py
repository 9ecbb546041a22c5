"""What somebody in Slack is asked about and told while they wait: quick, or not at all."""

import structlog
from attrs import frozen

from hikeshi.kernel.errors import HikeshiError
from hikeshi_server.outbound.slack.client import SlackClient

_log = structlog.get_logger(__name__)
#: Slack shows an error where a press is not answered within 3 s; two calls have to fit.
ANSWER_SECONDS = 1.2


@frozen
class SlackWorkspace:
    """The workspace the app is installed in."""

    client: SlackClient

    async def email_of(self, member: str) -> str | None:
        """Return the e-mail address a member has in Slack; nothing where Slack does not say."""
        try:
            said = await self.client.call("users.info", seconds=ANSWER_SECONDS, user=member)
            email = said["user"]["profile"].get("email")
        except (HikeshiError, KeyError, TypeError, AttributeError) as error:
            _log.warning("slack_member_unknown", error=type(error).__name__)
            return None
        return email if isinstance(email, str) else None

    async def whisper(self, channel: str, member: str, text: str) -> None:
        """Say something that the member alone sees, once; a failure is logged."""
        try:
            await self.client.call(
                "chat.postEphemeral",
                seconds=ANSWER_SECONDS,
                channel=channel,
                user=member,
                text=text,
            )
        except HikeshiError as error:
            _log.warning("slack_whisper_failed", error=error.detail)
