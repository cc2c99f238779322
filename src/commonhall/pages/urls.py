"""Addresses that belong to no single app."""

from __future__ import annotations

from django.urls import path

from commonhall.pages import reference, stop_letters, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("me/place/", views.my_place, name="my_place"),
    path("thread/<str:ref>/", views.thread, name="thread"),
    path("me/notifications/", views.notifications, name="notifications"),
    path("me/follow/", views.follow, name="follow"),
    path("letters/stop/<str:token>/", stop_letters.stop_letters, name="stop_letters"),
    path("help/", views.help_page, name="help"),
    path("help/actions/", reference.all_actions, name="actions"),
    path("help/actions/<str:code>/", reference.one_action, name="action"),
]
