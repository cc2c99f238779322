"""Addresses for the tests of the look alone: the gallery and no app."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

handler400 = "commonhall.ui.errors.bad_request"
handler403 = "commonhall.ui.errors.permission_denied"
handler404 = "commonhall.ui.errors.page_not_found"
handler500 = "commonhall.ui.errors.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise RuntimeError("on purpose")


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Where the test's links lead."""
    return HttpResponse("ok")


urlpatterns = [
    path("ui/", include("commonhall.ui.gallery_urls")),
    path("", include("commonhall.ui.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("broken/", broken),
    path("matters/", elsewhere, name="matters"),
    path("matters/<int:number>/", elsewhere),
    path("plans/", elsewhere, name="plans"),
    path("find/", elsewhere, name="find"),
]
