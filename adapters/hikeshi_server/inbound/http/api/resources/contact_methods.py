"""/contact-methods"""

import math
from typing import Any

import falcon
from attrs import evolve, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.noticing import SendVerificationCode
from hikeshi.flow.queries.configuration import list_contact_methods
from hikeshi.flow.usages import refuse_if_used, uses_of_contact_method
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import ContactMethodId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.errors import TooManyCodesError, WrongCodeError
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.queries import ContactMethodFilters, ContactMethodView
from hikeshi.teams.use_cases.confirm_contact_method import ConfirmContactMethod
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.delete_contact_method import DeleteContactMethod
from hikeshi.teams.use_cases.edit_contact_method import EditContactMethod
from hikeshi.teams.use_cases.verify_contact_method import VerifyContactMethod
from hikeshi_server.inbound.http.api.bodies.teams import (
    VerificationProof,
    VerificationRequestView,
    contact_method_view,
)
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[ContactMethodDraft] | Whole[ContactMethodDraft]


@frozen(kw_only=True)
class ContactMethods:
    """/contact-methods: how to reach a person is theirs, and nobody else's to see."""

    transactions: Transactions
    create_contact_method: CreateContactMethod
    confirm_contact_method: ConfirmContactMethod
    send_verification_code: SendVerificationCode
    edit_contact_method: EditContactMethod = EditContactMethod()
    delete_contact_method: DeleteContactMethod = DeleteContactMethod()
    verify_contact_method: VerifyContactMethod = VerifyContactMethod()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: ContactMethodFilters
    ) -> PageOf[ContactMethodView]:
        """GET /contact-methods"""
        owner = filters.user_id or UserId(call.actor.id or work.ids())
        _require_own(call, owner)
        directory = await work.directory()
        found = list_contact_methods(directory, page, evolve(filters, user_id=owner))
        return PageOf(tuple(contact_method_view(row) for row in found.items), found.next_cursor)

    async def read(self, work: Work, call: Call, method: ContactMethodId) -> ContactMethodView:
        """GET /contact-methods/{method}"""
        return _shown(await work.directory(), call, method)

    async def create(self, work: Work, call: Call, body: ContactMethodDraft) -> ContactMethodView:
        """POST /contact-methods"""
        made = await self.create_contact_method(work, body, by=call.actor)
        return contact_method_view(made, secret=True)

    async def edit(
        self,
        work: Work,
        call: Call,
        method: ContactMethodId,
        body: MergePatch[ContactMethodDraft],
    ) -> ContactMethodView:
        """PATCH /contact-methods/{method}"""
        return await self._change(work, call, method, body)

    async def replace(
        self, work: Work, call: Call, method: ContactMethodId, body: Whole[ContactMethodDraft]
    ) -> ContactMethodView:
        """PUT /contact-methods/{method}"""
        return await self._change(work, call, method, body)

    async def remove(self, work: Work, call: Call, method: ContactMethodId) -> None:
        """DELETE /contact-methods/{method}"""
        directory = await work.directory()
        name = f"Contact method {directory.methods_by_id[method].key}"
        await self.delete_contact_method(
            work, method, by=call.actor, expected_version=call.expected_version
        )
        refuse_if_used(name, uses_of_contact_method(directory, method))

    async def request_code(
        self, work: Work, call: Call, method: ContactMethodId
    ) -> VerificationRequestView:
        """POST /contact-methods/{method}/verification-requests"""
        try:
            found, notice = await self.send_verification_code(work, method, by=call.actor)
        except TooManyCodesError as error:
            seconds = max(1, math.ceil(error.retry_after.total_seconds()))
            raise falcon.HTTPTooManyRequests(
                description=error.detail, retry_after=seconds
            ) from error
        return VerificationRequestView(
            contact_method_id=found.id,
            kind=found.kind,
            created_at=notice.created_at,
            expires_at=notice.expires_at,
        )

    async def verify(
        self, call: Call, method: ContactMethodId, body: VerificationProof
    ) -> ContactMethodView:
        """PUT /contact-methods/{method}/verification"""

        async def verify(work: Work) -> ContactMethod | None:
            about: dict[str, Any] = {"by": call.actor, "expected_version": call.expected_version}
            if body.code is None:
                return await self.verify_contact_method(work, method, **about)
            return await self.confirm_contact_method(work, method, body.code, **about)

        # A wrong guess is counted, so it is refused only once the work is kept.
        verified = await self.transactions.run(verify, request_id=call.request_id)
        if verified is None:
            raise WrongCodeError.at("/code", WrongCodeError.__doc__ or "")
        return contact_method_view(verified)

    async def _change(
        self, work: Work, call: Call, method: ContactMethodId, body: Change
    ) -> ContactMethodView:
        change = body.onto(_shown(await work.directory(), call, method))
        edited = await self.edit_contact_method(
            work, method, change, by=call.actor, expected_version=call.expected_version
        )
        return contact_method_view(edited)


def _shown(directory: Directory, call: Call, method_id: ContactMethodId) -> ContactMethodView:
    method = directory.methods_by_id[method_id]
    _require_own(call, method.user_id)
    return contact_method_view(method)


def _require_own(call: Call, user_id: UserId) -> None:
    if call.actor.id != user_id:
        require(call.actor, Permission.ADMINISTER)
