"""Addresses of cases and sources."""

from __future__ import annotations

from django.urls import path

from commonhall.hear import exports, feeds, views

app_name = "hear"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("raise/", views.raise_case, name="raise"),
    path("map/", views.case_map, name="map"),
    path("points.json", views.points, name="points"),
    path("feed.atom", feeds.cases, name="feed"),
    path("export.csv", exports.as_csv, name="csv"),
    path("export.parquet", exports.as_parquet, name="parquet"),
    path("<int:number>/", views.case_page, name="case"),
    path("<int:number>/photo.jpg", views.photo, name="photo"),
    path("sources/", views.source_list, name="sources"),
    path("sources/name/", views.name_source, name="name_source"),
    path("sources/<int:number>/gather/", views.gather, name="gather"),
    path("sources/<int:number>/end/", views.end_source, name="end_source"),
    path("sources/<int:number>/", views.source_page, name="source"),
    path("<int:number>/<slug:doing>/", views.do, name="do"),
]
