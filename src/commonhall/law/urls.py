"""Addresses of the law."""

from __future__ import annotations

from django.urls import path

from commonhall.law import views

app_name = "law"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("<int:number>/", views.instrument, name="instrument"),
]
