"""Provides the use cases of oncall."""

from dependency_injector import containers, providers

from hikeshi.oncall.use_cases.accept_swap import AcceptSwap
from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.claim_calendars import ClaimCalendars
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.oncall.use_cases.decline_swap import DeclineSwap
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi.oncall.use_cases.edit_subscribed_calendar import EditSubscribedCalendar
from hikeshi.oncall.use_cases.edit_unavailability import EditUnavailability
from hikeshi.oncall.use_cases.import_overrides import ImportOverrides
from hikeshi.oncall.use_cases.offer_swap import OfferSwap
from hikeshi.oncall.use_cases.recheck_swaps import RecheckSwaps
from hikeshi.oncall.use_cases.record_reading import RecordReading
from hikeshi.oncall.use_cases.refresh_calendar import RefreshCalendar
from hikeshi.oncall.use_cases.remove_override import RemoveOverride
from hikeshi.oncall.use_cases.remove_unavailability import RemoveUnavailability
from hikeshi.oncall.use_cases.restore_revision import RestoreRevision
from hikeshi.oncall.use_cases.subscribe_calendar import SubscribeCalendar
from hikeshi.oncall.use_cases.unsubscribe_calendar import UnsubscribeCalendar
from hikeshi.oncall.use_cases.withdraw_swap import WithdrawSwap


class OncallContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    accept_swap = providers.Singleton(AcceptSwap)
    add_override = providers.Singleton(AddOverride)
    add_unavailability = providers.Singleton(AddUnavailability)
    claim_calendars = providers.Singleton(ClaimCalendars)
    create_schedule = providers.Singleton(CreateSchedule)
    decline_swap = providers.Singleton(DeclineSwap)
    delete_schedule = providers.Singleton(DeleteSchedule)
    edit_schedule = providers.Singleton(EditSchedule)
    import_overrides = providers.Singleton(ImportOverrides)
    edit_subscribed_calendar = providers.Singleton(EditSubscribedCalendar)
    edit_unavailability = providers.Singleton(EditUnavailability)
    offer_swap = providers.Singleton(OfferSwap)
    recheck_swaps = providers.Singleton(RecheckSwaps)
    record_reading = providers.Singleton(RecordReading)
    refresh_calendar = providers.Singleton(RefreshCalendar)
    remove_override = providers.Singleton(RemoveOverride)
    restore_revision = providers.Singleton(RestoreRevision)
    remove_unavailability = providers.Singleton(RemoveUnavailability)
    subscribe_calendar = providers.Singleton(SubscribeCalendar)
    unsubscribe_calendar = providers.Singleton(UnsubscribeCalendar)
    withdraw_swap = providers.Singleton(WithdrawSwap)
