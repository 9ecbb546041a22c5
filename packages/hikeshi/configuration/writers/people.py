"""People with their contact methods and rules, and teams."""

from attrs import frozen

from hikeshi.configuration.documents import (
    ContactMethodDocument,
    MemberDocument,
    NotificationRuleDocument,
    TeamDocument,
    UserDocument,
)
from hikeshi.configuration.writers.hours import HoursWriter
from hikeshi.configuration.writers.names import Names
from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import UserId
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User


@frozen
class PeopleWriter:
    """Writes people, and what belongs to them where that is wanted.

    Args:
        contacts: Write contact methods and personal rules too.
    """

    directory: Directory
    names: Names
    contacts: bool

    def user(self, user: User) -> UserDocument:
        """Write a person."""
        return UserDocument(
            key=user.key,
            name=user.name,
            email=user.email or None,
            time_zone=user.time_zone,
            locale=user.locale,
            role=user.role,
            active=user.active,
            quiet_hours=user.quiet_hours if self.contacts else None,
            contact_methods=self._methods(user.id) if self.contacts else (),
            notification_rules=self._rules(user.id) if self.contacts else (),
        )

    def team(self, team: Team) -> TeamDocument:
        """Write a team."""
        return TeamDocument(
            key=team.key,
            name=team.name,
            members=tuple(
                MemberDocument(user=self.names.user(member.user_id), role=member.role)
                for member in team.members
            ),
            floor=team.floor,
        )

    def _methods(self, user_id: UserId) -> tuple[ContactMethodDocument, ...]:
        return tuple(
            ContactMethodDocument(
                key=method.key, kind=method.kind, address=method.address, verified=method.verified
            )
            for method in self.directory.contact_methods
            if method.user_id == user_id
        )

    def _rules(self, user_id: UserId) -> tuple[NotificationRuleDocument, ...]:
        methods = self.directory.methods_by_id
        return tuple(
            NotificationRuleDocument(
                urgency=rule.urgency,
                delay=rule.delay,
                contact_method=methods[rule.contact_method_id].key,
                when=HoursWriter(self.names).condition(rule.when),
            )
            for rule in self.directory.notification_rules
            if rule.user_id == user_id and rule.contact_method_id in methods
        )
