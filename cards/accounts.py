"""How allauth meets prep."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Room for what allauth asks of a project; everything here is its default unless overridden."""
