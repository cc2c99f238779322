"""Addresses of the law."""

from __future__ import annotations

from django.urls import path

from commonhall.law import feeds
from commonhall.law.appeals import views as appeal_views
from commonhall.law.challenges import views as challenge_views
from commonhall.law.instruments import views as instrument_views
from commonhall.law.powers import views as powers_views
from commonhall.law.recalls import views as recall_views
from commonhall.law.reviews import views as review_views

app_name = "law"
urlpatterns = [
    path("feed.atom", feeds.asked, name="feed"),
    path("", instrument_views.instruments, name="list"),
    path("adopt/", instrument_views.adopt, name="adopt"),
    path("<int:number>/", instrument_views.instrument, name="instrument"),
    path("<int:number>/review/", review_views.review, name="review"),
    path("terms/", review_views.terms, name="terms"),
    path("bodies/<int:number>/", powers_views.body, name="body"),
    path("why/<uuid:identity>/", powers_views.why_entry, name="why"),
    path("who/<str:code>/", powers_views.who, name="who"),
    path("provisions/<int:number>/end/", review_views.set_end, name="set_end"),
    path("provisions/<int:number>/renew/", review_views.renew, name="renew"),
    path(
        "provisions/<int:number>/challenge/", challenge_views.challenge_rule, name="challenge_rule"
    ),
    path("appeals/", appeal_views.appeal_list, name="appeals"),
    path("appeals/<int:number>/", appeal_views.appeal_page, name="appeal"),
    path("appeals/<int:number>/decisions/", appeal_views.decide, name="decide_appeal"),
    path("appeals/file/<uuid:identity>/", appeal_views.file_appeal, name="file_appeal"),
    path("challenges/", challenge_views.challenge_list, name="challenges"),
    path("challenges/<int:number>/", challenge_views.challenge_page, name="challenge"),
    path("challenges/<int:number>/support/", challenge_views.support, name="support"),
    path("challenges/<int:number>/answer/", challenge_views.answer, name="answer_challenge"),
    path("mandates/<int:number>/", recall_views.mandate_page, name="mandate"),
    path("mandates/<int:number>/petition/", recall_views.petition, name="petition"),
    path("mandates/<int:number>/recall/", recall_views.recall_mandate, name="recall_mandate"),
    path("recalls/", recall_views.recall_list, name="recalls"),
    path("recalls/<int:number>/", recall_views.recall_page, name="recall"),
    path("recalls/<int:number>/sign/", recall_views.sign, name="sign_recall"),
    path("recalls/<int:number>/refuse/", recall_views.refuse, name="refuse_recall"),
]
