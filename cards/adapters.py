"""What allauth asks us."""

from allauth.account.adapter import DefaultAccountAdapter

from cards.addresses import is_action


class AccountAdapter(DefaultAccountAdapter):
    def is_safe_url(self, url: str) -> bool:
        """Where signing in may lead to: nobody wants to land on an action."""
        return super().is_safe_url(url) and not is_action(url)
