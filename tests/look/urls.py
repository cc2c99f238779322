"""Addresses for the tests of the look alone: the gallery and no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

handler400 = "commonhall.look.errors.bad_request"
handler403 = "commonhall.look.errors.permission_denied"
handler404 = "commonhall.look.errors.page_not_found"
handler500 = "commonhall.look.errors.server_error"


def broken(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise RuntimeError("on purpose")


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Where the test's links lead."""
    return HttpResponse("ok")


urlpatterns = [
    path("look/", include("commonhall.look.gallery_urls")),
    path("", include("commonhall.look.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("broken/", broken),
    path("matters/", elsewhere, name="matters"),
    path("matters/<int:number>/", elsewhere),
    path("plans/", elsewhere, name="plans"),
    path("find/", elsewhere, name="find"),
]
