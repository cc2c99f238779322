"""Addresses of disputes."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.disputes.between_bodies import views as body_views
from commonhall.disputes.between_bodies.models import BodyDispute, Duty
from commonhall.disputes.disputes import views
from commonhall.disputes.disputes.models import Dispute
from commonhall.disputes.intake import views as intake_views
from commonhall.disputes.mediators import views as mediator_views
from commonhall.disputes.mediators.models import Mediator
from commonhall.disputes.ways_on import views as way_views
from commonhall.disputes.ways_on.models import WayOn

app_name = "disputes"
urlpatterns = [
    path("", views.start, name="start"),
    path("mine/", views.mine, name="mine"),
    path("mediators/", mediator_views.roll, name="mediators"),
    path("ways-on/", way_views.ways_on, name="ways_on"),
    path("letters/", intake_views.letters, name="letters"),
    path("between-bodies/", body_views.body_disputes, name="body_disputes"),
    path("between-bodies/<int:number>/", body_views.body_dispute, name="between_bodies"),
    path("invitation/<str:token>/", intake_views.invitation, name="invitation"),
    path("<int:number>/", views.dispute, name="dispute"),
    path("<int:number>/letter/", intake_views.paper_letter, name="paper_letter"),
    *action_pages("commonhall.disputes.disputes", ""),
    *action_pages("commonhall.disputes.intake", ""),
    *action_pages(Dispute, "<int:number>/"),
    *action_pages("commonhall.disputes.mediators", "mediators/"),
    *action_pages(Mediator, "mediators/<int:number>/"),
    *action_pages("commonhall.disputes.ways_on", "ways-on/"),
    *action_pages(WayOn, "ways-on/<int:number>/"),
    *action_pages("commonhall.disputes.between_bodies", "between-bodies/"),
    *action_pages(BodyDispute, "between-bodies/<int:number>/"),
    *action_pages(Duty, "between-bodies/duties/<int:number>/"),
]
