"""Signing in and every way to fail at it stand in the log, without a name; failures are counted
(`core/failed_sign_ins.py`)."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_login_failed

from commonhall.core import failed_sign_ins

log = logging.getLogger(__name__)
WAYS = {
    "pass phrase": user_login_failed,
    "code by letter": account_signals.login_code_rejected,
    "code for a new pass phrase": account_signals.password_reset_code_rejected,
    "code for an address": account_signals.email_verification_code_rejected,
    "second factor": mfa_signals.authentication_failed,
}


def noted(way: str) -> Any:
    """What listens to one way of failing."""

    def note(**_said: Any) -> None:
        failed_sign_ins.note()
        log.info("Signing in failed: %s", way)

    return note


def signed_in(**_said: Any) -> None:
    """Whoever it was: the log of requests has the moment and the request's number, and no name."""
    log.info("Signed in")


def register() -> None:
    """Listen (called by the app's stages)."""
    account_signals.user_logged_in.connect(signed_in, dispatch_uid="log_signed_in")
    for way, signal in WAYS.items():
        signal.connect(noted(way), dispatch_uid=f"failed_sign_in_{way}", weak=False)
