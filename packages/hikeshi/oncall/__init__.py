"""Who is on call, and when? Schedules of layers, rotations, restrictions and overrides.

Ask a schedule with `on_call`, `shifts`, `merged_shifts`, `layer_shifts`, `gaps` and
`breakpoints`; each answers from the rules in closed form, for any instant, past or future.
"""

from hikeshi.oncall.model.difference import Difference, differences
from hikeshi.oncall.model.document import ScheduleDocument
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.layer import Advance, Layer, Turn
from hikeshi.oncall.model.override import Override, OverrideMode
from hikeshi.oncall.model.reading import to_layers, to_schedule
from hikeshi.oncall.model.restriction import (
    DailyRestriction,
    Restriction,
    Weekday,
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
from hikeshi.oncall.model.writing import from_layers, from_schedule

__all__ = [
    "Advance",
    "DailyRestriction",
    "Difference",
    "Layer",
    "Override",
    "OverrideMode",
    "Restriction",
    "Revision",
    "Rotation",
    "RotationType",
    "Schedule",
    "ScheduleChanges",
    "ScheduleDocument",
    "ScheduleDraft",
    "Shift",
    "Turn",
    "Weekday",
    "WeeklyRestriction",
    "WeeklyWindow",
    "as_saved",
    "breakpoints",
    "check_extent",
    "differences",
    "from_layers",
    "from_schedule",
    "gaps",
    "layer_shifts",
    "merged_shifts",
    "on_call",
    "shifts",
    "to_layers",
    "to_schedule",
]
