"""Addresses of bodies, organisations and of how one acts."""

from __future__ import annotations

from django.urls import path

from commonhall.people.accounts import views as account_views
from commonhall.people.bodies import views as body_views
from commonhall.people.organisations import views as organisation_views
from commonhall.people.residents import views as resident_views

app_name = "people"
urlpatterns = [
    path("bodies/", body_views.bodies, name="bodies"),
    path("bodies/<int:number>/", body_views.body, name="body"),
    path("organisations/", organisation_views.organisations, name="organisations"),
    path("organisations/<int:number>/", organisation_views.organisation, name="organisation"),
    path("organisations/register/", organisation_views.register_organisation, name="register"),
    path("me/", account_views.me, name="me"),
    path("me/acting/", account_views.act_as, name="act_as"),
    path("me/data/", account_views.my_data, name="data"),
    path("me/data/export.json", account_views.export, name="export"),
    path("me/data/erase/", account_views.erase, name="erase"),
    path("me/keys/", account_views.tokens, name="tokens"),
    path("me/verify/", resident_views.verify, name="verify"),
]
