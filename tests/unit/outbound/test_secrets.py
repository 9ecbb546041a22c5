"""Secrets are sealed, opened, found again, and survive the rotation of keys."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi_server.outbound.secrets import (
    BadSecretKeysError,
    SealBrokenError,
    Vault,
    derive_key,
    parse_secret_keys,
)

OLD, NEW = bytes(range(32)), bytes(range(32, 80))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(max_size=20))
def test_what_was_sealed_opens_again(text: str, context: str) -> None:
    """Any text comes back from its seal, and no part of it can be read there."""
    context = context.encode("utf-8", "replace").decode()
    sealed = Vault([OLD]).seal(text, context)

    assert Vault([OLD]).open(sealed, context) == text
    assert sealed.isascii()
    assert len(text) < 8 or text not in sealed


def test_two_seals_of_one_text_differ() -> None:
    """Nobody sees from the seals that two secrets are equal."""
    vault = Vault([OLD])

    assert vault.seal("x", "a") != vault.seal("x", "a")


def test_rotation_keeps_old_seals_open_and_shows_which_are_old() -> None:
    """A new first key seals; what the old one sealed opens as long as that key is listed."""
    sealed = Vault([OLD]).seal("s3cret", "integration:1")
    both = Vault([NEW, OLD])

    assert both.open(sealed, "integration:1") == "s3cret"
    assert (both.is_current(sealed), both.is_current(both.seal("x", "c"))) == (False, True)
    with pytest.raises(SealBrokenError, match="add that key again"):
        Vault([NEW]).open(sealed, "integration:1")


@pytest.mark.parametrize("change", ["context", "text", "key id", "no seal", "short"])
def test_a_seal_that_does_not_fit_stays_closed(change: str) -> None:
    """Another context, a changed byte or another key id: nothing is returned."""
    vault, context = Vault([OLD, NEW]), "contact_method:1"
    sealed = vault.seal("s3cret", context)
    version, key_id, body = sealed.split(".")
    other_id = Vault([NEW]).seal("x", context).split(".")[1]
    broken = {
        "context": sealed,
        "text": f"{version}.{key_id}.{'B' if body[0] == 'A' else 'A'}{body[1:]}",
        "key id": f"{version}.{other_id}.{body}",
        "no seal": "s3cret",
        "short": f"{version}.{key_id}.AAAA",
    }[change]

    with pytest.raises(SealBrokenError):
        vault.open(broken, "contact_method:2" if change == "context" else context)


def test_digests_find_what_any_key_digested() -> None:
    """A look-up by all digests finds rows written before and after a rotation."""
    before = Vault([OLD]).digest("key-1")
    rotated = Vault([NEW, OLD])

    assert before in rotated.digests("key-1")
    assert rotated.digest("key-1") == rotated.digests("key-1")[0] != before
    assert before not in rotated.digests("key-2")


def test_each_use_has_its_own_key() -> None:
    """Keys derived for different uses have nothing in common."""
    assert derive_key(OLD, "sealing") != derive_key(OLD, "digest") != OLD


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(NEW).decode(),
        base64.urlsafe_b64encode(NEW).decode().rstrip("="),
        NEW.hex(),
        NEW.hex().upper(),
    ],
)
def test_keys_are_read_in_base64_and_hex(text: str) -> None:
    """Base64, its form for URLs and hex are understood; the order stays."""
    assert parse_secret_keys(f" {text} , {OLD.hex()},") == (NEW, OLD)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no key"),
        (" , ", "no key"),
        ("correct horse battery staple", "neither base64 nor hex"),
        (OLD.hex() + ",ü", "key 2 is neither"),
        (OLD[:31].hex(), "31 bytes"),
        ("00" * 32, "not random"),
        (f"{OLD.hex()},{OLD.hex()}", "twice"),
    ],
)
def test_bad_keys_are_refused_without_showing_them(text: str, reason: str) -> None:
    """The error names the variable, the place, the reason and the remedy, never a key."""
    with pytest.raises(BadSecretKeysError, match=reason) as caught:
        parse_secret_keys(text)

    assert caught.value.detail.startswith("HIKESHI_SECRET_KEYS ")
    assert "openssl rand" in caught.value.detail
    assert not any(
        part and part in caught.value.detail for part in text.replace(" ", "").split(",")
    )
