"""Addresses of rates, frameworks, editions and series."""

from __future__ import annotations

from django.urls import path

from commonhall.evaluate import feeds, views, views_editions, views_setting

app_name = "evaluate"
urlpatterns = [
    path("feed.atom", feeds.editions, name="feed"),
    path("", views.home, name="home"),
    path("rates/", views.rates_page, name="rates"),
    path("rates/<slug:of>/<int:number>/", views.rates_of, name="rates_of"),
    path("rates/<slug:of>/<int:number>/cases/", views.case_list, name="cases"),
    path("definitions/", views.definition_list, name="definitions"),
    path("definitions/set/", views_setting.set_definition, name="set_definition"),
    path("series/set/", views_setting.set_series, name="set_series"),
    path("series/<slug:code>/", views_setting.series_page, name="series"),
    path("series/<slug:code>/report/", views_setting.report_value, name="report_value"),
    path("series/<slug:code>/file/", views_setting.report_file, name="report_file"),
    path("series/<slug:code>/end/", views_setting.end_series, name="end_series"),
    path("frameworks/set/", views_setting.set_framework, name="set_framework"),
    path("frameworks/<slug:code>/", views_editions.framework_page, name="framework"),
    path("frameworks/<slug:code>/pack.toml", views_editions.pack_file, name="pack"),
    path("frameworks/<slug:code>/weigh/", views_editions.weigh, name="weigh"),
    path("frameworks/<slug:code>/mark/", views_editions.mark, name="mark"),
    path("frameworks/<slug:code>/marks/", views_editions.resident_marks, name="marks"),
    path("frameworks/<slug:code>/end/", views_editions.end, name="end_framework"),
    path("editions/<int:number>/", views_editions.edition_page, name="edition"),
    path("editions/<int:number>/inputs.csv", views_editions.inputs_file, name="inputs"),
    path("editions/<int:number>/reply/", views_editions.reply, name="reply"),
    path("editions/<int:number>/<int:unit>/", views_editions.report, name="report"),
]
