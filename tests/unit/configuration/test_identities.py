"""Tests of `hikeshi.configuration.identities`."""

from uuid import RFC_4122

from hikeshi.configuration.identities import (
    contact_method_id,
    integration_key,
    route_id,
    team_id,
    user_id,
)


def test_identities_are_version_8():
    """An identity made from a key is a UUID of version 8 (RFC 9562, section 5.8)."""
    for found in (user_id("ana"), contact_method_id("ana", "phone", 3), route_id(0)):
        assert (found.version, found.variant) == (8, RFC_4122)


def test_kinds_do_not_mix():
    """A person and a team of the same key are two things."""
    assert user_id("sre") != team_id("sre")


def test_an_identity_never_changes():
    """The identity of a key is the same in every release: rehearsals compare by it."""
    assert str(user_id("ana")) == "93e69d25-10cb-8597-a530-947b5d693b26"


def test_an_integration_key_is_what_senders_expect():
    """A key in memory has the 32 characters PagerDuty clients insist on."""
    assert len(integration_key("alertmanager")) == 32
