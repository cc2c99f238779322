"""Addresses of cases and sources."""

from __future__ import annotations

from django.urls import path

from commonhall.cases.cases import exports, feeds
from commonhall.cases.cases import views as case_views
from commonhall.cases.sources import views as source_views

app_name = "cases"
urlpatterns = [
    path("", case_views.case_list, name="list"),
    path("raise/", case_views.raise_case, name="raise"),
    path("map/", case_views.case_map, name="map"),
    path("points.json", case_views.points, name="points"),
    path("feed.atom", feeds.cases, name="feed"),
    path("export.csv", exports.as_csv, name="csv"),
    path("export.parquet", exports.as_parquet, name="parquet"),
    path("<int:number>/", case_views.case_page, name="case"),
    path("<int:number>/photo.jpg", case_views.photo, name="photo"),
    path("sources/", source_views.source_list, name="sources"),
    path("sources/name/", source_views.name_source, name="name_source"),
    path("sources/<int:number>/gather/", source_views.gather, name="gather"),
    path("sources/<int:number>/end/", source_views.end_source, name="end_source"),
    path("sources/<int:number>/", source_views.source_page, name="source"),
    path("<int:number>/<slug:word>/", case_views.do, name="do"),
]
