"""Which passwords may be chosen."""

import pytest
from tests.unit.access.world import ANA, START

from hikeshi.access.errors import WeakPasswordError
from hikeshi.access.model.credential import LONGEST_PASSWORD, Credential, check_password


@pytest.mark.parametrize("password", ["long enough it is", "x" * 11 + "y", "あ" * 11 + "い"])
def test_a_password_of_twelve_characters_will_do(password):
    """Length is asked for, and no rules of composition."""
    assert check_password(password, "ana@example.org") == password


@pytest.mark.parametrize(
    "password",
    ["", "eleven char", "x" * 12, "x" * LONGEST_PASSWORD + "y", "Ana@Example.org"],
)
def test_a_password_too_easy_or_too_long_is_refused(password):
    """Short, endless, monotonous passwords and one's own address are refused at their field."""
    with pytest.raises(WeakPasswordError) as refused:
        check_password(password, "ana@example.org")

    assert refused.value.faults[0].pointer == "/new_password"
    assert not password or password not in refused.value.detail


def test_a_credential_does_not_show_its_hash():
    """Whatever prints a credential prints no hash."""
    assert "$argon2" not in repr(Credential(user_id=ANA, hash="$argon2id$x", changed_at=START))
