"""Addresses of what is open to programs."""

from __future__ import annotations

from django.urls import path, re_path

from commonhall.open import catalogue, open311, views
from commonhall.open.api import api

app_name = "open"
V2, FORM = "open311/v2", r"\.(?P<form>json|xml)"
urlpatterns = [
    path("api/", views.api_page, name="api"),
    path("open/", catalogue.catalogue, name="catalogue"),
    path("open/catalogue.jsonld", catalogue.dcat, name="dcat"),
    path("open/commonhall-dump.zip", catalogue.whole, name="dump"),
    re_path(
        r"^open/(?P<name>[a-z]+\.[a-z_]+)\.(?P<form>csv|parquet|jsonl)$",
        catalogue.table,
        name="table",
    ),
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
