"""Addresses of the gallery; included only where GALLERY is set."""

from __future__ import annotations

from django.urls import path

from commonhall.ui import gallery

app_name = "gallery"
urlpatterns = [
    path("", gallery.show, name="index"),
    path("<slug:chapter>/", gallery.show, name="chapter"),
]
