"""Addresses of services and floors."""

from __future__ import annotations

from django.urls import path

from commonhall.services import feeds, views

app_name = "services"
urlpatterns = [
    path("floors/feed.atom", feeds.alarms, name="feed"),
    path("", views.service_list, name="list"),
    path("set/", views.set_service, name="set"),
    path("<int:number>/", views.service_page, name="service"),
    path("<int:number>/entitled/", views.entitled, name="entitled"),
    path("<int:number>/promise/", views.set_standard, name="set_standard"),
    path("<int:number>/end/", views.end_service, name="end"),
    path("floors/", views.floor_list, name="floors"),
    path("floors/set/", views.set_floor, name="set_floor"),
    path("floors/<int:number>/", views.floor_page, name="floor"),
    path("floors/<int:number>/report/", views.report_value, name="report"),
    path("floors/<int:number>/end/", views.end_floor, name="end_floor"),
]
