"""Addresses that belong to no single app."""

from __future__ import annotations

from django.urls import path

from commonhall.pages import drafts, reference, sections, stop_letters, views
from commonhall.pages.administration import (
    importing,
    jobs,
    keys,
    letter_kinds,
    letter_queue,
    mapping_cases,
    running,
    who_answers,
)
from commonhall.pages.administration import views as administration_views
from commonhall.pages.doctor import views as doctor_views
from commonhall.pages.help import views as help_views
from commonhall.pages.home import views as home_views
from commonhall.pages.set_up import views as set_up_views

app_name = "pages"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("place/", home_views.choose_place, name="choose_place"),
    *(
        path(f"{slug}/", sections.section_page, {"code": code}, name=name)
        for code, slug, name in sections.PAGES
    ),
    path("search/", views.search_page, name="search"),
    path("me/place/", views.my_place, name="my_place"),
    path("thread/<str:ref>/", views.thread, name="thread"),
    path("me/notifications/", views.notifications, name="notifications"),
    path("me/follow/", views.follow, name="follow"),
    path("me/following/", views.following, name="following"),
    path("me/drafts/", drafts.drafts_page, name="drafts"),
    path("me/drafts/<int:number>/", drafts.draft_page, name="draft"),
    path("me/drafts/<int:number>/delete/", drafts.delete_draft, name="delete_draft"),
    path("me/notifications/read/", views.read_all, name="read_all"),
    path("set-up/", set_up_views.set_up, name="set_up"),
    path("set-up/files/<str:name>", set_up_views.download, name="set_up_file"),
    path("set-up/<slug:slug>/", set_up_views.set_up_step, name="set_up_step"),
    path("administration/", administration_views.administration, name="administration"),
    path("administration/letters/", letter_queue.queue, name="letters"),
    path("administration/letters/kinds/", letter_kinds.kinds, name="letter_kinds"),
    path("administration/letters/kinds/<str:code>/", letter_kinds.kind, name="letter_kind"),
    path(
        "administration/letters/kinds/<str:code>/<slug:language>.html",
        letter_kinds.html,
        name="letter_html",
    ),
    path("administration/hall.zip", administration_views.as_file, name="hall_as_file"),
    path("administration/running/", running.running, name="running"),
    path("administration/running/letter/", running.test_letter, name="test_letter"),
    path("administration/running/provider/", running.try_provider, name="try_provider"),
    path("administration/running/files/", running.try_files, name="try_files"),
    path("administration/jobs/", jobs.jobs, name="jobs"),
    path("administration/keys/", keys.keys, name="keys"),
    path("administration/files/", importing.bring_in, name="bring_in"),
    path("administration/files/cases/", mapping_cases.map_cases, name="map_cases"),
    path("administration/files/<slug:name>-sample.csv", importing.sample_file, name="sample_file"),
    path("administration/files/<slug:name>.csv", importing.table_now, name="table_now"),
    path("administration/who-answers/", who_answers.who_answers, name="who_answers"),
    path("doctor/", doctor_views.doctor, name="doctor"),
    path("about/<slug:code>/", views.hall_page, name="hall_page"),
    path("letters/stop/<str:token>/", stop_letters.stop_letters, name="stop_letters"),
    path("help/", help_views.help_page, name="help"),
    path("help/how/<slug:code>/", help_views.topic, name="topic"),
    path("help/tours/<slug:code>/", help_views.tour, name="tour"),
    path("help/actions/", reference.all_actions, name="actions"),
    path("help/actions/<str:code>/", reference.one_action, name="action"),
]
