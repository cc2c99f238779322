"""Addresses of the plan."""

from __future__ import annotations

from django.urls import path

from commonhall.deliver import feeds, ocds, views, views_contracts, views_shifts

app_name = "deliver"
urlpatterns = [
    path("feed.atom", feeds.plan, name="feed"),
    path("", views.plan, name="plan"),
    path("adopt/", views.adopt, name="adopt"),
    path("promises/", views.promise_list, name="promises"),
    path("dates.ics", views_shifts.calendar, name="calendar"),
    path("<int:number>/", views.item_page, name="item"),
    path("<int:number>/amend/", views.amend, name="amend"),
    path("<int:number>/<slug:doing>/", views.do, name="do"),
    path("milestones/<int:number>/done/", views.milestone_done, name="milestone_done"),
    path("contracts/", views_contracts.contract_list, name="contracts"),
    path("contracts/ocds.json", ocds.package, name="ocds"),
    path("contracts/call/", views_contracts.call, name="call"),
    path("contracts/<int:number>/", views_contracts.contract_page, name="contract"),
    path("contracts/<int:number>/award/", views_contracts.award, name="award"),
    path("contracts/<int:number>/end/", views_contracts.end, name="end_contract"),
    path("functions/", views_contracts.transfer_list, name="transfers"),
    path("functions/<int:number>/", views_contracts.transfer_page, name="transfer"),
    path("functions/<int:number>/back/", views_contracts.take_back, name="take_back"),
    path("functions/hand-over/<int:number>/", views_contracts.hand_over, name="hand_over"),
    path("shifts/", views_shifts.shift_list, name="shifts"),
    path("shifts/offer/", views_shifts.offer, name="offer"),
    path("shifts/<int:number>/", views_shifts.shift_page, name="shift"),
    path("shifts/<int:number>/came/", views_shifts.came, name="came"),
]
