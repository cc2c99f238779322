"""Addresses of the look itself; the gallery's are in `gallery_urls`."""

from __future__ import annotations

from django.urls import path

from commonhall.look import views

app_name = "look"
urlpatterns = [path("theme/", views.set_theme, name="theme")]
