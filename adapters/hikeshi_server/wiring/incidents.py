"""Provides the use cases of incidents."""

from dependency_injector import containers, providers

from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.incidents.use_cases.change_severity import ChangeSeverity
from hikeshi.incidents.use_cases.close_incident import CloseIncident
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.incidents.use_cases.declare_incident import DeclareIncident
from hikeshi.incidents.use_cases.delete_drill import DeleteDrill
from hikeshi.incidents.use_cases.delete_policy import DeletePolicy
from hikeshi.incidents.use_cases.edit_drill import EditDrill
from hikeshi.incidents.use_cases.edit_incident import EditIncident
from hikeshi.incidents.use_cases.edit_policy import EditPolicy
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.follow_source import FollowSource
from hikeshi.incidents.use_cases.join_alerts import JoinAlerts
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.incidents.use_cases.reopen_incident import ReopenIncident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.incidents.use_cases.restore_policy import RestorePolicy
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.incidents.use_cases.run_due_drills import RunDueDrills
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.incidents.use_cases.trigger_incidents import TriggerIncidents
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident


class IncidentsContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    acknowledge_incident = providers.Singleton(AcknowledgeIncident)
    add_note = providers.Singleton(AddNote)
    change_severity = providers.Singleton(ChangeSeverity)
    close_incident = providers.Singleton(CloseIncident)
    create_drill = providers.Singleton(CreateDrill)
    create_policy = providers.Singleton(CreatePolicy)
    declare_incident = providers.Singleton(DeclareIncident)
    delete_drill = providers.Singleton(DeleteDrill)
    delete_policy = providers.Singleton(DeletePolicy)
    edit_drill = providers.Singleton(EditDrill)
    edit_incident = providers.Singleton(EditIncident)
    edit_policy = providers.Singleton(EditPolicy)
    escalate_incident = providers.Singleton(EscalateIncident)
    follow_source = providers.Singleton(FollowSource)
    join_alerts = providers.Singleton(JoinAlerts)
    mitigate_incident = providers.Singleton(MitigateIncident)
    page_by_hand = providers.Singleton(PageByHand)
    reassign_incident = providers.Singleton(ReassignIncident)
    reopen_incident = providers.Singleton(ReopenIncident)
    resolve_incident = providers.Singleton(ResolveIncident)
    restore_policy = providers.Singleton(RestorePolicy, edit_policy)
    run_drill = providers.Singleton(RunDrill)
    run_due_drills = providers.Singleton(RunDueDrills)
    run_due_timers = providers.Singleton(RunDueTimers)
    snooze_incident = providers.Singleton(SnoozeIncident)
    trigger_incidents = providers.Singleton(TriggerIncidents)
    unacknowledge_incident = providers.Singleton(UnacknowledgeIncident)
