"""Addresses of what is open to programs."""

from __future__ import annotations

from django.urls import path

from commonhall.open import views
from commonhall.open.api import api

app_name = "open"
urlpatterns = [
    path("api/", views.api_page, name="api"),
]
api_urls = api.urls
