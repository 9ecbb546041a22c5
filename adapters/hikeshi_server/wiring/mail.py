"""Plugs together how answers by mail come back."""

from collections.abc import Iterable
from typing import Any

from hikeshi_server.inbound.mail.door import IncomingMail
from hikeshi_server.inbound.mail.taking import TakeInMail
from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.email.reply_addresses import ReplyAddresses
from hikeshi_server.outbound.postgres.provider_usage import PostgresProviderUsage
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.settings import Settings

_PROVIDER = "email"


def reply_addresses(settings: Settings) -> ReplyAddresses | None:
    """Return what makes and reads reply addresses; nothing where no answer reaches us."""
    replies = settings.mail_replies
    return None if replies is None else ReplyAddresses(replies.reply_to, settings.secret_keys)


def take_in_mail(parts: Parts) -> TakeInMail | None:
    """Return what takes answers in."""
    addresses = reply_addresses(parts.settings)
    if addresses is None:
        return None
    return TakeInMail(
        transactions=parts.transactions,
        read_address=addresses.read,
        is_automatic=is_automatic,
        # Mail costs nothing: only its memory of what was seen is used.
        seen=PostgresProviderUsage(parts.engine, parts.clock, _PROVIDER, (_PROVIDER,), 0),
    )


def mail_routes(parts: Parts) -> Iterable[tuple[str, Any]]:
    """Return path and resource of where mail is posted."""
    take_in, replies = take_in_mail(parts), parts.settings.mail_replies
    if take_in is not None and replies is not None and replies.key is not None:
        yield "/integrations/mail", IncomingMail(take_in, replies.key)
