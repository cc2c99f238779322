"""Addresses of rates, frameworks, editions and series."""

from __future__ import annotations

from django.urls import path

from commonhall.evaluation.editions import feeds
from commonhall.evaluation.editions import views as edition_views
from commonhall.evaluation.frameworks import views as framework_views
from commonhall.evaluation.indicators import definition_views as indicator_definition_views
from commonhall.evaluation.indicators import views
from commonhall.evaluation.series import views as series_views

app_name = "evaluation"
urlpatterns = [
    path("feed.atom", feeds.editions, name="feed"),
    path("", views.home, name="home"),
    path("rates/", views.rates_page, name="rates"),
    path("rates/<slug:of>/<int:number>/", views.rates_of, name="rates_of"),
    path("rates/<slug:of>/<int:number>/cases/", views.case_list, name="cases"),
    path("definitions/", views.definition_list, name="definitions"),
    path("definitions/set/", indicator_definition_views.set_definition, name="set_definition"),
    path("series/set/", series_views.set_series, name="set_series"),
    path("series/<slug:code>/", series_views.series_page, name="series"),
    path("series/<slug:code>/report/", series_views.report_value, name="report_value"),
    path("series/<slug:code>/file/", series_views.report_file, name="report_file"),
    path("series/<slug:code>/end/", series_views.end_series, name="end_series"),
    path("frameworks/set/", framework_views.set_framework, name="set_framework"),
    path("frameworks/<slug:code>/", framework_views.framework_page, name="framework"),
    path("frameworks/<slug:code>/pack.toml", framework_views.pack_file, name="pack"),
    path("frameworks/<slug:code>/weigh/", edition_views.weigh, name="weigh"),
    path("frameworks/<slug:code>/mark/", edition_views.mark, name="mark"),
    path("frameworks/<slug:code>/marks/", edition_views.resident_marks, name="marks"),
    path("frameworks/<slug:code>/end/", edition_views.end, name="end_framework"),
    path("editions/<int:number>/", edition_views.edition_page, name="edition"),
    path("editions/<int:number>/inputs.csv", edition_views.inputs_file, name="inputs"),
    path("editions/<int:number>/reply/", edition_views.reply, name="reply"),
    path("editions/<int:number>/<int:unit>/", edition_views.report, name="report"),
]
