"""Tokens of forms, and where one may go."""

import pytest

from hikeshi_server.inbound.console.forms import (
    TOKEN_FIELD,
    FormRefusedError,
    FormTokens,
    safe_next,
)

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_token_belongs_to_its_subject():
    """One session's token is no other's."""
    tokens = FormTokens((NEW,))

    tokens.check("session 1", {TOKEN_FIELD: tokens.make("session 1")})
    for given in ("", "x", "é", tokens.make("session 2"), tokens.make("session 1") + "0"):
        with pytest.raises(FormRefusedError):
            tokens.check("session 1", {TOKEN_FIELD: given})
    with pytest.raises(FormRefusedError):
        tokens.check("session 1", {})


def test_a_form_opened_before_a_key_was_changed_still_counts():
    """The older key is accepted until it is taken away."""
    form = {TOKEN_FIELD: FormTokens((OLD,)).make("s")}

    FormTokens((NEW, OLD)).check("s", form)
    with pytest.raises(FormRefusedError):
        FormTokens((NEW,)).check("s", form)


@pytest.mark.parametrize("target", ["/", "/incidents/7", "/incidents?status=triggered&cursor=a"])
def test_paths_of_ours_are_kept(target):
    """Signing in leads back to the page one wanted."""
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "x", "//x", "///x", "/\\x", "http://x", "/a b", "/a\x00", "/\n/x", "/sign-in"],
)
def test_everything_else_is_the_board(target):
    """No address leads out of the site."""
    assert safe_next(target) == "/"
