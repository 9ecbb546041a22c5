"""What may be asked of an API token, and when it lives."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.access.world import ANA, START, person

from hikeshi.access.model.api_token import LONGEST_LIFE, USUAL_LIFE, ApiTokenDraft
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ApiTokenId

ID = ApiTokenId(UUID(int=7))


def token(draft, by=None):
    """The token of that draft."""
    return draft.token(ID, "hik_shown", "hik_shownsecret", by=by or person(ANA), now=START)


def test_a_token_ends_after_ninety_days_unless_said_otherwise():
    """The usual life is ninety days, and the instant of the end is outside it."""
    made = token(ApiTokenDraft(name="ci"))

    assert made.expires_at == START + USUAL_LIFE
    assert made.is_alive(made.expires_at - timedelta(seconds=1))
    assert not made.is_alive(made.expires_at)


@pytest.mark.parametrize("life", [timedelta(0), timedelta(days=-1), LONGEST_LIFE * 2])
def test_an_end_in_the_past_or_far_away_is_refused(life):
    """A token ends within a year from now."""
    with pytest.raises(InvalidError) as refused:
        token(ApiTokenDraft(name="ci", expires_at=START + life))

    assert refused.value.faults[0].pointer == "/expires_at"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_token_needs_a_name_of_sensible_length(name):
    """Somebody has to know later what it was for."""
    with pytest.raises(InvalidError) as refused:
        token(ApiTokenDraft(name=name))

    assert refused.value.faults[0].pointer == "/name"


def test_scopes_are_sorted_and_named_once():
    """The same scopes are the same token, however they were listed."""
    wanted = (Permission.RESPOND, Permission.READ, Permission.READ)

    assert token(ApiTokenDraft(name="ci", scopes=wanted)).scopes == (
        Permission.READ,
        Permission.RESPOND,
    )


@pytest.mark.parametrize("scopes", [(), (Permission.RESPOND,), None])
def test_nobody_gives_scopes_they_do_not_have(scopes):
    """Whoever is limited cannot make a token that is less so; and no scope at all is a mistake."""
    limited = person(ANA, scopes=frozenset({"read"}))

    with pytest.raises(InvalidError) as refused:
        token(ApiTokenDraft(name="ci", scopes=scopes), limited)

    assert refused.value.faults[0].pointer == "/scopes"


def test_only_people_have_tokens():
    """The system acts without one."""
    with pytest.raises(InvalidError):
        token(ApiTokenDraft(name="ci"), SYSTEM)


def test_a_revoked_token_is_over_and_shows_no_digest():
    """Revoking ends it, twice is once, and printing it tells nothing that opens it."""
    revoked = token(ApiTokenDraft(name="ci")).revoked(START)

    assert not revoked.is_alive(START)
    assert revoked.revoked(START + timedelta(days=1)) is revoked
    assert "digest" not in repr(revoked)
