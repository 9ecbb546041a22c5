"""Contact methods, as every page makes, proves and removes them."""

from collections.abc import Callable, Collection

from attrs import field, frozen

from hikeshi.flow.noticing import SendVerificationCode
from hikeshi.teams.use_cases.confirm_contact_method import ConfirmContactMethod
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.delete_contact_method import DeleteContactMethod
from hikeshi.teams.use_cases.request_verification import RequestVerification


@frozen(kw_only=True)
class MethodVerbs:
    """The use cases behind the buttons about contact methods."""

    create: CreateContactMethod
    send_code: SendVerificationCode
    confirm: ConfirmContactMethod
    delete: DeleteContactMethod = field(factory=DeleteContactMethod)

    @classmethod
    def making(
        cls,
        *,
        new_secret: Callable[[], str],
        new_code: Callable[[], str],
        digest: Callable[[str], str],
    ) -> "MethodVerbs":
        """Return them with what makes secrets of webhooks, and codes, and digests these."""
        return cls(
            create=CreateContactMethod(new_secret),
            send_code=SendVerificationCode(RequestVerification(new_code, digest)),
            confirm=ConfirmContactMethod(digest),
        )


def free_key(kind: str, taken: Collection[str]) -> str:
    """Return a key after the kind that is not taken yet: `sms`, `sms-2`."""
    plain = kind.replace("_", "-")
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (plain, *numbered) if key not in taken)
