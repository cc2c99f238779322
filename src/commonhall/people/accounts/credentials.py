"""What follows when the ways to sign in to an account change: other sessions and all keys of programs end.

Whoever changed a password because somebody else knew it must not leave that somebody signed in. allauth sends a
letter about each change (ACCOUNT_EMAIL_NOTIFICATIONS), to the former address if that is what changed.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from commonhall.actions import second_factor
from commonhall.core import letters
from commonhall.people import acting
from commonhall.people.accounts.models import Account
from commonhall.people.api_keys.models import ApiKey

CHANGES = {
    "password_changed": account_signals.password_changed,
    "password_set": account_signals.password_set,
    "password_reset": account_signals.password_reset,
    "email_changed": account_signals.email_changed,
    "email_added": account_signals.email_added,
    "email_removed": account_signals.email_removed,
    "authenticator_added": mfa_signals.authenticator_added,
    "authenticator_removed": mfa_signals.authenticator_removed,
    "authenticator_reset": mfa_signals.authenticator_reset,
}


def end_others(request: HttpRequest, user: Any, **_named: Any) -> None:
    """End every session of the account but this one, and every key of a program."""
    with transaction.atomic():
        Account.objects.filter(pk=user.pk).update(credentials=F("credentials") + 1)
        ApiKey.objects.filter(account=user.pk).delete()
    user.refresh_from_db(fields=["credentials"])
    mine = request.user.is_authenticated and request.user.pk == user.pk
    if mine:
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        if not second_factor.has_one(user.pk):
            acting.stop(request)
    others = UserSession.objects.filter(user=user.pk)
    for one in others.exclude(session_key=request.session.session_key if mine else ""):
        one.end()


def another_address(request: HttpRequest, email_address: EmailAddress, **named: Any) -> None:
    """A second address opens the account as the first does."""
    user = email_address.user
    if EmailAddress.objects.filter(user=user, verified=True).count() > 1:
        end_others(request, user, **named)
        get_adapter(request).send_notification_mail(
            "account/email/email_confirm", user, {"email": email_address.email}
        )


def confirmed_by_setting_up(
    request: HttpRequest, user: Any, authenticator: Authenticator, **_named: Any
) -> None:
    """Whoever set up a factor has just shown that it works: the session counts as confirmed by it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def told_of_dead_address(request: HttpRequest, user: Any, **_named: Any) -> None:
    """Whoever signs in hears that letters to their address come back: no letter can tell them."""
    if letters.takes_none(user.email):
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                _("Letters to your address are being returned. Please enter another one."),
                reverse("account_email"),
                _("My e-mail addresses"),
            ),
        )


def register() -> None:
    """Listen to allauth (called by the app's stages)."""
    for name, signal in CHANGES.items():
        signal.connect(end_others, dispatch_uid=f"end_others_{name}")
    account_signals.email_confirmed.connect(another_address, dispatch_uid="another_address")
    account_signals.user_logged_in.connect(
        told_of_dead_address, dispatch_uid="told_of_dead_address"
    )
    mfa_signals.authenticator_added.connect(
        confirmed_by_setting_up, dispatch_uid="confirmed_by_setting_up"
    )
