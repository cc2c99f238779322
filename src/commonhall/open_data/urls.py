"""Addresses of what is open to programs."""

from __future__ import annotations

from django.urls import path, re_path

from commonhall.open_data import catalogue, views
from commonhall.open_data.api import api
from commonhall.open_data.open311 import views as open311_views

app_name = "open_data"
V2, FORM = "open311/v2", r"\.(?P<form>json|xml)"
urlpatterns = [
    path("api/", views.api_page, name="api"),
    path("open/", catalogue.catalogue, name="catalogue"),
    path("open/catalogue.jsonld", catalogue.dcat, name="dcat"),
    path("open/commonhall-dump.zip", catalogue.whole, name="dump"),
    re_path(
        r"^open/(?P<name>[a-z]+\.[a-z_]+)\.(?P<form>[a-z0-9]+)$",
        catalogue.table,
        name="table",
    ),
    re_path(rf"^{V2}/services{FORM}$", open311_views.services, name="open311_services"),
    re_path(
        rf"^{V2}/services/(?P<code>[\w-]+){FORM}$",
        open311_views.definition,
        name="open311_definition",
    ),
    re_path(rf"^{V2}/requests{FORM}$", open311_views.requests, name="open311_requests"),
    re_path(
        rf"^{V2}/requests/(?P<number>[^/.]+){FORM}$",
        open311_views.one_request,
        name="open311_request",
    ),
    re_path(rf"^{V2}/tokens/(?P<token>[^/.]+){FORM}$", open311_views.token, name="open311_token"),
    re_path(rf"^open311/discovery{FORM}$", open311_views.discovery, name="open311_discovery"),
]
_operations, _app, _namespace = api.urls
_document = path("openapi.json", views.document, name="openapi-json")
api_urls = ([_document, *_operations], _app, _namespace)
