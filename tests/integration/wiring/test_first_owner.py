"""The first owner's password: from the settings, or made up and told once."""

import stat

import pytest
from attrs import evolve
from tests.unit.access.world import HOME, World, world_of_two

from hikeshi_server.wiring.first_owner import FILE_NAME, make_first_owner
from hikeshi_server.wiring.settings import BadSettingError, Settings

MADE_UP = "dozuku-mafuje-wifezi-hipazi"


def settings(tmp_path, **changes):
    """Settings with a data directory of their own, not there yet."""
    return evolve(Settings(data_dir=tmp_path / "data"), **changes)


async def test_a_made_up_password_is_in_a_file_for_its_owner_only(tmp_path, capsys, caplog):
    """Mode 0600, in the data directory, in no log and in no repr."""
    world = World()

    owner = await make_first_owner(world.first_start, settings(tmp_path), lambda: MADE_UP)

    assert owner.password_file == tmp_path / "data" / FILE_NAME
    assert stat.S_IMODE(owner.password_file.stat().st_mode) == 0o600
    assert owner.password_file.read_text() == MADE_UP + "\n"
    assert MADE_UP not in repr(owner) + "".join(capsys.readouterr()) + caplog.text
    assert await world.signing_in.open(email=owner.email, password=MADE_UP, device=HOME)


async def test_a_given_password_is_written_nowhere(tmp_path):
    """The owner is who the settings say."""
    world = World()
    given = settings(tmp_path, admin_email="boss@example.org", admin_password="a good password")

    owner = await make_first_owner(world.first_start, given, lambda: MADE_UP)

    assert (owner.email, owner.password, owner.password_file) == ("boss@example.org", None, None)
    assert not given.data_dir.exists()
    assert await world.signing_in.open(
        email="boss@example.org", password="a good password", device=HOME
    )


async def test_a_later_start_makes_nobody_and_no_file(tmp_path):
    """Where people are, nothing happens."""
    world = await world_of_two()

    assert await make_first_owner(world.first_start, settings(tmp_path), lambda: MADE_UP) is None
    assert not (tmp_path / "data").exists()


async def test_a_start_after_a_crash_takes_the_password_that_was_written(tmp_path):
    """The file came before the owner: what it says is what opens."""
    world = World()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / FILE_NAME).write_text(MADE_UP + "\n")

    owner = await make_first_owner(world.first_start, settings(tmp_path), lambda: "another one")

    assert owner.password == MADE_UP
    assert await world.signing_in.open(email=owner.email, password=MADE_UP, device=HOME)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"admin_password": "short"}, "HIKESHI_ADMIN_PASSWORD"),
        ({"admin_password": "long enough", "admin_email": "boss"}, "HIKESHI_ADMIN_EMAIL"),
    ],
)
async def test_a_wrong_setting_is_named(tmp_path, changes, name):
    """One line with the variable, what is wrong, and not the password."""
    with pytest.raises(BadSettingError) as refused:
        await make_first_owner(World().first_start, settings(tmp_path, **changes), lambda: MADE_UP)

    assert refused.value.detail.startswith(name)
    assert changes["admin_password"] not in refused.value.detail


async def test_a_data_directory_that_cannot_be_written_is_named(tmp_path):
    """Without a place for the password nobody is made."""
    world = World()
    (tmp_path / "data").write_text("a file is in the way")

    with pytest.raises(BadSettingError, match="HIKESHI_DATA_DIR"):
        await make_first_owner(world.first_start, settings(tmp_path), lambda: MADE_UP)
    assert await world.first_start.is_needed()
