"""Signing in by an OpenID provider, and what of its claims confirms a resident (docs/residents.md).

An identity is joined to an account only by somebody who is signed in to it, never by an e-mail address alone.
Of the claims, only who it is, where they live and how surely that is known are kept.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.signals import (
    social_account_added,
    social_account_removed,
    social_account_updated,
)
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonhall.core.refusals import Refused
from commonhall.people import actors
from commonhall.people.accounts import credentials
from commonhall.people.residents import provider_actions, queries
from commonhall.places.models import Unit

PROVIDER = "openid_connect"


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps of the claims what is needed, and refuses answers that contradict themselves."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        said = sociallogin.account.extra_data
        token, info = said.get("id_token") or {}, said.get("userinfo") or {}
        if token and info and token.get("sub") != info.get("sub"):
            # OpenID Connect Core 5.3.2: such an answer must not be used.
            messages.error(request, _("The sign-in provider gave an answer that we cannot use."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.account.extra_data = {
            "userinfo": {"sub": sociallogin.account.uid},
            "residence": claimed(settings.OIDC["residence_claim"], info, token),
            # Only the signed token says how surely somebody was recognised.
            "level": claimed(settings.OIDC["level_claim"], token),
        }

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        sociallogin.user.language = get_language() or ""
        return super().save_user(request, sociallogin, form)


def claimed(path: str, *sources: dict[str, Any]) -> str:
    """A claim's value, of the first source that has it: "municipality", or "address.postal_code"."""
    for source in sources:
        found: Any = source
        for name in path.split(".") if path else ():
            found = found.get(name) if isinstance(found, dict) else None
        if path and isinstance(found, (str, int)) and not isinstance(found, bool):
            return str(found)[:200]
    return ""


def place_of(account: SocialAccount) -> Unit | None:
    """Where the provider says somebody lives, if it says so surely enough and the place is one of ours."""
    said = account.extra_data
    if not settings.OIDC["levels"] or said.get("level") not in settings.OIDC["levels"]:
        return None
    code = settings.OIDC["places"].get(said.get("residence"))
    return Unit.objects.filter(code=code, ended_on=None).first() if code else None


def confirm(request: HttpRequest, account: SocialAccount) -> None:
    """Confirm whoever came by the provider as a resident, unless they are for a good while yet."""
    if account.provider != settings.OIDC["id"] or not settings.OIDC["residence_claim"]:
        return
    person, unit = actors.person_of(account.user), place_of(account)
    now = queries.confirmation_of(person)
    if unit is None:
        if now is None:
            told = _(
                "You are signed in. The provider could not say with enough certainty that you live here."
            )
            messages.info(request, told)
        return
    if now is not None and now.unit_id == unit.pk and not queries.ends_soon(now):
        return
    try:
        provider_actions.verify_by_provider.perform(
            actors.as_person(person),
            unit=unit,
            server=settings.OIDC["server"],
            identity=account.uid,
        )
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("You are confirmed as a resident."))


# --- allauth's signals ----------------------------------------------------------------------------
def signed_in(request: HttpRequest, sociallogin: SocialLogin | None = None, **_named: Any) -> None:
    if sociallogin is not None:
        confirm(request, sociallogin.account)


def joined(request: HttpRequest, sociallogin: SocialLogin, **_named: Any) -> None:
    confirm(request, sociallogin.account)


def added(request: HttpRequest, sociallogin: SocialLogin, **_named: Any) -> None:
    credentials.end_others(request, sociallogin.user)
    confirm(request, sociallogin.account)


def removed(request: HttpRequest, socialaccount: SocialAccount, **_named: Any) -> None:
    credentials.end_others(request, socialaccount.user)


def register() -> None:
    """Listen to allauth (called by the app's stages)."""
    user_logged_in.connect(signed_in, dispatch_uid="provider_signed_in")
    social_account_added.connect(added, dispatch_uid="provider_added")
    social_account_updated.connect(joined, dispatch_uid="provider_updated")
    social_account_removed.connect(removed, dispatch_uid="provider_removed")
