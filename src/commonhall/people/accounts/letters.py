"""Examples of the letters by which people sign in; allauth writes them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy as _

from commonhall.core.letter_samples import NOBODY, sample
from commonhall.people.accounts.models import Account
from commonhall.ui import hall


def _written(prefix: str, **said: Any) -> EmailMessage:
    context = {
        "user": Account(email=NOBODY),
        "email": NOBODY,
        "current_site": SimpleNamespace(name=hall.name(), domain=settings.SITE_URL),
        **said,
    }
    message: EmailMessage = get_adapter().render_mail(prefix, NOBODY, context)
    return message


@sample("people.sign_in", _("Code to sign in"))
def sign_in() -> EmailMessage:
    return _written("account/email/login_code", code="A1B2-C3D4")


@sample("people.confirm_address", _("Code to confirm an address"))
def confirm_address() -> EmailMessage:
    return _written("account/email/email_confirmation_signup", code="A1B2-C3D4")


@sample("people.password", _("A new password"))
def password() -> EmailMessage:
    return _written(
        "account/email/password_reset_key",
        password_reset_url=settings.SITE_URL + "/account/password/reset/key/…/",
    )
