"""Plugs the channels together: which kind of contact method goes out through what."""

from attrs import frozen

from hikeshi.flow.proofs import EVERY_KIND
from hikeshi.kernel.clock import Clock
from hikeshi.notifications.ports import NoticeSender, NotificationSender
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.console.notices import ConsoleNoticeSender
from hikeshi_server.outbound.console.sender import ConsoleNotificationSender
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.notices import EmailNoticeSender
from hikeshi_server.outbound.email.sender import EmailNotificationSender
from hikeshi_server.outbound.email.settings import MailFrom
from hikeshi_server.outbound.http_client.client import OutgoingHttp
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.ntfy.client import NtfyClient
from hikeshi_server.outbound.ntfy.notices import NtfyNoticeSender
from hikeshi_server.outbound.ntfy.sender import NtfyNotificationSender
from hikeshi_server.outbound.providers.failing_over import Providers
from hikeshi_server.outbound.providers.gate import Gates
from hikeshi_server.outbound.providers.gated import GatedNoticeSender, GatedNotificationSender
from hikeshi_server.outbound.senders import NoticeSenders, Senders
from hikeshi_server.outbound.slack import SlackClient
from hikeshi_server.outbound.slack.notices import SlackNoticeSender
from hikeshi_server.outbound.slack.sender import SlackNotificationSender
from hikeshi_server.outbound.sms.notices import MaySpendOnNotice, SmsNoticeSender
from hikeshi_server.outbound.sms.sender import MaySpend, SmsNotificationSender
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.voice.notices import VoiceNoticeSender
from hikeshi_server.outbound.voice.sender import VoiceNotificationSender
from hikeshi_server.outbound.voice.tokens import CallTokens
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.notices import WebPushNoticeSender
from hikeshi_server.outbound.web_push.sender import WebPushNotificationSender
from hikeshi_server.outbound.web_push.vapid import VapidKeys
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.notices import WebhookNoticeSender
from hikeshi_server.outbound.webhook.sender import WebhookNotificationSender
from hikeshi_server.wiring.mail import reply_addresses
from hikeshi_server.wiring.settings import Outbound, Settings
from hikeshi_server.wiring.web_push import web_push_client


@frozen
class Ways:
    """The live clients the channels go out through.

    Args:
        gates: What every message to a provider passes, pages and notices alike; nothing = all do.
    """

    http: OutgoingHttp
    smtp: Providers[SmtpClient]
    twilio: Providers[TwilioClient]
    push_keys: VapidKeys
    gates: Gates | None = None


#: Channels with several providers: each message passes the gate of the one that is asked.
_FAILING_OVER = frozenset({"email", "sms", "voice"})
#: The log is nobody's.
_UNGATED = _FAILING_OVER | {"console"}


def provided_kinds(settings: Settings) -> frozenset[str]:
    """Return the kinds of contact methods there is somebody to send by."""
    if settings.outbound is Outbound.LOG:
        return EVERY_KIND
    set_up = {
        "email": bool(settings.smtp),
        "slack": settings.slack is not None,
        "sms": bool(settings.twilio),
        "voice": bool(settings.twilio),
    }
    return EVERY_KIND - {kind for kind, is_set_up in set_up.items() if not is_set_up}


def create_senders(
    settings: Settings,
    ways: Ways,
    links: Links,
    clock: Clock,
    may_spend: MaySpend,
) -> Senders:
    """Return the table of channels.

    Args:
        may_spend: Says whether one more message may be paid for, and counts it.
    """
    addresses = CallbackAddresses(settings.public_url)
    tokens = CallTokens(settings.secret_keys)
    console = ConsoleNotificationSender(PageLog(), links)
    by_kind: dict[str, NotificationSender] = {
        "console": console,
        "email": EmailNotificationSender(
            ways.smtp, _mail_from(settings), links, clock, reply_addresses(settings)
        ),
        "ntfy": NtfyNotificationSender(NtfyClient(ways.http), links, clock),
        "sms": SmsNotificationSender(ways.twilio, addresses, links, may_spend, clock),
        "voice": VoiceNotificationSender(ways.twilio, addresses, tokens, may_spend, clock),
        "slack": SlackNotificationSender(slack_client(settings, ways, clock), links),
        "web_push": WebPushNotificationSender(_push(settings, ways, clock), links, clock),
        "webhook": WebhookNotificationSender(WebhookClient(ways.http), links, clock),
    }
    if settings.outbound is Outbound.LOG:
        return Senders(dict.fromkeys(by_kind, console))
    return Senders({kind: _gated(kind, sender, ways.gates) for kind, sender in by_kind.items()})


def create_notice_senders(
    settings: Settings, ways: Ways, links: Links, clock: Clock, may_spend: MaySpendOnNotice
) -> NoticeSenders:
    """Return the table of channels that bring notices.

    Args:
        may_spend: Says whether one more message may be paid for, and counts it.
    """
    console = ConsoleNoticeSender(PageLog(), links)
    by_kind: dict[str, NoticeSender] = {
        "console": console,
        "email": EmailNoticeSender(ways.smtp, _mail_from(settings), links, clock),
        "ntfy": NtfyNoticeSender(NtfyClient(ways.http), links, clock),
        "sms": SmsNoticeSender(ways.twilio, links, may_spend, clock),
        "voice": VoiceNoticeSender(ways.twilio, may_spend, clock),
        "slack": SlackNoticeSender(slack_client(settings, ways, clock), links),
        "web_push": WebPushNoticeSender(_push(settings, ways, clock), links, clock),
        "webhook": WebhookNoticeSender(WebhookClient(ways.http), links, clock),
    }
    if settings.outbound is Outbound.LOG:
        return NoticeSenders(dict.fromkeys(by_kind, console))
    return NoticeSenders(
        {kind: _gated_notices(kind, sender, ways.gates) for kind, sender in by_kind.items()}
    )


def slack_client(settings: Settings, ways: Ways, clock: Clock) -> SlackClient | None:
    """Return what speaks to Slack; nothing where no app is configured."""
    return None if settings.slack is None else SlackClient(ways.http, settings.slack, clock)


def _gated(kind: str, sender: NotificationSender, gates: Gates | None) -> NotificationSender:
    if gates is None or kind in _UNGATED:
        return sender
    return GatedNotificationSender(sender, gates)


def _gated_notices(kind: str, sender: NoticeSender, gates: Gates | None) -> NoticeSender:
    if gates is None or kind in _UNGATED:
        return sender
    return GatedNoticeSender(sender, gates)


def _push(settings: Settings, ways: Ways, clock: Clock) -> WebPushClient:
    return web_push_client(settings, ways.http, ways.push_keys, clock)


def _mail_from(settings: Settings) -> MailFrom:
    return settings.mail_from or MailFrom("Hikeshi", "hikeshi@localhost")
