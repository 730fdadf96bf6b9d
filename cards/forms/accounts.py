"""Forms of accounts: allauth's, with what prep asks more of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from allauth.account.utils import setup_user_email
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from cards.accounts.themes import theme_of_browser
from cards.models import Learner
from cards.models.learner import time_zones
from cards.spelling import normal_password


class SignupForm(AllauthSignupForm):
    """The browser also tells its time zone."""

    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-timezone": ""}))

    def clean_time_zone(self) -> str:
        # Filled in by the browser, not by the learner: what can't be used is left at UTC, to be changed in Settings.
        name = self.cleaned_data["time_zone"]
        return name if name in time_zones() else "UTC"

    def try_save(self, request: HttpRequest) -> tuple[Learner | None, Any]:
        if self.account_already_exists:
            # As for a new address: how long the answer takes must not tell the two apart.
            make_password(normal_password(self.cleaned_data["password1"]))
        return super().try_save(request)

    def save(self, request: HttpRequest) -> Learner:
        """Raises IntegrityError if the name or the address was taken after the form was checked."""
        learner = get_adapter().new_user(request)
        learner.time_zone = self.cleaned_data["time_zone"]
        learner.theme = theme_of_browser(request)
        # Hashes the password: slow on purpose, and so not while the transaction keeps others from writing.
        get_adapter().save_user(request, learner, self, commit=False)
        with transaction.atomic():
            learner.save()
            setup_user_email(request, learner, [EmailAddress(email=learner.email)])
        return learner


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. Anybody can post anything here."""

    longest = 65_536

    def to_python(self, value: Any) -> Any:
        try:
            if len(value or "") > self.longest:
                raise ValueError
            credential = super().to_python(value)
            # Stored as it came: only what both databases can hold.
            if "\\u0000" in json.dumps(credential, ensure_ascii=False, allow_nan=False).encode().decode():
                raise ValueError
        except (ValueError, RecursionError) as error:
            raise _unusable() from error
        return credential

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial  # a credential is good once: the form that comes back waits for another


def _unusable() -> ValidationError:
    return ValidationError("This passkey could not be used. Please try again.", code="unusable")


@contextmanager
def _judging() -> Iterator[None]:
    """Reading a credential fails in as many ways as there are libraries below it; each says that it is of no use."""
    try:
        yield
    except (ValidationError, DatabaseError):
        raise
    except Exception as error:
        raise _unusable() from error


class _AddsPasskey(forms.Form):
    credential = CredentialField(widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        with _judging():
            return super().clean()


class _ShowsPasskey(forms.Form):
    credential = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        with _judging():
            return super().clean_credential()


class AddPasskeyForm(_AddsPasskey, webauthn.AddWebAuthnForm):
    pass


class LoginPasskeyForm(_ShowsPasskey, webauthn.LoginWebAuthnForm):
    pass


class AuthenticatePasskeyForm(_ShowsPasskey, webauthn.AuthenticateWebAuthnForm):
    pass


class ReauthenticatePasskeyForm(_ShowsPasskey, webauthn.ReauthenticateWebAuthnForm):
    pass


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(max_length=100)
