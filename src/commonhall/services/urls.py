"""Addresses of services and floors."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.services.applications import views as application_views
from commonhall.services.applications.models import (
    Application,
    ApplicationDocument,
    ServiceQuestion,
)
from commonhall.services.minimum_standards import feeds
from commonhall.services.minimum_standards import views as standard_views
from commonhall.services.minimum_standards.models import Measurement, MinimumStandard
from commonhall.services.services import views as service_views
from commonhall.services.services.models import Service, Standard
from commonhall.services.waiting_lists import views as waiting_views
from commonhall.services.waiting_lists.models import (
    EntryProof,
    PlaceOffer,
    WaitingEntry,
    WaitingList,
)

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
    path("applications/", application_views.applications, name="applications"),
    path("applications/<int:number>/", application_views.application_page, name="application"),
    path(
        "applications/documents/<int:number>/",
        application_views.document,
        name="application_document",
    ),
    path("waiting-lists/", waiting_views.waiting_lists, name="waiting_lists"),
    path("waiting-lists/desk/", waiting_views.desk, name="waiting_desk"),
    path("waiting-lists/<int:number>/", waiting_views.waiting_list_page, name="waiting_list"),
    path("waiting-lists/places/<int:number>/", waiting_views.entry_page, name="waiting_entry"),
    path("waiting-lists/proofs/<int:number>/", waiting_views.proof, name="entry_proof"),
    *action_pages("commonhall.services.services", ""),
    *action_pages("commonhall.services.waiting_lists", "waiting-lists/"),
    *action_pages(WaitingEntry, "waiting-lists/places/<int:number>/"),
    *action_pages(EntryProof, "waiting-lists/proofs/<int:number>/"),
    *action_pages(PlaceOffer, "waiting-lists/offers/<int:number>/"),
    *action_pages(WaitingList, "waiting-lists/<int:number>/"),
    *action_pages(Application, "applications/<int:number>/"),
    *action_pages(ApplicationDocument, "applications/documents/<int:number>/"),
    *action_pages(ServiceQuestion, "questions/<int:number>/"),
    *action_pages(Standard, "standards/<int:number>/"),
    *action_pages(Measurement, "values/<int:number>/"),
    *action_pages(Service, "<int:number>/"),
    *action_pages("commonhall.services.minimum_standards", "minimum-standards/"),
    *action_pages(MinimumStandard, "minimum-standards/<int:number>/"),
]
