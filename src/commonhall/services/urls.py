"""Addresses of services and floors."""

from __future__ import annotations

from django.urls import path

from commonhall.services.minimum_standards import feeds
from commonhall.services.minimum_standards import views as standard_views
from commonhall.services.services import views as service_views

app_name = "services"
urlpatterns = [
    path("minimum-standards/feed.atom", feeds.alarms, name="feed"),
    path("", service_views.service_list, name="list"),
    path("set/", service_views.set_service, name="set"),
    path("<int:number>/", service_views.service_page, name="service"),
    path("<int:number>/entitled/", service_views.entitled, name="entitled"),
    path("<int:number>/promise/", service_views.set_standard, name="set_standard"),
    path("<int:number>/end/", service_views.end_service, name="end"),
    path("minimum-standards/", standard_views.minimum_standard_list, name="minimum_standards"),
    path(
        "minimum-standards/set/", standard_views.set_minimum_standard, name="set_minimum_standard"
    ),
    path(
        "minimum-standards/<int:number>/",
        standard_views.minimum_standard_page,
        name="minimum_standard",
    ),
    path("minimum-standards/<int:number>/report/", standard_views.report_value, name="report"),
    path(
        "minimum-standards/<int:number>/end/",
        standard_views.end_minimum_standard,
        name="end_minimum_standard",
    ),
]
