"""Only what we signed is believed, for as long as it says."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWK

from hikeshi.access.ports import AccessClaims
from hikeshi.kernel.conversion import parse_instant
from hikeshi.kernel.ids import SessionId, UserId
from hikeshi_server.outbound.tokens import JwtAccessTokens
from hikeshi_server.outbound.tokens.signing_keys import KEY_LIFE, SigningKeys

NOW = parse_instant("2026-01-05T09:00:00Z")
URL = "https://hikeshi.example.org"
KEY, OLD_KEY = b"k" * 32, b"o" * 32
CLAIMS = AccessClaims(
    user_id=UserId(UUID(int=1)),
    session_id=SessionId(UUID(int=2)),
    expires_at=NOW + timedelta(minutes=15),
)
KEYS = SigningKeys([KEY])
TOKENS = JwtAccessTokens(KEYS, URL)
GOOD = TOKENS.issue(CLAIMS, NOW)


def payload(**changes):
    """What a good token says, with changes."""
    said = jwt.decode(GOOD, options={"verify_signature": False})
    return {name: value for name, value in {**said, **changes}.items() if value is not None}


def header(**changes):
    """The header of a good token, with changes."""
    return {**jwt.get_unverified_header(GOOD), **changes}


def signed(said, head, key=None):
    """A token signed with our own key, unless another is given."""
    return jwt.encode(said, key or KEYS.current(NOW).private, head["alg"], head)


def part(value):
    """One part of a token, by hand."""
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_good_token_is_believed():
    """The way the forgeries below are made yields a believed token when nothing is forged."""
    assert TOKENS.read(signed(payload(), header()), NOW) == CLAIMS


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "ES256", "EdDSA"])
def test_no_signature_no_belief(algorithm):
    """Whatever algorithm the header names, an empty signature is none."""
    forged = f"{part(header(alg=algorithm))}.{part(payload())}."

    assert TOKENS.read(forged, NOW) is None


def test_the_public_key_is_no_shared_secret():
    """A token signed by HMAC with our published key is not believed."""
    public = KEYS.current(NOW).public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    forged = signed(payload(), header(alg="HS256"), public)

    assert TOKENS.read(forged, NOW) is None


def test_the_key_of_somebody_else_is_no_key():
    """Signed with another key under our key's name, or with another kind of key."""
    for key, algorithm in (
        (Ed25519PrivateKey.generate(), "EdDSA"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
    ):
        assert TOKENS.read(signed(payload(), header(alg=algorithm), key), NOW) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "other"},
        {"kid": ""},
        {"kid": "../../dev/null"},
        {"typ": "JWT"},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}, "kid": "x"},
        {"jku": "https://evil.example/jwks.json", "kid": "x"},
    ],
)
def test_the_header_chooses_nothing_but_one_of_our_keys(changes):
    """Another key id, another type and keys brought along are not believed."""
    assert TOKENS.read(signed(payload(), header(**changes)), NOW) is None


def test_a_key_id_that_is_no_text_is_refused():
    """A header of the wrong shape is no crash."""
    forged = f"{part(header(kid=['x']))}.{part(payload())}.{GOOD.split('.')[2]}"

    assert TOKENS.read(forged, NOW) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"sub": None},
        {"sub": "ana"},
        {"sid": None},
        {"sid": 7},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 10**30},
        {"iat": None},
        {"nbf": 4_000_000_000},
    ],
)
def test_every_claim_has_to_be_right(changes):
    """Even under our own signature a claim that is missing or wrong is not believed."""
    assert TOKENS.read(signed(payload(**changes), header()), NOW) is None


def test_a_token_ends_at_its_end():
    """There is no grace."""
    assert TOKENS.read(GOOD, CLAIMS.expires_at - timedelta(seconds=1)) == CLAIMS
    assert TOKENS.read(GOOD, CLAIMS.expires_at) is None


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_changed_part_breaks_it(number):
    """Header, claims and signature belong together."""
    parts = GOOD.split(".")
    raw = bytearray(urlsafe_b64decode(parts[number] + "=="))
    raw[len(raw) // 2] ^= 1
    parts[number] = urlsafe_b64encode(raw).decode().rstrip("=")

    assert TOKENS.read(".".join(parts), NOW) is None


def test_another_installation_believes_nothing_of_ours():
    """Other secret keys, other signing keys."""
    assert JwtAccessTokens(SigningKeys([OLD_KEY]), URL).read(GOOD, NOW) is None


def test_keys_rotate_and_old_signatures_last_their_time():
    """Every month signs with a key of its own, and its neighbours are believed."""
    life = timedelta(seconds=KEY_LIFE)
    later = NOW + life
    end = later + timedelta(minutes=5)
    bridging = TOKENS.issue(AccessClaims(**{**vars_of(CLAIMS), "expires_at": end}), NOW)

    assert KEYS.current(NOW).id != KEYS.current(later).id
    assert KEYS.current(later).id in KEYS.believed(NOW)
    assert TOKENS.read(bridging, later) is not None
    assert KEYS.current(NOW).id not in KEYS.believed(NOW + 2 * life)


def vars_of(claims):
    """The fields of claims."""
    return {"user_id": claims.user_id, "session_id": claims.session_id}


def test_a_new_secret_key_signs_and_the_old_one_is_believed():
    """Rotating HIKESHI_SECRET_KEYS signs nobody out."""
    old = JwtAccessTokens(SigningKeys([OLD_KEY]), URL)
    both = JwtAccessTokens(SigningKeys([KEY, OLD_KEY]), URL)

    assert both.read(old.issue(CLAIMS, NOW), NOW) == CLAIMS
    assert old.read(both.issue(CLAIMS, NOW), NOW) is None
    assert TOKENS.read(both.issue(CLAIMS, NOW), NOW) == CLAIMS


def test_all_processes_have_the_same_keys():
    """They are derived: nothing has to be stored or told."""
    assert JwtAccessTokens(SigningKeys([KEY]), URL).read(GOOD, NOW) == CLAIMS


def test_the_published_key_checks_the_signature():
    """A client of ours can check a token with the key set alone."""
    keys = {key["kid"]: key for key in TOKENS.key_set(NOW)["keys"]}
    key = PyJWK(keys[header()["kid"]])

    options = {"verify_exp": False}
    said = jwt.decode(GOOD, key, ["EdDSA"], audience="hikeshi", issuer=URL, options=options)

    assert said["sub"] == str(CLAIMS.user_id)
    assert all("d" not in each for each in keys.values())


def test_keys_do_not_print_themselves():
    """Whatever prints a signing key prints its public name only."""
    assert "Private" not in repr(KEYS.current(NOW))
