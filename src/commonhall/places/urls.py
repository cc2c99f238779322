"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.places import ground_views, tiles, views
from commonhall.places.models import Unit

app_name = "places"
urlpatterns = [
    path("", views.units, name="list"),
    *action_pages("commonhall.places", ""),
    *action_pages(Unit, "<int:number>/"),
    path("boundaries.json", views.boundaries, name="boundaries"),
    path("ground/<slug:digest>.json", ground_views.ground, name="ground"),
    path("ground/<slug:digest>/<int:x>-<int:y>.json", ground_views.cell, name="cell"),
    path("ground/<slug:digest>/<slug:theme>/<slug:key>.svg", ground_views.still, name="picture"),
    path("tiles/<int:z>/<int:x>/<int:y>", tiles.tile, name="tile"),
    path("find.json", ground_views.find, name="find"),
    path("streets/<int:number>/", ground_views.spot, name="spot"),
    path("<int:number>/", views.unit, name="unit"),
]
