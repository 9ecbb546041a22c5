"""Who is on call, and when? Schedules, overrides and swaps; and who cannot be, or could stand in.

Ask a schedule with `on_call`, `shifts`, `merged_shifts`, `layer_shifts`, `gaps` and
`breakpoints`; each answers from the rules in closed form, for any instant, past or future.
"""

from hikeshi.kernel.local_hours import Weekday
from hikeshi.oncall.model.conflict import Absence, Conflict, ConflictKind, conflicts, duty_conflicts
from hikeshi.oncall.model.cover import Candidate, Suggestion, suggest_cover
from hikeshi.oncall.model.departure import Departure, departures
from hikeshi.oncall.model.difference import Difference, differences
from hikeshi.oncall.model.document import ScheduleDocument
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.holding import held, holds
from hikeshi.oncall.model.layer import Advance, Layer, Turn
from hikeshi.oncall.model.override import Override, OverrideMode
from hikeshi.oncall.model.reading import to_layers, to_schedule
from hikeshi.oncall.model.rest_rules import RestBreach, RestRules
from hikeshi.oncall.model.restriction import (
    DailyRestriction,
    Restriction,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi.oncall.model.revision import Revision
from hikeshi.oncall.model.rotation import Rotation, RotationType
from hikeshi.oncall.model.saving import as_saved
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.schedule_changes import ScheduleChanges
from hikeshi.oncall.model.schedule_draft import ScheduleDraft
from hikeshi.oncall.model.shift import (
    Shift,
    breakpoints,
    gaps,
    layer_shifts,
    merged_shifts,
    on_call,
    shifts,
)
from hikeshi.oncall.model.swap import Swap, SwapStatus
from hikeshi.oncall.model.swap_draft import SwapDraft
from hikeshi.oncall.model.swap_effect import SwapEffect, swap_effect
from hikeshi.oncall.model.unavailability import Unavailability, UnavailabilityDraft
from hikeshi.oncall.model.writing import from_layers, from_schedule

__all__ = [
    "Absence",
    "Advance",
    "Candidate",
    "Conflict",
    "ConflictKind",
    "DailyRestriction",
    "Departure",
    "Difference",
    "Layer",
    "Override",
    "OverrideMode",
    "RestBreach",
    "RestRules",
    "Restriction",
    "Revision",
    "Rotation",
    "RotationType",
    "Schedule",
    "ScheduleChanges",
    "ScheduleDocument",
    "ScheduleDraft",
    "Shift",
    "Suggestion",
    "Swap",
    "SwapDraft",
    "SwapEffect",
    "SwapStatus",
    "Turn",
    "Unavailability",
    "UnavailabilityDraft",
    "Weekday",
    "WeeklyRestriction",
    "WeeklyWindow",
    "as_saved",
    "breakpoints",
    "check_extent",
    "conflicts",
    "departures",
    "differences",
    "duty_conflicts",
    "from_layers",
    "from_schedule",
    "gaps",
    "held",
    "holds",
    "layer_shifts",
    "merged_shifts",
    "on_call",
    "shifts",
    "suggest_cover",
    "swap_effect",
    "to_layers",
    "to_schedule",
]
