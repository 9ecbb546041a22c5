"""Commands are imported when they are asked for."""

import gc

import pytest

from hikeshi_server.inbound.cli.lazy import without_collecting


@pytest.fixture(autouse=True)
def _collecting_as_before():
    """Other tests find garbage looked for, or not, as they would have."""
    before = gc.isenabled()
    yield
    (gc.enable if before else gc.disable)()


def test_garbage_is_looked_for_again_however_an_import_ends():
    """Nothing is collected during an import; afterwards it is, also when the import failed."""
    gc.enable()
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()

    with pytest.raises(ImportError), without_collecting():
        raise ImportError
    assert gc.isenabled()


def test_what_was_off_stays_off():
    """Whoever runs without looking for garbage is not made to."""
    gc.disable()
    with without_collecting():
        pass

    assert not gc.isenabled()
