"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from commonhall.delivery.contracts import ocds
from commonhall.delivery.contracts import views as contract_views
from commonhall.delivery.functions import views as function_views
from commonhall.delivery.plan import calendar as plan_calendar
from commonhall.delivery.plan import feeds, views
from commonhall.delivery.shifts import views as shift_views

app_name = "delivery"
urlpatterns = [
    path("feed.atom", feeds.plan, name="feed"),
    path("", views.plan, name="plan"),
    path("adopt/", views.adopt, name="adopt"),
    path("promises/", views.promise_list, name="promises"),
    path("dates.ics", plan_calendar.calendar, name="calendar"),
    path("<int:number>/", views.item_page, name="item"),
    path("<int:number>/amend/", views.amend, name="amend"),
    path("<int:number>/<slug:word>/", views.do, name="do"),
    path("milestones/<int:number>/done/", views.milestone_done, name="milestone_done"),
    path("contracts/", contract_views.contract_list, name="contracts"),
    path("contracts/ocds.json", ocds.package, name="ocds"),
    path("contracts/call/", contract_views.call, name="call"),
    path("contracts/<int:number>/", contract_views.contract_page, name="contract"),
    path("contracts/<int:number>/award/", contract_views.award, name="award"),
    path("contracts/<int:number>/end/", contract_views.end, name="end_contract"),
    path("functions/", function_views.transfer_list, name="transfers"),
    path("functions/<int:number>/", function_views.transfer_page, name="transfer"),
    path("functions/<int:number>/back/", function_views.take_back, name="take_back"),
    path("functions/hand-over/<int:number>/", function_views.hand_over, name="hand_over"),
    path("shifts/", shift_views.shift_list, name="shifts"),
    path("shifts/offer/", shift_views.offer, name="offer"),
    path("shifts/<int:number>/", shift_views.shift_page, name="shift"),
    path("shifts/<int:number>/came/", shift_views.came, name="came"),
]
