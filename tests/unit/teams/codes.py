"""An office in which Rosa has a contact method to verify."""

import hashlib
from datetime import timedelta

from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.use_cases.confirm_contact_method import ConfirmContactMethod
from hikeshi.teams.use_cases.request_verification import RequestVerification
from hikeshi.testing.builders import a_contact_method

MAIL = {"kind": ContactKind.EMAIL, "address": "rosa@example.org", "verified": False}


def digest(text):
    """Digest a text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Codes(Office):
    """Codes count up from 000000."""

    def __init__(self, **changes):
        super().__init__()
        numbers = iter(range(10**6))
        self.new_code = lambda: f"{next(numbers):06d}"
        owner = self.users["rosa"].id
        self.method = a_contact_method(**{**MAIL, "user_id": owner, **changes})
        self.save("contact_methods", self.method)

    def ask(self, by="rosa"):
        """Ask for a code."""
        return self.do(RequestVerification(self.new_code, digest), self.method.id, by=by)

    def show(self, code, by="rosa"):
        """Show a code; return whether it was believed."""
        found = self.do(ConfirmContactMethod(digest), self.method.id, code, by=by)
        return found is not None and found.verified

    def move(self, address):
        """Give the method another address."""
        moved = evolve(self.method, address=address, version=self.method.version + 1)
        self.save("contact_methods", moved)

    def wait(self, **span):
        """Let time pass."""
        self.transactions.clock.advance(timedelta(**span))

    @property
    def kept(self):
        """What is known of the newest code."""
        return self.store.verifications.rows[self.method.id]
