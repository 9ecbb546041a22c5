"""An API token is made by a person who is signed in, and shown once."""

import pytest
from tests.unit.access.world import ANA, person, world_of_two

from hikeshi.access.errors import SessionRequiredError
from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.access.use_cases.create_api_token import CreateApiToken
from hikeshi.kernel.authorization import Permission


async def test_the_secret_is_kept_nowhere():
    """The store and the events hold digest and prefix; the answer does not print the secret."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci", scopes=(Permission.READ,)))
    kept = repr(world.store.api_tokens.rows) + repr(world.events) + repr(made)

    assert made.secret.startswith(made.token.prefix)
    assert made.secret not in kept
    assert made.secret.removeprefix(made.token.prefix) not in kept
    assert world.happened() == ["SignedIn", "ApiTokenCreated"]


async def test_a_token_makes_no_token():
    """One that leaked must not outlive its revocation."""
    world = await world_of_two()

    with pytest.raises(SessionRequiredError):
        await world.run(
            CreateApiToken(world.secrets), ApiTokenDraft(name="x"), by=person(ANA), session_id=None
        )
