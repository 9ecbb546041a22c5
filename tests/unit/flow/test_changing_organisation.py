"""Tests of whom the organisation pages in the end."""

from datetime import timedelta

import pytest
from tests.unit.teams.office import Office

from hikeshi.flow.changing_organisation import ChangeOrganisation
from hikeshi.flow.directory import Organisation
from hikeshi.incidents.model.escalation_policy import RepeatedPage, Target, TargetKind
from hikeshi.kernel.errors import ForbiddenError
from hikeshi.notifications.model.bundling import Bundling


def a_page(office, who):
    """Somebody, every hour."""
    target = Target(TargetKind.USER, office.users[who].id, who)
    return RepeatedPage(targets=(target,), every=timedelta(hours=1))


def wishing(office, who):
    """An organisation with that last resort."""
    return Organisation(last_resort=a_page(office, who))


class TestChangeOrganisation:
    """`ChangeOrganisation`."""

    def test_it_is_kept_and_told(self):
        """The new last resort is there, one version on, and the fact names what changed."""
        office = Office()
        wanted = a_page(office, "olga")
        made = office.do(ChangeOrganisation(), Organisation(last_resort=wanted))

        assert (made.last_resort, made.version) == (wanted, 2)
        assert office.run(lambda work: work.organisation.get()) == made
        assert office.facts() == [("ObjectChanged", "organisation", ("last_resort",))]

    def test_the_same_again_changes_nothing(self):
        """No version and no fact for what is so already."""
        office = Office()
        made = office.do(ChangeOrganisation(), wishing(office, "olga"))

        assert office.do(ChangeOrganisation(), wishing(office, "olga")) == made
        assert len(office.facts()) == 1

    def test_silence_is_a_choice(self):
        """Nothing takes it away."""
        office = Office()
        office.do(ChangeOrganisation(), wishing(office, "olga"))

        assert office.do(ChangeOrganisation(), Organisation()).last_resort is None

    def test_how_messages_are_gathered_is_told_by_itself(self):
        """Of two things the organisation says, the fact names the one that changed."""
        office = Office()
        wanted = Organisation(bundling=Bundling(messages=5))

        assert office.do(ChangeOrganisation(), wanted).bundling == Bundling(messages=5)
        assert office.facts() == [("ObjectChanged", "organisation", ("bundling",))]

    def test_only_who_administers(self):
        """A responder is refused, and nothing changes."""
        office = Office()
        with pytest.raises(ForbiddenError):
            office.do(ChangeOrganisation(), wishing(office, "rosa"), by="rosa")

        assert office.facts() == []
