"""Small files that browsers, search engines and reporters of weaknesses ask every site for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from commonhall.ui import hall, languages

DAY = 24 * 3600
MARK = "ui/mark.svg"
# What is a person's own, or costs much and says nothing new, is not for search engines.
NOT_FOR_ROBOTS = ("/account/", "/me/", "/search/", "/api/", "/language/", "/ui/theme/")


@require_safe
@cache_control(max_age=DAY, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """/robots.txt: what search engines may read."""
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in NOT_FOR_ROBOTS)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """/.well-known/security.txt (RFC 9116): whom to tell of a weakness."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # A whole day, so that the file is the same for a day.
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {(expires + timedelta(days=180)).isoformat()}",
        f"Preferred-Languages: {', '.join(languages.codes())}",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=3600, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """/favicon.ico, for who does not read the page's own link to the mark."""
    if logo := hall.stored().logo:
        return redirect(str(logo.icon))
    found = finders.find(MARK)
    if not found:
        raise Http404
    with open(found, "rb") as file:  # noqa: PTH123  (a name from Django)
        return HttpResponse(file.read(), content_type="image/svg+xml")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """/manifest.webmanifest: the hall as an icon on a telephone."""
    name, logo = hall.name(), hall.stored().logo
    mark = {"src": static(MARK), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    own = {"src": str(logo.icon) if logo else "", "sizes": "192x192", "type": "image/png"}
    told = {
        "name": name,
        "short_name": name[:12],
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "lang": request.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "background_color": "#ffffff",
        "theme_color": "#14594a",
        "icons": [own if logo else mark],
    }
    return JsonResponse(told, content_type="application/manifest+json")


urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security"),
    path("favicon.ico", favicon, name="favicon"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
