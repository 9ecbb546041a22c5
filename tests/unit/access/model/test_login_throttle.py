"""Guessing gets slow, and nobody locks anybody else out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.access.world import START

from hikeshi.access.model.login_throttle import (
    FORGOTTEN_AFTER,
    KNOWN_FOR,
    WITH_ADDRESS,
    WITH_KNOWN,
    WITH_STRANGERS,
    LoginThrottle,
    throttle_keys,
    wait_for,
)

NOTHING = timedelta(0)
OWNER, OWNERS_ADDRESS = "owner@example.org", "192.0.2.1"
attackers = st.tuples(
    st.sampled_from([OWNER, "Owner@Example.org", "nobody@example.org"]),
    st.sampled_from(["198.51.100.7", "192.0.2.2", "192.0.2.10", "2001:db8::1", "unix"])
    | st.ip_addresses(v=4).map(str).filter(lambda address: address != OWNERS_ADDRESS),
    st.sampled_from([0, 0, 0, 1, 30, 3600]),
)


class Counts:
    """The throttle as a whole, without a database."""

    def __init__(self):
        self.kept, self.now = {}, START

    def both(self, email, address):
        """Return the counts an attempt is about."""
        return [self.kept.get(key, LoginThrottle(key=key)) for key in throttle_keys(email, address)]

    def attempt(self, email, address, *, right=False):
        """Try once; return how long the attempt would have had to wait."""
        pair, network = self.both(email, address)
        wait = wait_for(pair, network, self.now)
        if wait == NOTHING:
            pair, network = pair.charged(self.now), network.charged(self.now)
            if right:
                pair, network = pair.trusted(self.now), network.refunded()
            self.kept |= {pair.key: pair, network.key: network}
        return wait


@given(st.lists(attackers, min_size=10, max_size=80))
def test_attackers_elsewhere_never_make_the_owner_wait(attempts):
    """Whatever is tried from other addresses, the owner comes in at once from theirs."""
    counts = Counts()
    for email, address, seconds in attempts:
        counts.attempt(email, address)
        counts.now += timedelta(seconds=seconds)

    assert counts.attempt(OWNER, OWNERS_ADDRESS, right=True) == NOTHING


@given(st.integers(0, 300), st.integers(1, 40))
def test_attackers_behind_a_known_address_cost_the_owner_half_a_minute_at_most(failures, others):
    """Where the owner's password was right before, waits stay short, whoever shares the address."""
    counts = Counts()
    counts.attempt(OWNER, OWNERS_ADDRESS, right=True)
    for number in range(failures):
        counts.attempt(OWNER, OWNERS_ADDRESS)
        counts.attempt(f"other-{number % others}@example.org", OWNERS_ADDRESS)

    assert counts.attempt(OWNER, OWNERS_ADDRESS, right=True) <= WITH_KNOWN.longest


def test_a_known_account_does_not_suffer_from_others_behind_its_address():
    """An office full of wrong passwords leaves those alone who signed in there before."""
    counts = Counts()
    counts.attempt(OWNER, OWNERS_ADDRESS, right=True)
    for number in range(100):
        counts.attempt(f"other-{number}@example.org", OWNERS_ADDRESS)

    assert counts.attempt("new@example.org", OWNERS_ADDRESS) > NOTHING
    assert counts.attempt(OWNER, OWNERS_ADDRESS) == NOTHING


@given(st.integers(1, 60))
def test_a_day_of_guessing_from_one_address_stays_a_few_guesses(step):
    """However eager, an attacker at one address gets little more than a hundred looks a day."""
    counts = Counts()
    looked_at = 0
    while counts.now < START + FORGOTTEN_AFTER:
        looked_at += counts.attempt(OWNER, "198.51.100.7") == NOTHING
        counts.now += timedelta(seconds=step * 60)

    assert looked_at <= WITH_STRANGERS.free + 12 + FORGOTTEN_AFTER / WITH_STRANGERS.longest


def test_many_accounts_from_one_address_are_counted_together():
    """Trying one password on every account gets slow as well."""
    counts = Counts()
    waits = [counts.attempt(f"user-{n}@example.org", "198.51.100.7") for n in range(40)]

    assert waits[: WITH_ADDRESS.free] == [NOTHING] * WITH_ADDRESS.free
    assert waits[-1] > NOTHING


def test_signing_in_does_not_launder_an_address():
    """An own account at hand gives an attacker no fresh tries on others."""
    counts = Counts()
    for number in range(40):
        counts.attempt("mine@example.org", "198.51.100.7", right=True)
        counts.attempt(f"user-{number}@example.org", "198.51.100.7")

    assert counts.attempt("user-x@example.org", "198.51.100.7") > NOTHING


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (9, 16), (14, 512), (15, 900)]
)
def test_waits_double_up_to_their_longest(failures, seconds):
    """Five failures are free, then a second, doubled each time, at most fifteen minutes."""
    assert WITH_STRANGERS.wait(failures) == timedelta(seconds=seconds)
    assert WITH_STRANGERS.wait(10**9) == timedelta(minutes=15)


def test_failures_are_forgotten_after_a_day():
    """Somebody who mistyped yesterday starts anew."""
    throttle = LoginThrottle(key="pair:x", failures=50, last_at=START)

    assert throttle.failures_at(START + FORGOTTEN_AFTER - timedelta(seconds=1)) == 50
    assert throttle.charged(START + FORGOTTEN_AFTER).failures == 1


def test_a_known_address_is_forgotten_after_ninety_days():
    """Trust in an address does not last for ever."""
    throttle = LoginThrottle(key="pair:x").trusted(START)

    assert throttle.is_known(START + KNOWN_FOR - timedelta(seconds=1))
    assert not throttle.is_known(START + KNOWN_FOR)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_addresses_of_one_customer_are_one(one, other):
    """An IPv6 /64 counts as one address, and a mapped IPv4 address as itself."""
    assert throttle_keys(OWNER, one) == throttle_keys(OWNER, other)


def test_keys_tell_neither_account_nor_address():
    """What is kept is digests, and different things have different ones."""
    pair, network = throttle_keys(OWNER, OWNERS_ADDRESS)

    assert OWNER not in pair
    assert OWNERS_ADDRESS not in pair + network
    assert pair != throttle_keys("ana@example.org", OWNERS_ADDRESS)[0]
    assert pair == throttle_keys(" OWNER@example.org ", OWNERS_ADDRESS)[0]
    assert throttle_keys(OWNER, "unix")[1] != network
