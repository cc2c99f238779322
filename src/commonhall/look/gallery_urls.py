"""Addresses of the gallery; included only where LOOK_GALLERY is set."""

from __future__ import annotations

from django.urls import path

from commonhall.look import gallery

app_name = "gallery"
urlpatterns = [
    path("", gallery.show, name="index"),
    path("<slug:chapter>/", gallery.show, name="chapter"),
]
