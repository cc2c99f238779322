"""Every way to fail at signing in is counted (`core/failed_sign_ins.py`) and written to the log, without a name."""

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


def register() -> None:
    """Listen (called by the app's stages)."""
    for way, signal in WAYS.items():
        signal.connect(noted(way), dispatch_uid=f"failed_sign_in_{way}", weak=False)
