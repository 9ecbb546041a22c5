"""Commands are imported when they are asked for."""

import gc

import pytest

from hikeshi_server.inbound.cli.lazy import collecting_rarely


@pytest.fixture(autouse=True)
def _collecting_as_before():
    """Other tests find garbage looked for as they would have."""
    before, enabled = gc.get_threshold(), gc.isenabled()
    yield
    gc.set_threshold(*before)
    (gc.enable if enabled else gc.disable)()


def test_garbage_is_looked_for_as_before_however_an_import_ends():
    """It is looked for rarely during an import; afterwards as before, also when that failed."""
    gc.enable()
    gc.set_threshold(700, 10, 10)
    with collecting_rarely():
        assert gc.get_threshold()[0] > 700
    assert gc.get_threshold() == (700, 10, 10)

    with pytest.raises(ImportError), collecting_rarely():
        raise ImportError
    assert gc.get_threshold() == (700, 10, 10)


def test_what_was_off_stays_off():
    """Whoever runs without looking for garbage is not made to."""
    gc.disable()
    with collecting_rarely():
        assert not gc.isenabled()

    assert not gc.isenabled()
