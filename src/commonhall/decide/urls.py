"""Addresses of votes, motions and lotteries."""

from __future__ import annotations

from django.urls import path

from commonhall.decide import views, views_decided, views_lotteries, views_motions

app_name = "decide"
urlpatterns = [
    path("", views.election_list, name="list"),
    path("decided/", views_decided.decided, name="decided"),
    path("prepare/", views.prepare, name="prepare"),
    path("<int:number>/", views.election_page, name="election"),
    path("<int:number>/vote/", views.vote, name="vote"),
    path("<int:number>/my-vote/", views.my_vote, name="my_vote"),
    path("<int:number>/recount/", views.recount, name="recount"),
    path("<int:number>/ballots.pb", views.pabulib, name="pabulib"),
    path("<int:number>/options/add/", views.add_option, name="add_option"),
    path("<int:number>/options/<int:option>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:number>/open/", views.open_vote, name="open"),
    path("motions/", views_motions.motion_list, name="motions"),
    path("motions/table/", views_motions.table, name="table"),
    path("motions/<int:number>/", views_motions.motion_page, name="motion"),
    path("motions/<int:number>/vote/", views_motions.vote, name="motion_vote"),
    path("motions/<int:number>/conclude/", views_motions.conclude, name="motion_conclude"),
    path("lotteries/", views_lotteries.lottery_list, name="lotteries"),
    path("lotteries/open/", views_lotteries.open_lottery, name="open_lottery"),
    path("lotteries/<int:number>/", views_lotteries.lottery_page, name="lottery"),
    path("lotteries/<int:number>/apply/", views_lotteries.apply, name="lottery_apply"),
    path("lotteries/<int:number>/ticket/", views_lotteries.ticket, name="lottery_ticket"),
    path("lotteries/<int:number>/again/", views_lotteries.again, name="lottery_again"),
    path("lotteries/<int:number>/draw.json", views_lotteries.published, name="lottery_published"),
    path("lotteries/<int:number>/claims/", views_lotteries.claims, name="lottery_claims"),
    path(
        "lotteries/<int:number>/claims/<int:application>/",
        views_lotteries.confirm,
        name="lottery_confirm",
    ),
    path("lotteries/<int:number>/<slug:doing>/", views_lotteries.do, name="lottery_do"),
    path("feed.atom", views_motions.feed, name="feed"),
]
