"""Addresses of services and floors."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.services.minimum_standards import feeds
from commonhall.services.minimum_standards import views as standard_views
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.services import views as service_views
from commonhall.services.services.models import Service

app_name = "services"
urlpatterns = [
    path("minimum-standards/feed.atom", feeds.alarms, name="feed"),
    path("", service_views.service_list, name="list"),
    path("<int:number>/", service_views.service_page, name="service"),
    path("<int:number>/entitled/", service_views.entitled, name="entitled"),
    path("minimum-standards/", standard_views.minimum_standard_list, name="minimum_standards"),
    path(
        "minimum-standards/<int:number>/",
        standard_views.minimum_standard_page,
        name="minimum_standard",
    ),
    *action_pages("commonhall.services.services", ""),
    *action_pages(Service, "<int:number>/"),
    *action_pages("commonhall.services.minimum_standards", "minimum-standards/"),
    *action_pages(MinimumStandard, "minimum-standards/<int:number>/"),
]
