"""Addresses of bodies, organisations and of how one acts."""

from __future__ import annotations

from django.urls import path

from commonhall.people import views

app_name = "people"
urlpatterns = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<int:number>/", views.body, name="body"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:number>/", views.organisation, name="organisation"),
    path("organisations/register/", views.register, name="register"),
    path("me/", views.me, name="me"),
    path("me/acting/", views.act_as, name="act_as"),
    path("me/data/", views.my_data, name="data"),
    path("me/data/export.json", views.export, name="export"),
    path("me/data/erase/", views.erase, name="erase"),
    path("me/keys/", views.tokens, name="tokens"),
    path("me/verify/", views.verify, name="verify"),
]
