"""Addresses of votes, motions and lotteries."""

from __future__ import annotations

from django.urls import path

from commonhall.decisions.lotteries import views as lottery_views
from commonhall.decisions.motions import views as motion_views
from commonhall.decisions.overview import views as overview_views
from commonhall.decisions.votes import views

app_name = "decisions"
urlpatterns = [
    path("", views.election_list, name="list"),
    path("decided/", overview_views.decided, name="decided"),
    path("prepare/", views.prepare, name="prepare"),
    path("<int:number>/", views.election_page, name="election"),
    path("<int:number>/vote/", views.vote, name="vote"),
    path("<int:number>/my-vote/", views.my_vote, name="my_vote"),
    path("<int:number>/recount/", views.recount, name="recount"),
    path("<int:number>/ballots.pb", views.pabulib, name="pabulib"),
    path("<int:number>/options/add/", views.add_option, name="add_option"),
    path("<int:number>/options/<int:option>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:number>/open/", views.open_vote, name="open"),
    path("motions/", motion_views.motion_list, name="motions"),
    path("motions/table/", motion_views.table, name="table"),
    path("motions/<int:number>/", motion_views.motion_page, name="motion"),
    path("motions/<int:number>/vote/", motion_views.vote, name="motion_vote"),
    path("motions/<int:number>/conclude/", motion_views.conclude, name="motion_conclude"),
    path("lotteries/", lottery_views.lottery_list, name="lotteries"),
    path("lotteries/open/", lottery_views.open_lottery, name="open_lottery"),
    path("lotteries/<int:number>/", lottery_views.lottery_page, name="lottery"),
    path("lotteries/<int:number>/apply/", lottery_views.apply, name="lottery_apply"),
    path("lotteries/<int:number>/ticket/", lottery_views.ticket, name="lottery_ticket"),
    path("lotteries/<int:number>/again/", lottery_views.again, name="lottery_again"),
    path("lotteries/<int:number>/draw.json", lottery_views.published, name="lottery_published"),
    path("lotteries/<int:number>/claims/", lottery_views.claims, name="lottery_claims"),
    path(
        "lotteries/<int:number>/claims/<int:application>/",
        lottery_views.confirm,
        name="lottery_confirm",
    ),
    path("lotteries/<int:number>/<slug:word>/", lottery_views.do, name="lottery_do"),
    path("feed.atom", motion_views.feed, name="feed"),
]
