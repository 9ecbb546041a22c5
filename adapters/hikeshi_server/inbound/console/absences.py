"""What the pages about absences and calendars do: the use cases behind their buttons."""

from attrs import field, frozen

from hikeshi.oncall.use_cases.add_unavailability import AddUnavailability
from hikeshi.oncall.use_cases.edit_subscribed_calendar import EditSubscribedCalendar
from hikeshi.oncall.use_cases.refresh_calendar import RefreshCalendar
from hikeshi.oncall.use_cases.remove_unavailability import RemoveUnavailability
from hikeshi.oncall.use_cases.subscribe_calendar import SubscribeCalendar
from hikeshi.oncall.use_cases.unsubscribe_calendar import UnsubscribeCalendar


@frozen(kw_only=True)
class AbsenceVerbs:
    """The use cases behind the buttons of the pages about absences and calendars."""

    add: AddUnavailability = field(factory=AddUnavailability)
    remove: RemoveUnavailability = field(factory=RemoveUnavailability)
    subscribe: SubscribeCalendar = field(factory=SubscribeCalendar)
    edit: EditSubscribedCalendar = field(factory=EditSubscribedCalendar)
    refresh: RefreshCalendar = field(factory=RefreshCalendar)
    unsubscribe: UnsubscribeCalendar = field(factory=UnsubscribeCalendar)
