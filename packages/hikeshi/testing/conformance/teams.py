"""Suites for UserRepository, TeamRepository, ServiceRepository, HolidaySetRepository,
IntegrationRepository and ContactMethodRepository.
"""
# ruff: noqa: S101 - a suite asserts

from datetime import date, time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.errors import ConflictError
from hikeshi.kernel.ids import EscalationPolicyId, HolidaySetId, ServiceId, TeamId, UserId
from hikeshi.kernel.local_hours import DailyHours, Weekday
from hikeshi.kernel.severity import Severity
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.floor import FloorEntry
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.model.service import ResolveWithAlerts, Service
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User
from hikeshi.testing.builders import (
    a_contact_method,
    a_service,
    a_team,
    a_user,
    an_integration,
    new_id,
)
from hikeshi.testing.conformance.documents import documents_checks


def _user(**changes: Any) -> User:
    user = a_user(
        name="綾 “Aya”", time_zone="Asia/Tokyo", locale="ja", role=Role.OWNER, active=False
    )
    return evolve(user, **changes)


def _team(**changes: Any) -> Team:
    members = (
        Membership(UserId(new_id()), TeamRole.MANAGER),
        Membership(UserId(new_id()), TeamRole.OBSERVER),
    )
    floor = (FloorEntry(kinds=(ContactKind.VOICE,), within=timedelta(minutes=5)),)
    return evolve(a_team(members=members, floor=floor), **changes)


def _holiday_set(**changes: Any) -> HolidaySet:
    days = (date(2026, 1, 1), date(2026, 5, 3))
    found = HolidaySet(
        id=HolidaySetId(new_id()),
        key=f"h{new_id().hex[:12]}",
        source="JP",
        dates=days,
        until=date(2026, 12, 31),
    )
    return evolve(found, **changes)


def _service(**changes: Any) -> Service:
    service = a_service(
        team_id=TeamId(new_id()),
        description="What people buy from us",
        escalation_policy_id=EscalationPolicyId(new_id()),
        acknowledge_timeout=timedelta(minutes=30),
        auto_resolve=timedelta(days=1),
        resolve_with_alerts=ResolveWithAlerts.NEVER,
        severity_policies={Severity.SEV1: EscalationPolicyId(new_id()), Severity.SEV5: None},
        support_hours=SupportHours(
            time_zone="Asia/Tokyo",
            windows=(DailyHours(weekdays=(Weekday.MON,), opens=time(9), closes=time(17)),),
            holidays=(HolidaySetId(new_id()),),
            always_high=(Severity.SEV1,),
        ),
        labels={"tier": "1"},
    )
    return evolve(service, **changes)


def _integration(**changes: Any) -> Integration:
    integration = an_integration(
        kind=IntegrationKind.GENERIC,
        service_id=ServiceId(new_id()),
        mapping={"title": "incident.title"},
    )
    older = f"old{integration.key[3:]}"
    return evolve(integration, keys=(integration.key, older), **changes)


def _contact_method(**changes: Any) -> ContactMethod:
    method = a_contact_method(
        key=f"method-{new_id().int % 10**9}",
        kind=ContactKind.WEBHOOK,
        address="https://example.org/page",
        secret="whsec_c2VjcmV0",  # noqa: S106 - an example
    )
    return evolve(method, **changes)


async def finds_a_person_by_address(transactions: Transactions) -> None:
    """A person is found by e-mail address without regard to case."""
    user = a_user(email="Ana@Example.org")
    await transactions.run(lambda work: work.users.save_many([user, a_user()]))

    assert await transactions.run(lambda work: work.users.find_by_email("aNA@example.ORG")) == user
    assert await transactions.run(lambda work: work.users.find_by_email("ben@example.org")) is None


async def people_need_no_address(transactions: Transactions) -> None:
    """Any number of people may have no address, and nobody is found by none."""
    people = [a_user(email=""), a_user(email="")]
    await transactions.run(lambda work: work.users.save_many(people))

    assert await transactions.run(lambda work: work.users.find_by_email("")) is None


async def finds_a_sender_by_any_living_key(transactions: Transactions) -> None:
    """A sender is found by its current key and by those kept alive, and by no other."""
    integration = _integration()
    rotated = integration.rotated("n" * 32)
    await transactions.run(lambda work: work.integrations.save_many([integration]))
    await transactions.run(lambda work: work.integrations.save_many([rotated]))

    async def find(work: Work) -> list[Integration | None]:
        return [await work.integrations.find(key) for key in rotated.keys]

    assert await transactions.run(find) == [rotated, rotated, rotated]
    assert await transactions.run(lambda work: work.integrations.find("x" * 32)) is None


async def forgets_removed_keys(transactions: Transactions) -> None:
    """A key that was removed opens nothing any more."""
    integration = _integration()
    await transactions.run(lambda work: work.integrations.save_many([integration]))
    await transactions.run(
        lambda work: work.integrations.save_many([integration.without_old_keys()])
    )

    assert await transactions.run(lambda work: work.integrations.find(integration.keys[1])) is None


async def lists_the_methods_of_a_person(transactions: Transactions) -> None:
    """A person's contact methods come oldest first, and nobody else's with them."""
    first = _contact_method()
    second = _contact_method(user_id=first.user_id)
    await transactions.run(
        lambda work: work.contact_methods.save_many([second, first, _contact_method()])
    )

    found = await transactions.run(lambda work: work.contact_methods.list_of(first.user_id))

    assert found == [first, second]


async def lets_two_people_use_one_key(transactions: Transactions) -> None:
    """Keys of contact methods are unique within a person only."""
    methods = [_contact_method(key="phone"), _contact_method(key="phone")]
    await transactions.run(lambda work: work.contact_methods.save_many(methods))


async def refuses_a_taken_address(transactions: Transactions) -> None:
    """Two people do not share an e-mail address, whatever its case."""
    await transactions.run(lambda work: work.users.save_many([a_user(email="ana@example.org")]))

    async def again(work: Work) -> None:
        await work.users.save_many([a_user(email="ANA@example.org")])

    try:
        await transactions.run(again)
    except ConflictError:
        return
    raise AssertionError("ConflictError was expected")


USER_REPOSITORY = (
    *documents_checks(lambda work: work.users, _user),
    finds_a_person_by_address,
    people_need_no_address,
    refuses_a_taken_address,
)
TEAM_REPOSITORY = documents_checks(lambda work: work.teams, _team)
HOLIDAY_SET_REPOSITORY = documents_checks(lambda work: work.holiday_sets, _holiday_set)
SERVICE_REPOSITORY = documents_checks(lambda work: work.services, _service)
INTEGRATION_REPOSITORY = (
    *documents_checks(lambda work: work.integrations, _integration, keyed=False),
    finds_a_sender_by_any_living_key,
    forgets_removed_keys,
)
CONTACT_METHOD_REPOSITORY = (
    *documents_checks(lambda work: work.contact_methods, _contact_method),
    lists_the_methods_of_a_person,
    lets_two_people_use_one_key,
)
