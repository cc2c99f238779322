"""How the page of an action asks for a second factor: a code beside the form, or a passkey on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from allauth.account.internal.flows import reauthentication
from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from commonhall.actions import second_factor
from commonhall.actions.declaration import Action


@dataclass(frozen=True)
class Confirming:
    """What a page still has to ask of whoever sees it.

    codes, passkey: they have one. Without either, `missing`: a second factor has to be set up first.
    """

    needed: bool
    codes: bool = False
    passkey: bool = False
    passkey_url: str = ""

    @classmethod
    def of(cls, request: HttpRequest, action: Action[..., Any]) -> Confirming:
        """Nothing is asked where the action needs none, or the session confirmed one a moment ago."""
        if not (action.second_factor and request.user.is_authenticated):
            return cls(False)
        if second_factor.is_fresh(request):
            return cls(False)
        kinds = set(
            Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True)
        )
        there = reverse("mfa_reauthenticate_webauthn")
        return cls(
            True,
            codes=bool(kinds & set(second_factor.TYPED)),
            passkey=Authenticator.Type.WEBAUTHN in kinds,
            passkey_url=f"{there}?{urlencode({'next': request.get_full_path()})}",
        )

    @property
    def missing(self) -> bool:
        return self.needed and not (self.codes or self.passkey)

    def elsewhere(self, form: forms.Form) -> bool:
        """Is a passkey to confirm it? That has a page of its own."""
        return self.needed and self.passkey and not form.cleaned_data.get(second_factor.FIELD)

    def ask_in(self, form: forms.Form) -> None:
        """Put the question for a code at the form's end."""
        if self.needed and self.codes:
            form.fields[second_factor.FIELD] = forms.CharField(
                label=second_factor.LABEL,
                help_text=second_factor.help_text(self.passkey),
                required=not self.passkey,
                max_length=30,
                widget=forms.TextInput(
                    attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
                ),
            )

    def confirmed(self, request: HttpRequest, form: forms.Form) -> bool:
        """Has the second factor been confirmed, now or a moment ago? Raises `BadInput`."""
        if not self.needed:
            return True
        if not self.codes or second_factor.FIELD not in form.cleaned_data:
            return False
        code = form.cleaned_data[second_factor.FIELD]
        second_factor.remember(request, second_factor.take(request.user.pk, code))
        return True

    def put_off(self, request: HttpRequest) -> HttpResponse:
        """Ask for the passkey on its page; what was sent is kept and done once it is given."""
        there = reverse("mfa_reauthenticate_webauthn")
        return cast(HttpResponse, reauthentication.suspend_request(request, there))
