"""Addresses of the law."""

from __future__ import annotations

from django.urls import path

from commonhall.actions.action_pages import action_pages
from commonhall.law import feeds
from commonhall.law.agenda.models import Matter
from commonhall.law.amendments import views as amendment_views
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.appeals import views as appeal_views
from commonhall.law.appeals.models import Appeal
from commonhall.law.asking import views as asking_views
from commonhall.law.asking.models import AskingRule
from commonhall.law.challenges import views as challenge_views
from commonhall.law.challenges.models import Challenge
from commonhall.law.conflicts import views as conflict_views
from commonhall.law.founding import views as founding_views
from commonhall.law.founding.models import FoundingPeriod
from commonhall.law.hall_settings import views as hall_views
from commonhall.law.hearings.models import Hearing
from commonhall.law.higher_law import views as higher_views
from commonhall.law.instruments import views as instrument_views
from commonhall.law.instruments.models import Competence, Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.powers import views as powers_views
from commonhall.law.promises import views as promise_views
from commonhall.law.promises.models import Promise
from commonhall.law.recalls import views as recall_views
from commonhall.law.recalls.models import Recall
from commonhall.law.recognitions import views as recognition_views
from commonhall.law.recognitions.models import Recognition
from commonhall.law.results import views as result_views
from commonhall.law.results.models import PeoplesResult
from commonhall.law.reviews import views as review_views
from commonhall.law.stand_ins import views as stand_in_views
from commonhall.law.stand_ins.models import StandIn
from commonhall.law.waiting_rules import views as waiting_views
from commonhall.law.waiting_rules.models import WaitingRule

app_name = "law"
urlpatterns = [
    path("feed.atom", feeds.asked, name="feed"),
    path("", instrument_views.instruments, name="list"),
    path("<int:number>/", instrument_views.instrument, name="instrument"),
    path("founding-period/", founding_views.founding_period, name="founding_period"),
    *action_pages(FoundingPeriod, "founding-periods/<int:number>/"),
    path("logo/<slug:digest>.png", hall_views.logo, name="logo"),
    path("icon/<slug:digest>.png", hall_views.icon, name="icon"),
    path("asking/", asking_views.asking_rules, name="asking"),
    *action_pages(AskingRule, "asking/<int:number>/"),
    path("eli/<slug:kind>/<int:year>/<str:code>/", instrument_views.eli, name="eli"),
    path(
        "eli/<slug:kind>/<int:year>/<str:code>/<slug:language>.xml",
        higher_views.text_file,
        name="text_file",
    ),
    path(
        "eli/<slug:kind>/<int:year>/<str:code>/<str:provision>/",
        instrument_views.eli,
        name="eli_provision",
    ),
    *action_pages("commonhall.law.higher_law", "higher/"),
    path("conflicts/", conflict_views.conflicts, name="conflicts"),
    path("waiting/", waiting_views.waiting_list, name="waiting_rules"),
    path("waiting/<int:number>/", waiting_views.waiting_page, name="waiting_rule"),
    *action_pages(WaitingRule, "waiting/<int:number>/"),
    path("terms/", review_views.terms, name="terms"),
    path("bodies/<int:number>/", powers_views.body, name="body"),
    path("rights/<slug:holder>/", powers_views.rights, name="rights"),
    path("why/<uuid:identity>/", powers_views.why_entry, name="why"),
    path("who/<str:code>/", powers_views.who, name="who"),
    path("appeals/", appeal_views.appeal_list, name="appeals"),
    path("appeals/<int:number>/", appeal_views.appeal_page, name="appeal"),
    path("challenges/", challenge_views.challenge_list, name="challenges"),
    path("challenges/<int:number>/", challenge_views.challenge_page, name="challenge"),
    path("mandates/", result_views.result_list, name="results"),
    path("results/<int:number>/", result_views.result_page, name="result"),
    path("amendments/<int:number>/", amendment_views.amendment, name="amendment"),
    path("promises/", promise_views.promise_list, name="promises"),
    path("promises/<int:number>/", promise_views.promise_page, name="promise"),
    path("mandates/<int:number>/", recall_views.mandate_page, name="mandate"),
    path("recognitions/", recognition_views.recognition_list, name="recognitions"),
    path("recalls/", recall_views.recall_list, name="recalls"),
    path("recalls/<int:number>/", recall_views.recall_page, name="recall"),
    path("stand-ins/", stand_in_views.stand_in_list, name="stand_ins"),
    path("stand-ins/<int:number>/", stand_in_views.stand_in, name="stand_in"),
    *action_pages(StandIn, "stand-ins/<int:number>/"),
    *action_pages("commonhall.law.instruments", ""),
    *action_pages("commonhall.law.hall_settings", ""),
    *action_pages(Instrument, "<int:number>/"),
    *action_pages(Provision, "provisions/<int:number>/"),
    *action_pages("commonhall.law.appeals", "appeals/"),
    *action_pages(Appeal, "appeals/<int:number>/"),
    *action_pages(Challenge, "challenges/<int:number>/"),
    *action_pages(Mandate, "mandates/<int:number>/"),
    *action_pages(Competence, "competences/<int:number>/"),
    *action_pages(Matter, "agenda/<int:number>/"),
    *action_pages(Promise, "promises/<int:number>/"),
    *action_pages(Recall, "recalls/<int:number>/"),
    *action_pages(Recognition, "recognitions/<int:number>/"),
    *action_pages(PeoplesResult, "results/<int:number>/"),
    *action_pages(Hearing, "hearings/<int:number>/"),
    *action_pages(CharterAmendment, "amendments/<int:number>/"),
]
