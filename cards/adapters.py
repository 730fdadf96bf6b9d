"""What allauth asks us."""

import errno
import logging
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cards.addresses import is_action
from cards.browsers import browser_name
from cards.models import Learner
from cards.sealing import seal, unseal

logger = logging.getLogger("prep.mail")


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away undoes nothing: the account that was made stays, and the page says what failed."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # SMTPException is one
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:  # nor can anything else be stored: see errors.py
                raise
            logger.exception("A mail (%s) could not be sent", template_prefix)
            text = "We could not send you a mail just now. Nothing is lost; please ask for it again in a few minutes."
            messages.error(allauth_context.request, text)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who gave the password, or a second factor, at a sign-in just now is not asked for it again."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        at = max((record["at"] for record in records if record["method"] in {"password", "mfa"}), default=0)
        is_recent = time.time() - at < account_settings.REAUTHENTICATION_TIMEOUT
        return not is_recent and super().is_reauthentication_required(app=app, **kwargs)

    def post_login(self, request: HttpRequest, user: Learner, **kwargs: Any) -> HttpResponse:
        if kwargs["signup"]:
            record_authentication(request, user, "password")
        return super().post_login(request, user, **kwargs)

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
        return browser_name(allauth_context.request.headers.get("User-Agent", ""))
