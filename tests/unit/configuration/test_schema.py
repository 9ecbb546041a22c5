"""Tests of `hikeshi.configuration.schema`: the published schema and the documents agree."""

import attrs
import pytest
from jsonschema import Draft202012Validator
from tests.unit.configuration.builders import sample, sample_with

from hikeshi.configuration import documents
from hikeshi.configuration.schema import json_schema
from hikeshi.incidents.model.recurrence import Recurrence
from hikeshi.kernel.condition import ConditionHours
from hikeshi.kernel.local_hours import DailyHours
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.oncall.model import document as oncall
from hikeshi.oncall.model.rotation import Rotation
from hikeshi.teams.model.floor import FloorEntry

DEFINITIONS = {
    "user": documents.UserDocument,
    "contactMethod": documents.ContactMethodDocument,
    "notificationRule": documents.NotificationRuleDocument,
    "team": documents.TeamDocument,
    "floorEntry": FloorEntry,
    "quietHours": QuietHours,
    "member": documents.MemberDocument,
    "schedule": oncall.ScheduleDocument,
    "layer": oncall.LayerDocument,
    "rotation": Rotation,
    "restriction": oncall.RestrictionDocument,
    "window": oncall.WindowDocument,
    "override": oncall.OverrideDocument,
    "revision": oncall.RevisionDocument,
    "policy": documents.EscalationPolicyDocument,
    "step": documents.StepDocument,
    "wait": documents.WaitDocument,
    "target": documents.TargetDocument,
    "exhausted": documents.ExhaustedDocument,
    "lastResort": documents.LastResortDocument,
    "drill": documents.DrillDocument,
    "recurrence": Recurrence,
    "service": documents.ServiceDocument,
    "integration": documents.IntegrationDocument,
    "route": documents.RouteDocument,
    "match": documents.MatchDocument,
    "grouping": documents.GroupingDocument,
    "matcher": documents.MatcherDocument,
    "silence": documents.SilenceDocument,
    "maintenanceWindow": documents.MaintenanceWindowDocument,
    "condition": documents.ConditionDocument,
    "conditionHours": ConditionHours,
    "dailyHours": DailyHours,
    "holidayCondition": documents.HolidayConditionDocument,
    "supportHours": documents.SupportHoursDocument,
    "holidaySet": documents.HolidaySetDocument,
    "bundling": documents.BundlingDocument,
    "organisation": documents.OrganisationDocument,
}
#: Fields whose name in a file is not the attribute's.
RENAMED = {"opens": "from", "closes": "to"}
SPANS = {
    "within",
    "delay",
    "every",
    "after",
    "window",
    "new_service",
    "max",
    "acknowledge_timeout",
    "acknowledge_within",
    "auto_resolve",
}


def field_names(cls, *, required):
    """Return the fields of a document as a file names them."""
    fields = [f for f in attrs.fields(cls) if not required or f.default is attrs.NOTHING]
    spans = SPANS - {"every"} if cls is Recurrence else SPANS  # it counts weeks or months
    return {f"{f.name}_seconds" if f.name in spans else RENAMED.get(f.name, f.name) for f in fields}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_schema_knows_the_same_fields(name):
    """Every document has, in the schema, the same fields and no others."""
    definition = json_schema()["$defs"][name]

    assert set(definition["properties"]) == field_names(DEFINITIONS[name], required=False)
    assert definition["additionalProperties"] is False


@pytest.mark.parametrize("name", sorted(DEFINITIONS.keys() - {"match"}))
def test_the_schema_requires_the_same_fields(name):
    """What a document cannot do without, the schema requires."""
    definition = json_schema()["$defs"][name]

    assert set(definition.get("required", ())) == field_names(DEFINITIONS[name], required=True)


def test_the_outermost_fields_agree():
    """The schema lists the sections the reader knows."""
    names = {f.name for f in attrs.fields(documents.ConfigurationDocument)}

    assert set(json_schema()["properties"]) == names


def test_the_schema_is_one():
    """The schema itself is valid."""
    Draft202012Validator.check_schema(json_schema())


def test_the_sample_fits():
    """A file that uses every part of the format passes the schema."""
    assert list(Draft202012Validator(json_schema()).iter_errors(sample())) == []


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("/version", 2),
        ("/surprise", 1),
        ("/users/0/key", "Ana"),
        ("/escalation_policies/0/steps/0/on_empty", "jump"),
        ("/routes/0/match", "some"),
        ("/silences/-", {}),
        ("/maintenance_windows/0/services", []),
        ("/holidays/-", {}),
        ("/services/0/support_hours", {}),
        ("/schedules/0/layers/0/rotation/type", "yearly"),
        ("/drills/0/targets", []),
        ("/drills/0/recurrence/type", "yearly"),
    ],
)
def test_wrong_shapes_do_not_fit(where, value):
    """What the reader refuses for its shape, the schema refuses."""
    validator = Draft202012Validator(json_schema())

    assert list(validator.iter_errors(sample_with(where, value)))
