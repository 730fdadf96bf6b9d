"""What allauth asks us."""

import errno
import logging
import time
from smtplib import SMTPRecipientsRefused
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import AppSettings
from allauth.account.internal.flows.login import (
    derive_login_method,
    get_authentication_records,
    record_authentication,
)
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from cards.accounts.browsers import browser_name
from cards.accounts.devices import known_device, remember_device
from cards.accounts.sealing import seal, unseal
from cards.accounts.themes import remember_theme
from cards.addresses import is_action
from cards.models import Learner
from cards.queries.accounts import LONGEST_LOGIN, is_name_taken, learner_called
from cards.spelling import fold, is_visible, normal_name, normal_password

logger = logging.getLogger("prep.mail")


class AccountAdapter(DefaultAccountAdapter):
    def clean_username(self, username: str, shallow: bool = False) -> str:
        name = normal_name(username)
        if not is_visible(name):
            raise ValidationError("A user name is made of characters that can be seen.", code="invisible")
        if len(name) > Learner._meta.get_field("username").max_length:
            raise ValidationError("This user name is too long.", code="too_long")
        if derive_login_method(name) == AppSettings.LoginMethod.EMAIL:
            raise ValidationError("A user name can’t be an email address: that has a field of its own.", code="address")
        name = super().clean_username(name, shallow=True)
        if not shallow and is_name_taken(name):
            raise self.validation_error("username_taken")
        return name

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Learner | None:
        """Look once who is meant, and count their failures together. A name that nobody has costs as much hashing."""
        login = credentials.get("email") or credentials.get("username") or ""
        learner = learner_called(login)
        return self._checked(request, learner, credentials["password"], _counted_as(request, learner, login))

    def reauthenticate(self, user: Learner, password: str) -> bool:
        """Counted apart from sign-ins: a stranger's failures there must not lock out the learner who is signed in."""
        request = allauth_context.request
        return self._checked(request, user, password, f"learner:{user.pk}:signed-in") is not None

    def _checked(self, request: HttpRequest, learner: Learner | None, password: str, key: str) -> Learner | None:
        attempt = ratelimit.consume(request, app="allauth.account", action="login_failed", key=key)
        if not attempt:
            raise self.validation_error("too_many_login_attempts")
        nobody = Learner(password=UNUSABLE_PASSWORD_PREFIX)
        if not (learner or nobody).check_password(password):
            return None
        attempt.rollback()
        return learner

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """For allauth, which forgets the failures of whoever has reset their password."""
        return _counted_as(request, learner_called(credentials["email"]), credentials["email"])

    def clean_password(self, password: str, user: Learner | None = None) -> str:
        super().clean_password(normal_password(password), user)
        return password  # as typed, to be compared with its repetition

    def set_password(self, user: Learner, password: str) -> None:
        """Nothing but the password: of an account that is closed meanwhile, the rest stays as it is by then."""
        user.set_password(password)
        if not Learner.objects.filter(pk=user.pk).update(password=user.password):
            raise Learner.DoesNotExist

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        with transaction.atomic():
            if email_address.can_set_verified():
                # An address belongs to whoever confirms it: accounts that only claimed it, by mistake or not, lose it.
                address, owner = email_address.email, email_address.user
                EmailAddress.objects.filter(email=address, verified=False).exclude(user=owner).delete()
                others = Learner.objects.alias(address=Lower("email")).filter(address=address).exclude(pk=owner.pk)
                others.update(email="")
            return super().confirm_email(request, email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away undoes nothing: the account that was made stays, and the page says what failed."""
        try:
            # The site by its own name, whatever the request called it.
            super().send_mail(template_prefix, email, {"current_site": {"domain": settings.SITE.netloc}, **context})
        except OSError as error:  # SMTPException is one
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:  # nothing else can be stored either: see errors.py
                raise
            logger.error("A mail (%s) could not be sent: %s", template_prefix, _reason(error))
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
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        remember_theme(response, user.shown_in)
        return response

    def is_safe_url(self, url: str) -> bool:
        """Signing in may lead to any page within SITE_URL, but not to an action."""
        is_ours = url_has_allowed_host_and_scheme(url, {settings.SITE.netloc}, require_https=settings.HTTPS)
        return is_ours and not is_action(url)


def _reason(error: OSError) -> str:
    """Without what the mail server said, which may name the recipient."""
    refused = error.recipients.values() if isinstance(error, SMTPRecipientsRefused) else []
    codes = [code for code, _ in refused] or [getattr(error, "smtp_code", None) or error.errno]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])


def _counted_as(request: HttpRequest, learner: Learner | None, login: str) -> str:
    """Whose failures count together: a person's, whether by name or address, and apart from them those of each browser
    that has signed in before. So nobody can keep the owner out by guessing."""
    if learner is None:
        return f"login:{fold(login[:LONGEST_LOGIN])}"
    device = known_device(request, learner)
    return f"learner:{learner.pk}:{device}" if device else f"learner:{learner.pk}"


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """The secrets of authenticator apps, and the seeds of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Learner, type: Authenticator.Type) -> str:
        """The name that is offered for a passkey: that of the browser it is made in, as in the list of sessions."""
        return browser_name(allauth_context.request.headers.get("User-Agent", ""))
