"""What is said about memberships and contact methods."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.queries import ContactMethodView, IntegrationView


@frozen(kw_only=True)
class MemberBody:
    """What a member may do in the team."""

    role: TeamRole = TeamRole.RESPONDER


@frozen(kw_only=True)
class NewMemberBody(MemberBody):
    """Who is taken into the team, and what they may do there."""

    user_id: UserId


@frozen(kw_only=True)
class MemberView:
    """A person in a team."""

    user_id: UserId
    role: TeamRole


@frozen(kw_only=True)
class VerificationRequestView:
    """That a code goes to a contact method, and until when it is good."""

    contact_method_id: ContactMethodId
    kind: ContactKind
    created_at: datetime
    expires_at: datetime


@frozen(kw_only=True)
class VerificationProof:
    """What shows that a person receives what is sent to a contact method.

    Args:
        code: The code that was sent there; without one an admin vouches for it.
    """

    code: str | None = None


#: Where each kind of sender posts; `{key}` is its secret.
SENDER_PATHS = {
    IntegrationKind.ALERTMANAGER: "/integrations/alertmanager/{key}",
    IntegrationKind.GENERIC: "/integrations/generic/{key}",
    IntegrationKind.PAGERDUTY: "/v2/enqueue",
}


def integration_view(
    integration: Integration, public_url: str, *, secrets: bool
) -> IntegrationView:
    """Return a sender as people see it.

    Args:
        integration: The sender.
        public_url: Where senders reach this server.
        secrets: Whether the key is shown.
    """
    path = SENDER_PATHS[integration.kind]
    if secrets:
        path = path.replace("{key}", integration.key)
    return IntegrationView(
        id=integration.id,
        service_id=integration.service_id,
        kind=integration.kind,
        name=integration.name,
        url=public_url.rstrip("/") + path,
        key=integration.key if secrets else None,
        older_keys=len(integration.keys) - 1,
        mapping=integration.mapping,
        version=integration.version,
    )


def contact_method_view(method: ContactMethod, *, secret: bool = False) -> ContactMethodView:
    """Return a contact method as its owner sees it.

    Args:
        secret: It was just made: the signing secret of a webhook is shown, this once. What its
            owner gave us, the token of a topic or the keys of a browser, is never answered.
    """
    return ContactMethodView(
        id=method.id,
        user_id=method.user_id,
        key=method.key,
        kind=method.kind,
        address=method.address,
        verified=method.verified,
        secret=method.secret if secret and method.kind is ContactKind.WEBHOOK else None,
        version=method.version,
    )
