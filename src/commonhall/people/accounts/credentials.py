"""What follows when the ways to sign in to an account change."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.http import HttpRequest


def confirmed_by_setting_up(
    request: HttpRequest, user: Any, authenticator: Authenticator, **_named: Any
) -> None:
    """Whoever set up a factor has just shown that it works: the session counts as confirmed by it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def register() -> None:
    """Listen to allauth (called by the app's stages)."""
    authenticator_added.connect(confirmed_by_setting_up, dispatch_uid="confirmed_by_setting_up")
