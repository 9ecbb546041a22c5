"""argon2id, with today's parameters, in threads."""

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from hikeshi_server.outbound.passwords import Argon2PasswordHasher

CHEAP = Argon2PasswordHasher(time_cost=1, memory_kib=64, lanes=1)


async def test_the_usual_parameters_are_those_of_the_standard():
    """RFC 9106's second recommendation: 64 MiB, three passes, four lanes, argon2id."""
    parameters = extract_parameters(await Argon2PasswordHasher().hash("x"))

    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (65_536, 3, 4)


async def test_other_parameters_are_outdated():
    """What was hashed with less is to be hashed anew at the next sign-in."""
    weaker = PasswordHasher(time_cost=1, memory_cost=32, parallelism=1).hash("x")

    assert CHEAP.is_outdated(weaker)
    assert await CHEAP.verify(weaker, "x")


async def test_nobodys_password_costs_a_hash_of_the_same_parameters():
    """An unknown account is compared with a hash that takes as long as a real one."""
    real, nobodys = await CHEAP.hash("x"), CHEAP._of_nobody

    assert extract_parameters(real) == extract_parameters(nobodys)


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$v=19$broken", "$2b$12$bcrypt"])
async def test_a_broken_hash_fits_nothing(kept):
    """Whatever stands there instead of a hash lets nobody in."""
    assert not await CHEAP.verify(kept, "x")


async def test_the_loop_goes_on_while_it_hashes():
    """Paging does not wait for passwords."""
    slow = Argon2PasswordHasher(time_cost=3, memory_kib=65_536, lanes=1)
    hashing = asyncio.ensure_future(slow.hash("x"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 10
