"""An incident is taken up again unless a newer open one holds the identity of its alerts."""

import pytest

from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.reopening import ReopenUnlessNewer
from hikeshi.incidents.errors import NewerIncidentOpenError
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.kernel.actor import Actor
from hikeshi.memory.queries import InMemoryAlertQueries
from hikeshi.testing.builders import an_integration
from tests.unit.teams.office import Office


class Sender:
    """Posts signals about one thing to an office."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.integration = an_integration()
        office.save("integrations", self.integration)

    def says(self, action: SignalAction) -> None:
        """Post a signal."""
        signal = Signal(integration_id=self.integration.id, action=action, dedup_key="k", title="t")
        self.office.run(lambda work: IngestSignals()(work, [signal]))

    def incidents(self) -> list:
        """Return all incidents, oldest first."""
        return sorted(self.office.store.incidents.rows.values(), key=lambda one: one.number)

    def reopen(self, incident, by: Actor | str = "olga"):
        """Take an incident up again."""
        queries = InMemoryAlertQueries(self.office.store)
        identities = self.office.run(lambda _: queries.identities_of(incident.id))
        return self.office.do(ReopenUnlessNewer(), incident.id, identities, by=by)


def test_the_newest_incident_of_an_identity_is_taken_up_again():
    """Nothing newer fires, so the incident goes on."""
    sender = Sender(Office())
    sender.says(SignalAction.TRIGGER)
    sender.says(SignalAction.RESOLVE)
    (incident,) = sender.incidents()

    assert incident.status.value == "resolved"
    assert sender.reopen(incident).status.value == "triggered"


def test_a_newer_open_incident_holds_the_identity():
    """Two open incidents about one thing would page twice; the newer one is named."""
    sender = Sender(Office())
    sender.says(SignalAction.TRIGGER)
    sender.says(SignalAction.RESOLVE)
    sender.says(SignalAction.TRIGGER)
    older, _ = sender.incidents()
    with pytest.raises(NewerIncidentOpenError, match="Incident 2 is open"):
        sender.reopen(older)


def test_a_newer_incident_that_is_over_holds_nothing():
    """Once the newer one is resolved by a person, the older one may be taken up again."""
    office = Office()
    sender = Sender(office)
    sender.says(SignalAction.TRIGGER)
    sender.says(SignalAction.RESOLVE)
    sender.says(SignalAction.TRIGGER)
    older, newer = sender.incidents()
    office.do(ResolveIncident(), newer.id)

    assert sender.reopen(older).status.value == "triggered"
