"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from commonhall.cases.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("export.<slug:form>", views.export, name="export"),
    path("chosen/", views.chosen, name="chosen"),
    path("filters/", views.keep_filter, name="keep_filter"),
]
