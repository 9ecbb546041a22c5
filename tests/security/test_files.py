"""Other users of the machine look into none of our files."""

import os

import pytest
from attrs import evolve

from hikeshi_server.wiring.secret_keys import FILE_NAME, secret_keys
from hikeshi_server.wiring.settings import read_settings


@pytest.fixture
def _open_to_all():
    """A machine whose users share everything unless told otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_to_all")
def test_the_data_directory_is_listed_by_nobody_else(tmp_path):
    """It is made 0700, or as root 0711 so that the database's user passes; its keys are 0600."""
    folder = tmp_path / "data"

    secret_keys(evolve(read_settings({}), data_dir=folder))

    assert folder.stat().st_mode & 0o066 == 0
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600
