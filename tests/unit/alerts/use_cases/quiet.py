"""An office with a service of the team and drafts about it."""

from datetime import timedelta

from tests.unit.teams.office import Office

from hikeshi.alerts.model.drafts import MaintenanceWindowDraft, SilenceDraft
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.flow.owning import OwningTeams
from hikeshi.kernel.actor import TeamRole
from hikeshi.testing.builders import START, a_service

HOUR = timedelta(hours=1)


class QuietOffice(Office):
    """The team `sre` owns the service `api`; nobody owns `lost`."""

    def __init__(self) -> None:
        super().__init__()
        self.api = a_service(key="api", team_id=self.team.id)
        self.lost = a_service(key="lost")
        self.save("services", self.api, self.lost)

    @property
    def owners(self):
        """Which teams own services."""
        return OwningTeams(self.store.directory())

    def observer(self, role=None):
        """Otto, who observes everything and has that role in the team."""
        return self.person("otto", teams=((self.team.id, role),) if role else ())

    @property
    def member(self):
        """Otto, who observes everything and responds for the team."""
        return self.observer(TeamRole.RESPONDER)

    def silence(self, **changes):
        """A draft of an hour of silence."""
        fields = {
            "matchers": (Matcher(name="env", value="test"),),
            "ends_at": START + HOUR,
            "comment": "load test",
            **changes,
        }
        return SilenceDraft(**fields)

    def window(self, **changes):
        """A draft of an hour of maintenance."""
        fields = {
            "service_ids": (self.api.id,),
            "ends_at": START + HOUR,
            "reason": "upgrade",
            **changes,
        }
        return MaintenanceWindowDraft(**fields)
