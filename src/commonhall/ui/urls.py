"""Addresses of the look itself; the gallery's are in `gallery_urls`."""

from __future__ import annotations

from django.urls import path

from commonhall.ui import views

app_name = "ui"
urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("styles/<slug:name>.<slug:digest>.css", views.style_sheet, name="style_sheet"),
]
