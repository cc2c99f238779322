"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.places import views
from commonhall.places.models import Unit

app_name = "places"
urlpatterns = [
    path("", views.units, name="list"),
    *action_pages("commonhall.places", ""),
    *action_pages(Unit, "<int:number>/"),
    path("boundaries.json", views.boundaries, name="boundaries"),
    path("<int:number>/", views.unit, name="unit"),
]
