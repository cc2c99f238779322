"""What the look does by itself: remember whether a person wants light or dark, send style sheets."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonhall.ui import style_sheets
from commonhall.ui.context import THEME_COOKIE, THEMES
from commonhall.ui.pages import page


@page(_("Display"), methods=("POST",))
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice in a cookie for a year; any other value returns to the device's own."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(back if safe else "/")
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=365 * 24 * 3600,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
            path=settings.SESSION_COOKIE_PATH,
        )
    else:
        response.delete_cookie(THEME_COOKIE, path=settings.SESSION_COOKIE_PATH)
    return response


@require_safe
def style_sheet(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """One style sheet. A page from before an update names an old digest: it gets what there is now."""
    if name not in style_sheets.NAMES:
        raise Http404
    sheet = style_sheets.style_sheet(name)
    fresh = digest == sheet.digest
    return HttpResponse(
        sheet.text,
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable" if fresh else "no-cache"},
    )
