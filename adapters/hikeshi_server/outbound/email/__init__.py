"""Pages by e-mail."""

from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.email.settings import BadSmtpUrlError, SmtpServer, parse_smtp_url

__all__ = ["BadSmtpUrlError", "SmtpServer", "is_automatic", "parse_smtp_url"]
