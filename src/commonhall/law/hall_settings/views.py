"""The hall's logo as pictures, at addresses that change with it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control

from commonhall.law.hall_settings import logos
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.ui.pages import page

YEAR = 365 * 24 * 3600


@page(_("Logo"), asks="law.hall_settings")
@cache_control(max_age=YEAR, public=True, immutable=True)
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo as the header shows it; only the present one."""
    return _picture(digest, icon=False)


@page(_("Logo"), asks="law.hall_settings")
@cache_control(max_age=YEAR, public=True, immutable=True)
def icon(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo as a square, for tabs and telephones."""
    return _picture(digest, icon=True)


def _picture(digest: str, *, icon: bool) -> HttpResponse:
    settled = settings_of_the_hall()
    if not settled.logo or logos.digest(settled.logo) != digest:
        raise Http404
    return HttpResponse(
        logos.bytes_of(settled.icon if icon else settled.logo), content_type="image/png"
    )
