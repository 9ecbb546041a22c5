"""What alerts a silence, or a route, means."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from hikeshi.alerts.model.expressions import compile_expression
from hikeshi.kernel.errors import InvalidError, Sentence

#: Regular expressions are not tried on longer values: neither `=~` nor `!~` holds of them.
LONGEST_VALUE = 4_096
MOST_MATCHERS = 50


@frozen(kw_only=True)
class Matcher:
    """One condition on a label, in the shape of Alertmanager's API v2.

    Regular expressions are anchored, and a label that is missing has the empty value, both as in
    Alertmanager (https://prometheus.io/docs/alerting/latest/configuration/#matcher).

    Args:
        name: A label; or `service` (its key), `severity` or `title`, which an alert has wherever
            it has no label of that name.
        is_equal: False turns the condition round: `!=`, `!~`.
    """

    name: str
    value: str
    is_regex: bool = False
    is_equal: bool = True

    def __attrs_post_init__(self) -> None:
        if not self.name:
            raise InvalidError.at("/name", "must not be empty: the name of a label")
        if self.is_regex:
            try:
                compile_expression(self.value)
            except ValueError as error:
                raise InvalidError.at(
                    "/value", Sentence("as a regular expression {error}", error=error)
                ) from None

    def matches(self, values: Mapping[str, str]) -> bool:
        """Say whether the condition holds."""
        value = values.get(self.name, "")
        if not self.is_regex:
            return (value == self.value) is self.is_equal
        if len(value) > LONGEST_VALUE:
            return False
        return compile_expression(self.value).matches(value) is self.is_equal

    @property
    def matches_nothing_said(self) -> bool:
        """Whether it holds even of an alert without the label."""
        return self.matches({})

    def __str__(self) -> str:
        sign = (
            ("=~" if self.is_equal else "!~") if self.is_regex else "=" if self.is_equal else "!="
        )
        return f"{self.name}{sign}{self.value}"


def check_matchers(matchers: Iterable[Matcher]) -> None:
    """Refuse none and too many.

    Raises:
        InvalidError: Always naming the field.
    """
    count = len(tuple(matchers))
    if not 1 <= count <= MOST_MATCHERS:
        raise InvalidError.at(
            "/matchers", Sentence("must be 1 to {most}: what is meant", most=MOST_MATCHERS)
        )


def equal_to(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    """Return what holds of alerts with exactly these values."""
    return tuple(Matcher(name=name, value=value) for name, value in labels.items())


def all_match(matchers: Iterable[Matcher], values: Mapping[str, Any]) -> bool:
    """Say whether every condition holds."""
    return all(matcher.matches(values) for matcher in matchers)
