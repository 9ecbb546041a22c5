"""Reads the providers of e-mail and of phones: the first one, and those with a number."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from attrs import evolve

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.outbound.email.settings import SmtpServer, parse_smtp_url
from hikeshi_server.outbound.twilio.settings import (
    API_URL,
    DAILY_CAP,
    TwilioAccount,
    account_of,
    parse_api_url,
    parse_daily_cap,
    parse_sender,
    parse_sid,
)

T = TypeVar("T")
Found = TypeVar("Found", SmtpServer, TwilioAccount)

#: Providers a channel may have.
MOST_PROVIDERS = 9
_LIMITS, _PLACES = "HIKESHI_CHANNEL_LIMITS", "HIKESHI_PROVIDER_CONCURRENCY"
#: The first variable of each provider that has numbers.
_SET_BY = {"smtp": "HIKESHI_SMTP_URL", "twilio": "HIKESHI_TWILIO_ACCOUNT_SID"}


class BadProviderError(InvalidError):
    """A provider is set in a way that cannot be used."""


class Read(Protocol):
    """Reads one variable."""

    def __call__(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """Return what the variable says; unset or empty means the default."""
        ...


def mail_servers(read: Read) -> tuple[SmtpServer, ...]:
    """Return the mail servers in their order.

    Raises:
        InvalidError: Naming the variable that is wrong or missing.
    """
    return _in_order("smtp", [_mail_server(read, number) for number in _numbers()])


def twilio_accounts(read: Read) -> tuple[TwilioAccount, ...]:
    """Return the accounts for text messages and calls in their order.

    Raises:
        InvalidError: Naming the variable that is wrong or missing.
    """
    daily_cap = read("HIKESHI_TWILIO_DAILY_CAP", parse_daily_cap, DAILY_CAP)
    found = [_account(read, number, daily_cap) for number in _numbers()]
    return _in_order("twilio", found)


def check_names(
    limits: Mapping[str, int], places: Mapping[str, int], providers: Collection[str]
) -> None:
    """Check that what is limited by its name is there.

    Raises:
        BadProviderError: Naming the variable, and the provider nothing sets.
    """
    for variable, named in ((_LIMITS, limits), (_PLACES, places)):
        for name in named:
            if name.partition("-")[0] in _SET_BY and name not in providers:
                raise BadProviderError(f"{variable} names {name}, and nothing sets that provider")


def variable_of(provider: str) -> str:
    """Return the variable that sets a provider."""
    kind, _, number = provider.partition("-")
    return _numbered(_SET_BY[kind], int(number or 1))


def _numbers() -> Sequence[int]:
    return range(1, MOST_PROVIDERS + 1)


def _numbered(variable: str, number: int) -> str:
    """Return the variable of a provider: `HIKESHI_SMTP_URL`, `HIKESHI_SMTP_2_URL`."""
    prefix, kind, rest = variable.split("_", 2)
    return variable if number == 1 else f"{prefix}_{kind}_{number}_{rest}"


def _name(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}-{number}"


def _mail_server(read: Read, number: int) -> SmtpServer | None:
    variable = _numbered("HIKESHI_SMTP_URL", number)
    found = read(variable, partial(parse_smtp_url, variable=variable), None)
    return None if found is None else evolve(found, name=_name("smtp", number))


def _account(read: Read, number: int, daily_cap: int) -> TwilioAccount | None:
    prefix = _numbered("HIKESHI_TWILIO_", number)
    api_url = read(f"{prefix}API_URL", parse_api_url, None)
    found = account_of(
        api_url=api_url or API_URL,
        sid=read(f"{prefix}ACCOUNT_SID", parse_sid, None),
        auth_token=read(f"{prefix}AUTH_TOKEN", str, None),
        sender=read(f"{prefix}FROM", parse_sender, None),
        daily_cap=daily_cap,
        prefix=prefix,
    )
    if found is None and api_url is not None and number > 1:
        raise BadProviderError(f"{prefix}ACCOUNT_SID is not set, and {prefix}API_URL is")
    return None if found is None else evolve(found, name=_name("twilio", number))


def _in_order(kind: str, found: Sequence[Found | None]) -> tuple[Found, ...]:
    there = [each for each in found if each is not None]
    if there and found[0] is None:
        missing, given = variable_of(kind), variable_of(there[0].name)
        raise BadProviderError(f"{missing} is not set: what {given} says is a further one")
    for earlier, later in _pairs(there):
        if evolve(later, name=earlier.name) == earlier:
            raise BadProviderError(
                f"{variable_of(later.name)} says the same as {variable_of(earlier.name)}: "
                "it would stand in for itself"
            )
    return tuple(there)


def _pairs(there: Sequence[Found]) -> Iterator[tuple[Found, Found]]:
    for place, later in enumerate(there):
        for earlier in there[:place]:
            yield earlier, later
