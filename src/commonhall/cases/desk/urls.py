"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from commonhall.cases.desk import views
from commonhall.cases.desk_letters import views as letter_views
from commonhall.cases.intake import views as intake_views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("export.<slug:form>", views.export, name="export"),
    path("chosen/", views.chosen, name="chosen"),
    path("receipts/<int:number>/", intake_views.receipt, name="receipt"),
    path("worksheet/", views.sheet, name="worksheet"),
    path("letters/", letter_views.letters, name="letters"),
    path("cases/<int:number>/", letter_views.case, name="case"),
    path("filters/", views.keep_filter, name="keep_filter"),
]
