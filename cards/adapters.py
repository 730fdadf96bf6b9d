"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from cards.addresses import is_action
from cards.browsers import browser_name
from cards.models import Learner
from cards.sealing import seal, unseal


class AccountAdapter(DefaultAccountAdapter):
    def is_safe_url(self, url: str) -> bool:
        """Where signing in may lead to: nobody wants to land on an action."""
        return super().is_safe_url(url) and not is_action(url)


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """The secrets of authenticator apps, and the seeds of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Learner, type: Authenticator.Type) -> str:
        """The name that is offered for a passkey: where it is made, as in the list of sessions."""
        return browser_name(context.request.headers.get("User-Agent", ""))
