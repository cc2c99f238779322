"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from commonhall.places import views

app_name = "places"
urlpatterns = [
    path("", views.units, name="list"),
    path("boundaries.json", views.boundaries, name="boundaries"),
    path("<int:number>/", views.unit, name="unit"),
]
