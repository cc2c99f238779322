"""A second factor, confirmed afresh: what actions of power and money ask for at every door.

On a page it is typed beside the form, or was confirmed a moment ago; a program sends the code in a header;
a command reads it from the environment. A session or a key alone, lost or lent, opens none of them.
The factors themselves (one-time codes of RFC 6238, passkeys, recovery codes) are allauth's.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonhall.core import failed_sign_ins, rate_limits
from commonhall.core.refusals import BadInput

FRESH = timedelta(minutes=5)
# Seconds for which an app shows one code (RFC 6238, 5.2). The code of the step before still counts, so that nobody is
# refused who types slowly.
STEP = 30
FIELD = "second_factor"
HEADER = "Second-Factor"
LABEL = _("Code of your second factor")
HELP = _("The six digits your authenticator app shows now, or one of your recovery codes.")
OR_PASSKEY = _("Leave blank to use your passkey, or enter one of your codes.")
NEEDED = _("Confirm this with your second factor.")
WRONG = _(
    "This code is wrong or has been used. Wait for your app to show the next code, then enter that."
)
NONE = _(
    "You have not set up a second factor yet. Set one up on your page, under “Passkeys and codes”."
)
TOO_MANY = _("There were too many wrong codes. Try again in an hour.")
TYPED = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def has_one(account: int | None) -> bool:
    """Has an account set up a second factor?"""
    return bool(Authenticator.objects.filter(user=account).exists())


def who_has_one(accounts: Iterable[int]) -> set[int]:
    """Which of these accounts have set up a second factor."""
    found = Authenticator.objects.filter(user__in=set(accounts)).values_list("user", flat=True)
    return set(found)


def is_fresh(request: HttpRequest) -> bool:
    """Did this session's account confirm its second factor within the last five minutes?"""
    if not request.user.is_authenticated:
        return False
    since = time.time() - FRESH.total_seconds()
    records = get_authentication_records(request, request.user)
    return bool(any(one["method"] == "mfa" and one["at"] > since for one in records))


def help_text(passkey: bool = False) -> Any:
    """What stands below the question for a code; in a fictional town, the code itself."""
    if code := demo_code():
        return _("In this fictional town the code is %(code)s now.") % {"code": code}
    return OR_PASSKEY if passkey else HELP


def demo_code() -> str:
    """The code that everybody in a demo has now, made of the demo's public secret; "" elsewhere."""
    if not settings.DEMO_SECOND_FACTOR:
        return ""
    counter = int(time.time()) // STEP
    return str(totp.format_hotp_value(totp.hotp_value(settings.DEMO_SECOND_FACTOR, counter)))


def take(account: int | None, code: str) -> Authenticator:
    """Use up a code of an account's second factor. Raises `BadInput`.

    Codes are counted whether right or wrong, so that nobody finds one by trying.
    """
    if not rate_limits.allowed("second_factor", str(account)):
        raise BadInput(FIELD, TOO_MANY)
    if not has_one(account):
        raise BadInput(FIELD, NONE)
    typed = code.replace(" ", "")
    for one in Authenticator.objects.filter(user=account, type__in=TYPED):
        if one.wrap().validate_code(typed) and first_use(account, typed):
            one.record_usage()
            return one
    failed_sign_ins.note()
    raise BadInput(FIELD, WRONG)


def first_use(account: int | None, code: str) -> bool:
    """Is a right code used for the first time? It never counts again (RFC 6238, 5.2).

    allauth remembers a code for one step only; here it is remembered for as long as it would be taken.
    """
    taken_for = STEP * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    return bool(cache.add(f"second_factor.used:{account}:{code.replace(' ', '')}", 1, taken_for))


def remember(request: HttpRequest, used: Authenticator) -> None:
    """Let the session count as freshly confirmed by `used`."""
    from allauth.mfa.base.internal.flows import post_authentication

    post_authentication(request, used, reauthenticated=True)
