"""Where accounts meet each other, beside what allauth does."""

from allauth.account.views import EmailView, SignupView
from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import RedirectView

from cards.forms.accounts import SignupForm
from cards.queries.accounts import is_of_another


class SignUp(SignupView):
    def form_valid(self, form: SignupForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except IntegrityError:  # somebody else took the name or the address a moment ago: now the form knows it
            form = self.get_form_class()(**self.get_form_kwargs())  # get_form() keeps the one it made
            return super().form_valid(form) if form.is_valid() else self.form_invalid(form)


class EmailAddresses(EmailView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if "action_primary" in request.POST and is_of_another(request.POST.get("email", ""), request.user):
            messages.error(request, "Another account has this address. Confirm it first: then it is yours alone.")
            return redirect("account_email")
        return super().post(request, *args, **kwargs)


# allauth has addresses for a code by mail, which settings turn off: they lead to the password.
without_code = RedirectView.as_view(pattern_name="account_reauthenticate", query_string=True)
