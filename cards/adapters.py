"""What allauth asks of us."""

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from cards.browsers import browser_name
from cards.models import Learner


class MFAAdapter(DefaultMFAAdapter):
    def generate_authenticator_name(self, user: Learner, type: Authenticator.Type) -> str:
        """The name that is offered for a passkey: where it is made, as in the list of sessions."""
        return browser_name(context.request.headers.get("User-Agent", ""))
