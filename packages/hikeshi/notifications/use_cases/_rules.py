"""What the verbs on personal rules share."""

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import InvalidError, StaleError
from hikeshi.kernel.ids import ContactMethodId, NotificationRuleId, UserId
from hikeshi.notifications.errors import NotificationRuleNotFoundError
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.notifications.ports import NotificationWork

_ONLY_READING = frozenset({Permission.READ.value, Permission.READ_SECRETS.value})


def require_own(by: Actor, user_id: UserId) -> None:
    """Refuse unless the rules are the actor's own, or everything is theirs to administer.

    An API token that may only read writes no rules either.
    """
    reads_only = by.scopes is not None and by.scopes <= _ONLY_READING
    if by.id != user_id or reads_only:
        require(by, Permission.ADMINISTER)


async def lock_own_rule(
    work: NotificationWork, rule_id: NotificationRuleId, expected_version: int | None, by: Actor
) -> NotificationRule:
    """Return the rule, locked, if it is the actor's to change.

    Raises:
        NotificationRuleNotFoundError: There is none.
        StaleError: It has another version than the one expected.
        ForbiddenError: It is neither the actor's own nor theirs to administer.
    """
    rule = (await work.notification_rules.lock_many((rule_id,))).get(rule_id)
    if rule is None:
        raise NotificationRuleNotFoundError
    if expected_version is not None and expected_version != rule.version:
        raise StaleError
    require_own(by, rule.user_id)
    return rule


async def check_method(work: NotificationWork, user_id: UserId, method_id: ContactMethodId) -> None:
    """Refuse a contact method the person does not have.

    Raises:
        InvalidError: At `/contact_method_id`.
    """
    contact = (await work.address_book()).contact(user_id)
    if all(method.contact_method_id != method_id for method in contact.methods):
        raise InvalidError.at("/contact_method_id", "is no contact method of this person")
