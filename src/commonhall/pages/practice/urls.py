"""Addresses of the practice town's own pages. `site/practice/urls.py` alone includes them."""

from __future__ import annotations

from django.urls import path

from commonhall.pages.practice import views

app_name = "practice"
urlpatterns = [
    path("", views.start, name="start"),
    path("enter/<slug:task>/", views.enter, name="enter"),
    path("again/", views.again, name="again"),
    path("key.json", views.key, name="key"),
    path("state.json", views.state, name="state"),
]
