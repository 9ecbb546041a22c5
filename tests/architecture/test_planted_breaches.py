"""The breaches of `make breaches` fit the code: it moves on, and they have to follow."""

import re

import pytest

from tests.architecture.source import ROOT
from tests.mutation.breach import Breach
from tests.mutation.breaches import BREACHES


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.rule)
def test_a_breach_can_be_planted_and_has_its_test(breach: Breach) -> None:
    """What it replaces stands in the file exactly once, and the test it names is there."""
    assert breach.new in breach.source(ROOT)
    file, *_, name = breach.test.split("::")
    assert re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8"))
