"""Tests of whom the organisation pages in the end."""

from datetime import timedelta

import pytest
from tests.unit.teams.office import Office

from hikeshi.flow.changing_last_resort import ChangeLastResort
from hikeshi.incidents.model.escalation_policy import RepeatedPage, Target, TargetKind
from hikeshi.kernel.errors import ForbiddenError


def a_page(office, who):
    """Somebody, every hour."""
    target = Target(TargetKind.USER, office.users[who].id, who)
    return RepeatedPage(targets=(target,), every=timedelta(hours=1))


class TestChangeLastResort:
    """`ChangeLastResort`."""

    def test_it_is_kept_and_told(self):
        """The new last resort is there, one version on, and the fact names what changed."""
        office = Office()
        wanted = a_page(office, "olga")
        made = office.do(ChangeLastResort(), wanted)

        assert (made.last_resort, made.version) == (wanted, 2)
        assert office.run(lambda work: work.organisation.get()) == made
        assert office.facts() == [("ObjectChanged", "organisation", ("last_resort",))]

    def test_the_same_again_changes_nothing(self):
        """No version and no fact for what is so already."""
        office = Office()
        made = office.do(ChangeLastResort(), a_page(office, "olga"))

        assert office.do(ChangeLastResort(), a_page(office, "olga")) == made
        assert len(office.facts()) == 1

    def test_silence_is_a_choice(self):
        """Nothing takes it away."""
        office = Office()
        office.do(ChangeLastResort(), a_page(office, "olga"))

        assert office.do(ChangeLastResort(), None).last_resort is None

    def test_only_who_administers(self):
        """A responder is refused, and nothing changes."""
        office = Office()
        with pytest.raises(ForbiddenError):
            office.do(ChangeLastResort(), a_page(office, "rosa"), by="rosa")

        assert office.facts() == []
