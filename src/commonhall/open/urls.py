"""Addresses of what is open to programs."""

from __future__ import annotations

from django.urls import path, re_path

from commonhall.open import open311, views
from commonhall.open.api import api

app_name = "open"
V2, FORM = "open311/v2", r"\.(?P<form>json|xml)"
urlpatterns = [
    path("api/", views.api_page, name="api"),
    re_path(rf"^{V2}/services{FORM}$", open311.services, name="open311_services"),
    re_path(
        rf"^{V2}/services/(?P<code>[\w-]+){FORM}$", open311.definition, name="open311_definition"
    ),
    re_path(rf"^{V2}/requests{FORM}$", open311.requests, name="open311_requests"),
    re_path(
        rf"^{V2}/requests/(?P<number>[^/.]+){FORM}$", open311.one_request, name="open311_request"
    ),
    re_path(rf"^{V2}/tokens/(?P<token>[^/.]+){FORM}$", open311.token, name="open311_token"),
    re_path(rf"^open311/discovery{FORM}$", open311.discovery, name="open311_discovery"),
]
api_urls = api.urls
