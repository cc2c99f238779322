"""How allauth signs people in here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from commonhall.core import letters
from commonhall.ui import hall


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps the language somebody signed up in; writes letters in the hall's name."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = get_language() or ""
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # The hall is who writes, and not the address that somebody's browser asked for.
        site = SimpleNamespace(name=hall.name(), domain=settings.SITE_URL)
        super().send_mail(template_prefix, email, {**context, "current_site": site})
        if self.request is not None and letters.delayed():
            messages.warning(
                self.request,
                gettext(
                    "Our mail server is not answering at the moment. We have kept your letter and will send it as soon as we can. Nothing is lost."
                ),
            )
