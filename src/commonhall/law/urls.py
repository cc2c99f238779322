"""Addresses of the law."""

from __future__ import annotations

from django.urls import path

from commonhall.law import feeds, views, views_recalls, views_reviews

app_name = "law"
urlpatterns = [
    path("feed.atom", feeds.asked, name="feed"),
    path("", views.instruments, name="list"),
    path("adopt/", views.adopt, name="adopt"),
    path("<int:number>/", views.instrument, name="instrument"),
    path("<int:number>/review/", views.review, name="review"),
    path("terms/", views.terms, name="terms"),
    path("bodies/<int:number>/", views.body, name="body"),
    path("why/<uuid:identity>/", views.why_entry, name="why"),
    path("who/<str:code>/", views.who, name="who"),
    path("provisions/<int:number>/end/", views.set_end, name="set_end"),
    path("provisions/<int:number>/renew/", views.renew, name="renew"),
    path("provisions/<int:number>/challenge/", views_reviews.challenge_rule, name="challenge_rule"),
    path("appeals/", views_reviews.appeal_list, name="appeals"),
    path("appeals/<int:number>/", views_reviews.appeal_page, name="appeal"),
    path("appeals/<int:number>/decide/", views_reviews.decide, name="decide_appeal"),
    path("appeals/file/<uuid:identity>/", views_reviews.file_appeal, name="file_appeal"),
    path("challenges/", views_reviews.challenge_list, name="challenges"),
    path("challenges/<int:number>/", views_reviews.challenge_page, name="challenge"),
    path("challenges/<int:number>/support/", views_reviews.support, name="support"),
    path("challenges/<int:number>/answer/", views_reviews.answer, name="answer_challenge"),
    path("mandates/<int:number>/", views_recalls.mandate_page, name="mandate"),
    path("mandates/<int:number>/petition/", views_recalls.petition, name="petition"),
    path("mandates/<int:number>/recall/", views_recalls.recall_mandate, name="recall_mandate"),
    path("recalls/", views_recalls.recall_list, name="recalls"),
    path("recalls/<int:number>/", views_recalls.recall_page, name="recall"),
    path("recalls/<int:number>/sign/", views_recalls.sign, name="sign_recall"),
    path("recalls/<int:number>/refuse/", views_recalls.refuse, name="refuse_recall"),
]
