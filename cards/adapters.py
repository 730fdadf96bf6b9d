"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from cards.addresses import is_action
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
