"""What a subscription wants, and what a draft of one must say."""

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi.subscriptions.errors import NoOlderSecretError
from hikeshi.subscriptions.model.subscription import SubscriptionDraft
from hikeshi.testing.builders import a_subscription


@pytest.mark.parametrize(
    ("types", "name", "wanted"),
    [
        (("incident.*",), "incident.resolved", True),
        (("incident.*",), "alert.resolved", False),
        (("alert.opened", "incident.resolved"), "incident.resolved", True),
        (("incident.resolved",), "incident.resolved_twice", False),
    ],
)
def test_it_wants_names_and_families(types, name, wanted):
    """A type is a name or a whole family, and nothing that merely begins alike."""
    assert a_subscription(types=types).wants(name) is wanted


def test_secrets_change_over_with_an_overlap():
    """A new secret stands in front; the older ones sign until they are removed."""
    rotated = a_subscription(secrets=("old",)).rotated("new")

    assert rotated.secrets == ("new", "old")
    assert rotated.without_older_secrets().secrets == ("new",)
    with pytest.raises(NoOlderSecretError):
        rotated.without_older_secrets().without_older_secrets()


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("name", " ", "/name"),
        ("name", "x" * 256, "/name"),
        ("url", "ftp://example.org", "/url"),
        ("url", "example.org", "/url"),
        ("url", "https://example.org/" + "x" * 2000, "/url"),
        ("types", (), "/types"),
        ("types", ("incident.*", "*"), "/types/1"),
        ("types", ("Incident.*",), "/types/0"),
    ],
)
def test_a_draft_names_what_is_wrong(field, value, pointer):
    """What cannot be used is refused with its place."""
    good = {"name": "Lake", "url": "https://example.org", "types": ("incident.*",)}
    with pytest.raises(InvalidError) as refused:
        SubscriptionDraft(**{**good, field: value})

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
