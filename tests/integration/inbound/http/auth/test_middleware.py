"""Who calls is found out before anything else."""

import pytest
from tests.unit.access.world import ANA


async def test_without_a_credential_one_is_nobody(site):
    """Open addresses answer, others ask to sign in."""
    assert (await site.ask("GET", "/page")).json == {"actor": None}

    refused = await site.ask("POST", "/page")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="hikeshi"'


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer hik_unknown",
        "Bearer hks_a.b",
        "Basic YW5hOng=",
        "bearer é",
        "",
    ],
)
async def test_a_bad_credential_is_refused_even_where_none_is_needed(site, header):
    """401 with a challenge: a client with a broken token must not believe it is signed in."""
    answer = await site.ask("GET", "/page", headers={"Authorization": header})

    assert answer.status_code == 401
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("path", ["/v2/enqueue", "/integrations/generic/key", "/livez"])
async def test_doors_with_keys_of_their_own_are_left_alone(site, path):
    """What a sender puts into Authorization is between it and its integration."""
    answer = await site.ask("POST", path, headers={"Authorization": "GenieKey abc"})

    assert answer.status_code == 404


async def test_somebody_deactivated_is_refused_at_once(site):
    """Access token and API token stop with the next request."""
    token = await site.token()
    made = await site.ask("POST", "/api/v1/api-tokens", token=token, json={"name": "ci"})
    await site.world.deactivate(ANA)

    for each in (token, made.json["token"]):
        assert (await site.ask("GET", "/api/v1/me", token=each)).status_code == 401


async def test_no_secret_reaches_the_log(site, capsys, caplog):
    """Tokens and passwords of a whole visit are in no line, whatever goes wrong."""
    login = (await site.login()).json
    made = (
        await site.ask(
            "POST", "/api/v1/api-tokens", token=login["access_token"], json={"name": "ci"}
        )
    ).json
    await site.login(password="a wrong guess")
    await site.ask("GET", "/api/v1/me", token=made["token"] + "x")
    await site.ask("POST", "/api/v1/auth/refresh", json={"refresh_token": login["refresh_token"]})
    written = "".join(capsys.readouterr()) + caplog.text

    for secret in (*login.values(), made["token"], "a wrong guess", "correct horse battery"):
        assert str(secret) == "Bearer" or str(secret) == "900" or str(secret) not in written
