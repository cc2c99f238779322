"""How the hall runs: what is measured, the record, backups, letters, maps, the sign-in provider, timers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from commonhall.core import condition, files, kept_backups, letters, rate_limits, timers
from commonhall.pages.administration.access import for_those_who_run_it, note
from commonhall.people.accounts import provider_check
from commonhall.people.accounts.models import Account
from commonhall.record import health, published_checkpoints
from commonhall.ui import hall
from commonhall.ui.pages import page

NAMES = {
    "database": _("Database"),
    "disk": _("Disk"),
    "migrations": _("The database's structure"),
    "record": _("Record"),
    "clock": _("Clock"),
    "queue": _("Background work"),
    "mail": _("Letters"),
    "timer": _("Timer"),
    "worker": _("Worker"),
    "files": _("Photos"),
    "backup": _("Backup"),
    "sign_in": _("Failed sign-ins"),
}


@dataclass(frozen=True)
class Way:
    """How letters leave the hall, without any secret."""

    server: str = ""
    port: int = 0
    secured: Any = ""
    signs_in: bool = False
    sender: str = ""
    folder: str = ""


@page(_("Health of the hall"), who="account", asks="core.condition")
@for_those_who_run_it
def running(request: HttpRequest) -> HttpResponse:
    """Everything measured, and what those who run the hall look at when something is wrong."""
    return render(request, "pages/running.html", _shown())


def _shown() -> dict[str, Any]:
    found = condition.measures()
    return {
        "troubles": [(NAMES.get(one.name, one.name), one) for one in found if not one.well],
        "well": [NAMES.get(one.name, one.name) for one in found if one.well],
        "record": health.status(),
        "checkpoint": published_checkpoints.latest_time(),
        "backup": kept_backups.last(),
        "tried": kept_backups.last_checked(),
        "way": _way(),
        "letters": letters.figures(),
        "oldest_letter": _moment(letters.figures()["oldest_waits_since"]),
        "elsewhere": files.elsewhere(),
        "photos": files.count(),
        "tiles": urlsplit(settings.MAP_TILES_URL).netloc,
        "attribution": settings.MAP_TILES_ATTRIBUTION,
        "provider": _provider(),
        "timers": timers.standing(),
    }


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


@sensitive_variables()
def _way() -> Way:
    sender = settings.DEFAULT_FROM_EMAIL
    if not getattr(settings, "LETTERS_BACKEND", ""):
        return Way(sender=sender, folder=str(getattr(settings, "EMAIL_FILE_PATH", "")))
    secured = _("not encrypted")
    if settings.EMAIL_USE_TLS:
        secured = _("encrypted (STARTTLS)")
    elif settings.EMAIL_USE_SSL:
        secured = _("encrypted (TLS)")
    signs_in = bool(settings.EMAIL_HOST_USER)
    return Way(settings.EMAIL_HOST, settings.EMAIL_PORT, secured, signs_in, sender)


def _provider() -> dict[str, Any] | None:
    """What is set of the sign-in provider; its secret is said to be there, and never shown."""
    if not settings.OIDC["server"]:
        return None
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    return {
        "name": app["name"],
        "server": settings.OIDC["server"],
        "client": app["client_id"],
        "secret": bool(app["secret"]),
        "residence_claim": settings.OIDC["residence_claim"],
        "places": len(settings.OIDC["places"]),
        "level_claim": settings.OIDC["level_claim"],
        "levels": settings.OIDC["levels"],
    }


# --- trying it ------------------------------------------------------------------------------------
def _too_often(request: HttpRequest) -> bool:
    """Whether this account tried too much lately: trying makes the hall talk to others."""
    if rate_limits.allowed("tries", str(request.user.pk)):
        return False
    messages.error(request, gettext("Too many attempts. Wait an hour, then try again."))
    return True


@page(_("Send a test letter"), who="account", methods=("POST",))
@for_those_who_run_it
def test_letter(request: HttpRequest) -> HttpResponse:
    """Send a letter to whoever asked, and say what the mail server answered."""
    assert isinstance(request.user, Account)
    if _too_often(request):
        return redirect("pages:running")
    note(request, "a test letter was sent")
    letter = EmailMessage(
        subject=gettext("%(site)s: a test") % {"site": hall.name()},
        body=gettext("This letter was sent from %(address)s to check that letters arrive.")
        % {"address": settings.SITE_URL},
        to=[request.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    if not getattr(settings, "LETTERS_BACKEND", ""):
        letter.send()
        messages.warning(
            request,
            gettext(
                "There is no mail server. Letters are saved as files in the folder “mail” of the hall's home."
            ),
        )
    elif error := letters.prove(letter):
        said = gettext("The mail server did not accept the letter: %(error)s") % {"error": error}
        messages.error(request, said)
    else:
        said = gettext("The mail server accepted the letter to %(address)s. Check that it arrived.")
        messages.success(request, said % {"address": request.user.email})
    return redirect("pages:running")


@page(_("Test the sign-in provider"), who="account", methods=("POST",))
@for_those_who_run_it
def try_provider(request: HttpRequest) -> HttpResponse:
    """Ask the provider, and show what it answered."""
    if not settings.OIDC["server"] or _too_often(request):
        return redirect("pages:running")
    note(request, "the sign-in provider was tried")
    context = {**_shown(), "heard": provider_check.ask()}
    return render(request, "pages/running.html", context)


@page(_("Test photo storage"), who="account", methods=("POST",))
@for_those_who_run_it
def try_files(request: HttpRequest) -> HttpResponse:
    """Write a file where photos are kept, read it and delete it."""
    if _too_often(request):
        return redirect("pages:running")
    note(request, "the place for photos was tried")
    if fault := files.prove():
        messages.error(request, gettext("Photos cannot be stored: %(fault)s") % {"fault": fault})
    else:
        messages.success(
            request, gettext("A file was written, read and deleted. Photo storage works.")
        )
    return redirect("pages:running")
