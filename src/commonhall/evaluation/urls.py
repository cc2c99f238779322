"""Addresses of rates, frameworks, editions and series."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.evaluation.call_backs import views as call_back_views
from commonhall.evaluation.call_backs.models import CallBack, CallBackRound
from commonhall.evaluation.editions import feeds
from commonhall.evaluation.editions import views as edition_views
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.frameworks import views as framework_views
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.fruits import views as fruit_views
from commonhall.evaluation.gaming import views as gaming_views
from commonhall.evaluation.gaming.models import GamingSignal
from commonhall.evaluation.growth import views as growth_views
from commonhall.evaluation.indicators import views
from commonhall.evaluation.proposals import views as proposal_views
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.series import views as series_views
from commonhall.evaluation.series.models import Series
from commonhall.evaluation.signals import views as signal_views
from commonhall.evaluation.signals.models import Signal

app_name = "evaluation"
urlpatterns = [
    path("feed.atom", feeds.editions, name="feed"),
    path("", views.home, name="home"),
    path("rates/", views.rates_page, name="rates"),
    path("rates/<slug:of>/<int:number>/", views.rates_of, name="rates_of"),
    path("rates/<slug:of>/<int:number>/cases/", views.case_list, name="cases"),
    path("call-backs/", call_back_views.round_list, name="call_backs"),
    path("call-backs/<int:number>/", call_back_views.round_page, name="call_back_round"),
    *action_pages(CallBackRound, "call-backs/<int:number>/"),
    path("call-backs/calls/<int:number>/", call_back_views.call_page, name="call"),
    *action_pages(CallBack, "call-backs/calls/<int:number>/"),
    path("early-warning/", signal_views.signal_list, name="signals"),
    path("early-warning/<int:number>/", signal_views.signal_page, name="signal"),
    *action_pages(Signal, "early-warning/<int:number>/"),
    path("gaming/", gaming_views.gaming_list, name="gaming"),
    path("gaming/<int:number>/", gaming_views.gaming_page, name="gaming_signal"),
    *action_pages(GamingSignal, "gaming/<int:number>/"),
    path("fruits/", fruit_views.fruits, name="fruits"),
    path("growth/", growth_views.growth, name="growth"),
    path("definitions/", views.definition_list, name="definitions"),
    *action_pages("commonhall.evaluation.indicators", "definitions/"),
    path(
        "definitions/proposed/<int:number>/",
        proposal_views.proposal_page,
        name="definition_proposal",
    ),
    *action_pages(DefinitionProposal, "definitions/proposed/<int:number>/"),
    *action_pages("commonhall.evaluation.series", "series/"),
    *action_pages(Series, "series/<int:number>/"),
    path("series/<slug:code>/", series_views.series_page, name="series"),
    path("series/<slug:code>/file/", series_views.report_file, name="report_file"),
    path("frameworks/<int:number>/weigh/", edition_views.weigh, name="weigh"),
    path(
        "frameworks/<int:number>/mark-as-resident/",
        edition_views.mark_as_resident,
        name="mark_as_resident",
    ),
    *action_pages("commonhall.evaluation.frameworks", "frameworks/"),
    *action_pages(Framework, "frameworks/<int:number>/"),
    path("frameworks/<slug:code>/", framework_views.framework_page, name="framework"),
    path("frameworks/<slug:code>/pack.toml", framework_views.pack_file, name="pack"),
    path("editions/<int:number>/", edition_views.edition_page, name="edition"),
    path("editions/<int:number>/structure/", edition_views.structure_page, name="structure"),
    path("editions/<int:number>/inputs.csv", edition_views.inputs_file, name="inputs"),
    *action_pages(Edition, "editions/<int:number>/"),
    path("editions/<int:number>/<int:unit>/", edition_views.report, name="report"),
]
