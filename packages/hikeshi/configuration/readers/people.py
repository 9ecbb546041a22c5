"""People with their contact methods and rules, and teams."""

import re
from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from hikeshi.configuration.documents import (
    ContactMethodDocument,
    NotificationRuleDocument,
    TeamDocument,
    UserDocument,
)
from hikeshi.configuration.identities import (
    contact_method_id,
    notification_rule_id,
    team_id,
    user_id,
)
from hikeshi.configuration.readers.hours import HoursReader
from hikeshi.configuration.readers.zones import check_zone
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.kernel.keys import check_key
from hikeshi.kernel.suggesting import did_you_mean
from hikeshi.notifications.model.notification_rule import NotificationRule, check_condition
from hikeshi.teams.model.contact_method import ContactMethod, check_address
from hikeshi.teams.model.floor import check_floor
from hikeshi.teams.model.team import Membership, Team
from hikeshi.teams.model.user import User

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LOCALES = ("en", "ja")
#: Stands for what a shared file leaves out of a personal address: good enough for rehearsals.
ABBREVIATION = "…"


@frozen
class PeopleReader:
    """Reads people and what belongs to them."""

    references: References
    users: list[User] = field(factory=list)
    methods: list[ContactMethod] = field(factory=list)
    rules: list[NotificationRule] = field(factory=list)

    def read_users(self, parts: Iterable[Part[UserDocument]]) -> None:
        """Read people, their contact methods and their rules."""
        emails: dict[str, str] = {}
        for part in parts:
            self._check(part, emails)
            known = self._read_methods(part)
            self._read_rules(part, known)
            self.users.append(_user(part.document))

    def read_teams(self, parts: Iterable[Part[TeamDocument]]) -> tuple[Team, ...]:
        """Read teams and who belongs to them."""
        return tuple(self._read_team(part) for part in parts)

    def _check(self, part: Part[UserDocument], emails: dict[str, str]) -> None:
        document, faults = part.document, self.references.faults
        faults.attempt(lambda: check_key(document.key), part.pointer)
        check_zone(self.references, document.time_zone, f"{part.pointer}/time_zone")
        if document.locale not in _LOCALES:
            faults.add(f"{part.pointer}/locale", "must be one of " + ", ".join(_LOCALES))
        if document.email is None:
            return
        pointer = f"{part.pointer}/email"
        if not _EMAIL.fullmatch(document.email):
            faults.add(pointer, "must be an e-mail address such as ana@example.org")
        first = emails.setdefault(document.email.casefold(), pointer)
        if first != pointer:
            faults.add(pointer, f"“{document.email}” is taken already at {first}")

    def _read_methods(self, part: Part[UserDocument]) -> Mapping[str, ContactMethodId]:
        faults, known = self.references.faults, dict[str, ContactMethodId]()
        for index, document in enumerate(part.document.contact_methods):
            pointer = f"{part.pointer}/contact_methods/{index}"
            if document.key in known:
                faults.add(f"{pointer}/key", f"“{document.key}” is another method of this person")
                continue
            method = _method(part.document.key, document, index)
            known[document.key] = method.id
            check_method(self.references, method, pointer)
            self.methods.append(method)
        return known

    def _read_rules(self, part: Part[UserDocument], known: Mapping[str, ContactMethodId]) -> None:
        for index, document in enumerate(part.document.notification_rules):
            method_id = known.get(document.contact_method)
            if method_id is None:
                pointer = f"{part.pointer}/notification_rules/{index}/contact_method"
                near = did_you_mean(document.contact_method, known)
                detail = f"this person has no contact method “{document.contact_method}”{near}"
                self.references.faults.add(pointer, detail)
                continue
            self._read_rule(part, index, method_id)

    def _read_rule(self, part: Part[UserDocument], index: int, method_id: ContactMethodId) -> None:
        document, faults = part.document.notification_rules[index], self.references.faults
        pointer = f"{part.pointer}/notification_rules/{index}"
        when = HoursReader(self.references).condition(document.when, f"{pointer}/when")
        faults.attempt(lambda: check_condition(when), pointer)
        rule = _rule(part.document.key, document, index, method_id)
        self.rules.append(evolve(rule, when=when))

    def _read_team(self, part: Part[TeamDocument]) -> Team:
        document, members = part.document, dict[str, Membership]()
        self.references.faults.attempt(lambda: check_key(document.key), part.pointer)
        self.references.faults.attempt(lambda: check_floor(document.floor), part.pointer)
        for index, member in enumerate(document.members):
            pointer = f"{part.pointer}/members/{index}/user"
            found = self.references.user(member.user, pointer)
            if member.user in members:
                self.references.faults.add(pointer, f"“{member.user}” is a member already")
            elif found is not None:
                members[member.user] = Membership(found, member.role)
        return Team(
            id=team_id(document.key),
            key=document.key,
            name=document.name or document.key,
            members=tuple(members.values()),
            floor=document.floor,
        )


def check_method(references: References, method: ContactMethod, pointer: str) -> None:
    """Note what is wrong with a contact method's key and address."""
    references.faults.attempt(lambda: check_key(method.key), pointer)
    if ABBREVIATION not in method.address:
        references.faults.attempt(lambda: check_address(method.kind, method.address), pointer)


def _user(document: UserDocument) -> User:
    return User(
        id=user_id(document.key),
        key=document.key,
        name=document.name or document.key,
        email=document.email or "",
        time_zone=document.time_zone,
        locale=document.locale,
        role=document.role,
        active=document.active,
        quiet_hours=document.quiet_hours,
    )


def _method(user_key: str, document: ContactMethodDocument, position: int) -> ContactMethod:
    return ContactMethod(
        id=contact_method_id(user_key, document.key, position),
        user_id=user_id(user_key),
        key=document.key,
        kind=document.kind,
        address=document.address,
        verified=document.verified,
    )


def _rule(
    user_key: str, document: NotificationRuleDocument, position: int, method_id: ContactMethodId
) -> NotificationRule:
    return NotificationRule(
        id=notification_rule_id(user_key, position),
        user_id=user_id(user_key),
        contact_method_id=method_id,
        urgency=document.urgency,
        delay=document.delay,
    )
