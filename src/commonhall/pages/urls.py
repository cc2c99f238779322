"""Addresses that belong to no single app."""

from __future__ import annotations

from django.urls import path

from commonhall.pages import reference, stop_letters, views
from commonhall.pages.administration import importing, mapping_cases, who_answers
from commonhall.pages.administration import views as administration_views
from commonhall.pages.doctor import views as doctor_views
from commonhall.pages.set_up import views as set_up_views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search_page, name="search"),
    path("me/place/", views.my_place, name="my_place"),
    path("thread/<str:ref>/", views.thread, name="thread"),
    path("me/notifications/", views.notifications, name="notifications"),
    path("me/follow/", views.follow, name="follow"),
    path("set-up/", set_up_views.set_up, name="set_up"),
    path("set-up/files/<str:name>", set_up_views.download, name="set_up_file"),
    path("set-up/<slug:slug>/", set_up_views.set_up_step, name="set_up_step"),
    path("administration/", administration_views.administration, name="administration"),
    path("administration/hall.zip", administration_views.as_file, name="hall_as_file"),
    path("administration/files/", importing.bring_in, name="bring_in"),
    path("administration/files/cases/", mapping_cases.map_cases, name="map_cases"),
    path("administration/files/<slug:name>-sample.csv", importing.sample_file, name="sample_file"),
    path("administration/files/<slug:name>.csv", importing.table_now, name="table_now"),
    path("administration/who-answers/", who_answers.who_answers, name="who_answers"),
    path("doctor/", doctor_views.doctor, name="doctor"),
    path("about/<slug:code>/", views.hall_page, name="hall_page"),
    path("letters/stop/<str:token>/", stop_letters.stop_letters, name="stop_letters"),
    path("help/", views.help_page, name="help"),
    path("help/actions/", reference.all_actions, name="actions"),
    path("help/actions/<str:code>/", reference.one_action, name="action"),
]
